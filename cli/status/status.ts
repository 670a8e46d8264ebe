// `npm run status`: an inventory of what runs where, how the partitions are, and what goes on. Doctor judges.
import { runInForeground } from '../../lib/foreground.ts';
import { programArgv } from '../../lib/own-program.ts';
import { projectRoot } from '../../lib/paths.ts';
import { UsageError } from '../../lib/program.ts';
import { readStackFile } from '../../pulumi/stack-file.ts';
import { stackOptions, takeStack } from '../arguments.ts';
import { prepareStack } from '../stack-env.ts';
import { fromOperator, requireReach } from '../vantage.ts';

export const statusUsage = 'usage: npm run status -- [--json] [--stack STACK]';

/**
 * Prints the status of a stack; with `--json` as data.
 * @returns 1 if something is out of order: doctor says what
 */
export async function showStatus(args: readonly string[]): Promise<number> {
  const place = takeStack(args);
  const { stack: name, configFile, rest } = place;
  if (rest.some((argument) => argument !== '--json')) throw new UsageError(statusUsage);
  const stack = readStackFile(name, { configFile });
  await requireReach(stack);
  const { environment } = await prepareStack(name, configFile);
  const argv = programArgv('cli/status/status-here.ts', ...stackOptions(place), ...rest);
  return runInForeground(fromOperator(stack, argv), { cwd: projectRoot, env: environment });
}
