// The commands of `npm run` whose work is done where the stack's operator sits.
import type { AtOperator } from './at-operator.ts';
import { carryAgain } from './carry-again.ts';
import { doctor } from './doctor/doctor.ts';
import { handOver } from './hand-over/hand-over.ts';
import { operate } from './operate/operate.ts';
import { status } from './status/status.ts';

export const operatorCommands = {
  stop: operate('stop'),
  start: operate('start'),
  restart: operate('restart'),
  'carry-again': carryAgain,
  'hand-over': handOver,
  status,
  doctor,
} satisfies Record<string, AtOperator>;
