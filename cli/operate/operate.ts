// `npm run stop`, `start` and `restart`: services that are on their hosts, by the same care as a roll takes.
import { parseArgs } from 'node:util';
import { runInForeground } from '../../lib/foreground.ts';
import { programArgv } from '../../lib/own-program.ts';
import { projectRoot } from '../../lib/paths.ts';
import { UsageError } from '../../lib/program.ts';
import { readStackFile } from '../../pulumi/stack-file.ts';
import { stackOptions, takeStack } from '../arguments.ts';
import { ownBackendUrl, prepareStack } from '../stack-env.ts';
import { describeLock, judgedLocks } from '../supervise/locks.ts';
import { fromOperator, requireReach } from '../vantage.ts';
import { type Action, actions } from './plan.ts';

export const operateUsage = `usage: npm run stop|start|restart -- NAME [--stack STACK] [--yes] [--force]

  NAME     a host (engine1), a cluster (cluster1), a unit (kafka-cluster1-1, zookeeper-cluster1-1) or a
           component by Pulumi's name (cluster1-broker-1, cluster1-zookeeper-1)
  --yes    don't ask before a whole cluster is stopped
  --force  stop or restart although others can't do without it: clients may get errors, and partitions no leader

Brokers are stopped one at a time, the controller last, and only while every partition keeps its
min.insync.replicas without them; a restart waits until the broker is back in sync before the next. ZooKeeper is
stopped last and started first. What is stopped starts again with its host, and with the next npm run up.`;

export interface OperateRequest {
  action: Action;
  name: string;
  yes: boolean;
  force: boolean;
}

/** @throws UsageError for anything but an action, one name and known options */
export function parseOperateArguments([action, ...args]: readonly string[]): OperateRequest {
  const options = {
    yes: { type: 'boolean', short: 'y', default: false },
    force: { type: 'boolean', default: false },
  } as const;
  const known = actions.find((each) => each === action);
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n${operateUsage}`);
  }
  const [name, ...more] = parsed.positionals;
  if (!known || name === undefined || more.length > 0) throw new UsageError(operateUsage);
  return { action: known, name, ...parsed.values };
}

/** @throws Error that names the holder, while an update changes the same services */
export function requireNoUpdate(stack: string, lab: boolean, backend: string | undefined): void {
  const held =
    backend === ownBackendUrl ? judgedLocks(stack, lab).find(({ state }) => state === 'held') : undefined;
  if (held)
    throw new Error(
      `Stack ${stack} is being changed right now by ${describeLock(held)}. Nothing was touched. Wait for it.`,
    );
}

/** Runs `stop NAME` and its like. @returns 0 if every service came to where it should */
export async function operate(args: readonly string[]): Promise<number> {
  const place = takeStack(args);
  const { stack: name, configFile, rest } = place;
  parseOperateArguments(rest);
  const stack = readStackFile(name, { configFile });
  await requireReach(stack);
  const { environment, variables } = await prepareStack(name, configFile);
  requireNoUpdate(name, stack.lab, variables['PULUMI_BACKEND_URL']);
  const argv = programArgv('cli/operate/operate-here.ts', ...stackOptions(place), ...rest);
  return runInForeground(fromOperator(stack, argv), { cwd: projectRoot, env: environment });
}
