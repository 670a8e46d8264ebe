// Does a command's work from this very place: `npm run status` and its like start it where the stack's operator sits.
import { runProgram } from '../lib/program.ts';
import { operatorCommands } from './operator-commands.ts';

await runProgram(async ([name = '', handed = '']) => {
  const found = operatorCommands.find(({ command }) => command.name() === name);
  if (!found) throw new Error(`worker.ts does not know "${name}"`);
  return found.work(handed);
});
