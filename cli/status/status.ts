// `npm run status`: an inventory of what runs where, how the partitions are, and what goes on. Doctor judges.
import { CliCommand } from '../../lib/command-line/command.ts';
import { readRecorded, type RecordedState } from '../../pulumi/state.ts';
import { atOperator } from '../at-operator.ts';
import { type PreparedStack, stateQuery } from '../stack-env.ts';
import { type JudgedLock, locksOf } from '../runs/locks.ts';
import { readTopologyForLogin } from '../topology.ts';
import { collectStatus } from './facts.ts';
import { isInOrder, statusText } from './report.ts';

const command = new CliCommand('status', 'what runs where, leaders, partitions; interrupted runs')
  .description(
    'What runs where, leaders, partitions; runs that were interrupted or are in progress.\n\nExit code 1 if something is out of order: `doctor` says what is wrong.',
  )
  .option('--json', 'print it as JSON');

export const status = atOperator<{ json?: boolean }>(command, {
  async run({ json }, prepared) {
    const topology = await readTopologyForLogin(prepared);
    const found = await collectStatus(prepared.stack.name, topology, await readOwn(prepared));
    process.stdout.write(`${json ? JSON.stringify(found, undefined, 2) : statusText(found)}\n`);
    return isInOrder(found) ? 0 : 1;
  },
});

/** What our own backend says of a stack; nothing of one that is kept elsewhere. */
async function readOwn(prepared: PreparedStack): Promise<RecordedState & { locks: JudgedLock[] }> {
  const locks = locksOf(prepared.stack);
  if (!locks) return { resources: [], pending: [], locks: [] };
  return { ...(await readRecorded(stateQuery(prepared))), locks };
}
