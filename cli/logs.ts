// `npm run logs`: the journal of one unit, read over SSH.
import { makePlan } from '../config/plan/make.ts';
import { CliCommand, InvalidArgumentError } from '../lib/command-line/command.ts';
import { runInForeground } from '../lib/foreground.ts';
import { readStackFile } from '../pulumi/stack-file.ts';
import { shellJoin } from '../ssh/quote.ts';
import { sshArgv, sshTarget } from '../ssh/target.ts';
import { onStack, placeOf, type StackOptions, type StackPlace } from './arguments.ts';
import { prepareStack } from './stack-env.ts';
import { readTopologyForLogin } from './topology.ts';
import { findUnit } from './units.ts';
import { fromOperator, requireLab } from './vantage.ts';

export interface LogRequest {
  host: string;
  unit: string;
  follow: boolean;
  /** How many of the last lines. Default 100. */
  lines: number;
}

/** @throws InvalidArgumentError for anything but a number from 1 */
function lineCount(text: string): number {
  if (!/^[1-9][0-9]{0,8}$/.test(text))
    throw new InvalidArgumentError('It must be a whole number, 1 or more.');
  return Number(text);
}

/** The shell line that reads the journal on the host. */
export function journalCommand({ unit, follow, lines }: Omit<LogRequest, 'host'>): string {
  return shellJoin([
    ...['sudo', '-n', 'journalctl', `--unit=${unit}.service`, `--lines=${lines}`],
    ...['--no-pager', '--output=short-iso', ...(follow ? ['--follow'] : [])],
  ]);
}

type LogOptions = StackOptions & Pick<LogRequest, 'lines'> & { follow?: boolean };

export const logs = onStack(
  new CliCommand('logs', 'print the journal of one unit')
    .argument('<host>', 'the host, by its id: engine1')
    .argument('<unit>', 'the unit, as `status` shows it: kafka-cluster1-1')
    .option('-f, --follow', 'show new lines as they come, until Ctrl-C')
    .option('-n, --lines <number>', 'how many lines, the newest', lineCount, 100),
).does((options: LogOptions, host: string, unit: string) =>
  showLogs(placeOf(options), { host, unit, follow: options.follow ?? false, lines: options.lines }),
);

async function showLogs({ stack: name, configFile }: StackPlace, request: LogRequest): Promise<number> {
  const stack = readStackFile(name, { configFile });
  await requireLab(stack);
  const topology = await readTopologyForLogin(await prepareStack(name, configFile));
  const placement = { ...topology, tunnels: makePlan(topology).tunnels };
  const { host, unit } = findUnit(placement, request.host, request.unit);
  return runInForeground(fromOperator(stack, sshArgv(sshTarget(host), journalCommand({ ...request, unit }))));
}
