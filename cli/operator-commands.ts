// The commands whose work is done where the stack's operator sits.
import type { AtOperator } from './at-operator.ts';
import { carryAgain } from './carry-again.ts';
import { doctor } from './doctor/doctor.ts';
import { handOver } from './hand-over/hand-over.ts';
import { restart, start, stop } from './operate/operate.ts';
import { status } from './status/status.ts';

export const operatorCommands: readonly AtOperator[] = [
  stop,
  start,
  restart,
  carryAgain,
  handOver,
  status,
  doctor,
];
