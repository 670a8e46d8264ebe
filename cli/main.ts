// The command `kafka-proxied`, and what most npm scripts call.
import { runCommand } from '../lib/command-line/command.ts';
import { runProgram } from '../lib/program.ts';
import { program } from './program.ts';

await runProgram((args) => runCommand(program, args));
