// Does a command's work from this very place: `npm run status` and its like start it where the stack's operator sits.
import { runProgram } from '../lib/program.ts';
import { operatorCommands } from './operator-commands.ts';

const commands = new Map(Object.entries(operatorCommands));

await runProgram(async ([name = '', ...args]) => {
  const command = commands.get(name);
  if (!command) throw new Error(`worker.ts does not know "${name}"`);
  return command.work(args);
});
