// `npm run setup`.
import { programOf, runCommand } from '../lib/command-line/command.ts';
import { runProgram } from '../lib/program.ts';
import { setup } from './command.ts';

await runProgram((args) => runCommand(programOf({ Commands: [setup] }), ['setup', ...args]));
