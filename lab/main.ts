// `npm run lab`: the lab's commands without the others, which take time to load.
import { programOf, runCommand } from '../lib/command-line/command.ts';
import { runProgram } from '../lib/program.ts';
import { lab } from './command.ts';

await runProgram((args) => runCommand(programOf({ Commands: [lab] }), ['lab', ...args]));
