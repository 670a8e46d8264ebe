// The status, asked from this very place: `npm run status` starts it where the stack's operator sits.
import { runProgram } from '../../lib/program.ts';
import { readRecorded, type Recorded } from '../../pulumi/pending.ts';
import { takeStack } from '../arguments.ts';
import { ownBackendUrl, prepareStack, type PreparedStack, stateQuery } from '../stack-env.ts';
import { type JudgedLock, judgedLocks } from '../supervise/locks.ts';
import { readTopologyForLogin } from '../topology.ts';
import { collectStatus } from './facts.ts';
import { isInOrder, statusText } from './report.ts';

/** What our own backend says of a stack; nothing of one that is kept elsewhere. */
async function readOwn(prepared: PreparedStack): Promise<Recorded & { locks: JudgedLock[] }> {
  const { stack, variables } = prepared;
  if (variables['PULUMI_BACKEND_URL'] !== ownBackendUrl) return { resources: [], pending: [], locks: [] };
  return { ...(await readRecorded(stateQuery(prepared))), locks: judgedLocks(stack.name, stack.lab) };
}

await runProgram(async (args) => {
  const { stack, configFile, rest } = takeStack(args);
  const prepared = await prepareStack(stack, configFile);
  const topology = await readTopologyForLogin(prepared);
  const status = await collectStatus(stack, topology, await readOwn(prepared));
  const text = rest.includes('--json') ? JSON.stringify(status, undefined, 2) : statusText(status);
  process.stdout.write(`${text}\n`);
  return isInOrder(status) ? 0 : 1;
});
