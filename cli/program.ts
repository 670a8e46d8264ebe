// All commands, by the headings of the help.
import { stackOptionsVariable } from '../config/advice.ts';
import { lab } from '../lab/command.ts';
import { programOf } from '../lib/command-line/command.ts';
import { setup } from '../setup/command.ts';
import { placeOf, typedOptions } from './arguments.ts';
import { backup, restore } from './backup/backup.ts';
import { bench } from './bench.ts';
import { carryAgain } from './carry-again.ts';
import { completion } from './completion.ts';
import { doctor } from './doctor/doctor.ts';
import { env } from './env.ts';
import { handOver } from './hand-over/hand-over.ts';
import { init } from './init/init.ts';
import { logs } from './logs.ts';
import { restart, start, stop } from './operate/operate.ts';
import { picture } from './picture.ts';
import { cancel, destroy, preview, refresh, up } from './pulumi-commands.ts';
import { shell } from './shell/shell.ts';
import { benchMirror } from './start/bench-mirror.ts';
import { status } from './status/status.ts';
import { test } from './test.ts';

export const program = programOf({
  'Describe hosts': [init, picture],
  'Apply a stack': [preview, up, refresh, destroy, cancel],
  Inspect: [status.command, doctor.command, logs],
  Services: [start.command, stop.command, restart.command, carryAgain.command],
  State: [backup, restore, handOver.command],
  Shell: [shell, env, completion(() => program)],
  'This checkout': [setup, lab, test, bench, benchMirror],
});

// Advice that is printed names the stack as it was named here.
program.hook('preAction', (_, command) => {
  process.env[stackOptionsVariable] = typedOptions(placeOf(command.opts()));
});
