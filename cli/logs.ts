// `npm run logs`: the journal of one unit, read over SSH.
import { makePlan } from '../config/plan/make.ts';
import { runInForeground } from '../lib/foreground.ts';
import { readArguments, UsageError } from '../lib/program.ts';
import { readStackFile } from '../pulumi/stack-file.ts';
import { shellJoin } from '../ssh/quote.ts';
import { sshArgv, sshTarget } from '../ssh/target.ts';
import { takeStack } from './arguments.ts';
import { prepareStack } from './stack-env.ts';
import { readTopologyForLogin } from './topology.ts';
import { findUnit } from './units.ts';
import { fromOperator, requireLab } from './vantage.ts';

export const logsUsage = 'usage: npm run logs -- HOST UNIT [--follow] [--lines N]';

export interface LogRequest {
  host: string;
  unit: string;
  follow: boolean;
  /** How many of the last lines. Default 100. */
  lines: number;
}

/** @throws UsageError for anything but two names and known options */
export function parseLogArguments(args: readonly string[]): LogRequest {
  const options = {
    follow: { type: 'boolean', short: 'f', default: false },
    lines: { type: 'string', short: 'n', default: '100' },
  } as const;
  const parsed = readArguments(logsUsage, { args: [...args], options, allowPositionals: true });
  const [host, unit, ...more] = parsed.positionals;
  if (host === undefined || unit === undefined || more.length > 0) throw new UsageError(logsUsage);
  if (!/^[1-9][0-9]{0,8}$/.test(parsed.values.lines)) {
    throw new UsageError(`--lines takes a number from 1, not "${parsed.values.lines}".\n${logsUsage}`);
  }
  return { host, unit, follow: parsed.values.follow, lines: Number(parsed.values.lines) };
}

/** The shell line that reads the journal on the host. */
export function journalCommand({ unit, follow, lines }: Omit<LogRequest, 'host'>): string {
  return shellJoin([
    ...['sudo', '-n', 'journalctl', `--unit=${unit}.service`, `--lines=${lines}`],
    ...['--no-pager', '--output=short-iso', ...(follow ? ['--follow'] : [])],
  ]);
}

export async function showLogs(args: readonly string[]): Promise<number> {
  const { stack: name, configFile, rest } = takeStack(args);
  const request = parseLogArguments(rest);
  const stack = readStackFile(name, { configFile });
  await requireLab(stack);
  const topology = await readTopologyForLogin(await prepareStack(name, configFile));
  const placement = { ...topology, tunnels: makePlan(topology).tunnels };
  const { host, unit } = findUnit(placement, request.host, request.unit);
  return runInForeground(fromOperator(stack, sshArgv(sshTarget(host), journalCommand({ ...request, unit }))));
}
