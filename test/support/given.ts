// What a command would be asked to do, without doing it.
import { type CliCommand, runCommand } from '../../lib/command-line/command.ts';

/**
 * The options and the words that the work of a command is given. The command itself does nothing any more.
 * @throws UsageError
 */
export async function given(command: CliCommand, args: readonly string[]): Promise<unknown[]> {
  let found: unknown[] = [];
  command.does(async (...all: unknown[]) => {
    found = all;
    return 0;
  });
  await runCommand(command, args);
  return found;
}
