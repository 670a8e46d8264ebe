// How many megabytes a second one client of a host sends or reads, by Kafka's own tools.
import { execa } from 'execa';
import { execCommand } from '../../lab/exec.ts';
import { readLabState } from '../../lab/state.ts';
import { type Direction, type Path, topic } from './paths.ts';

/** Of a run; bounded, since a run of the slowest way takes no longer than a minute. */
export const records = 200_000;
export const recordBytes = 1000;

const commands: Record<Direction, readonly string[]> = {
  produce: [
    ...['producer-perf-test', '--topic', topic, '--num-records', String(records)],
    ...['--record-size', String(recordBytes), '--throughput', '-1'],
  ],
  consume: ['consumer-perf-test', '--topic', topic, '--messages', String(records), '--timeout', '60000'],
};

/** The last line of each tool's output that has a rate. */
const rates: Record<Direction, RegExp> = {
  // 200000 records sent, 51921.0 records/sec (49.52 MB/sec), 512.3 ms avg latency, …
  produce: new RegExp(`^${records} records sent, .*\\((?<rate>[\\d.]+) MB/sec\\)`, 'm'),
  // start.time, end.time, data.consumed.in.MB, MB.sec, data.consumed.in.nMsg, nMsg.sec, rebalance.time.ms, fetch.time.ms,
  // fetch.MB.sec, fetch.nMsg.sec: the rate without the time in which the group comes together. More than was asked for
  // may come with the last answer.
  consume: /^\d{4}-[^,]*(?:, [^,]*){3}, ([2-9]\d{5,}|\d{7,})(?:, [^,]*){3}, (?<rate>[\d.]+), [\d.]+\s*$/m,
};

/** MiB a second, as the tool tells. Pure. @throws Error where the tool tells none, with its output */
export function rateIn(direction: Direction, output: string): number {
  const rate = Number(rates[direction].exec(output)?.groups?.['rate']);
  if (Number.isNaN(rate))
    throw new Error(`No rate in what the tool for ${direction} printed:\n${output.slice(-2000)}`);
  return rate;
}

/** @throws Error with the tool's output if it fails */
export async function throughput({ host, cluster }: Path, direction: Direction): Promise<number> {
  const place = readLabState()?.topology.hosts.find(({ name }) => name === host);
  if (!place) throw new Error(`The lab has no host ${host}.`);
  const [tool = '', ...options] = commands[direction];
  const [file = '', ...args] = execCommand(place, ['kafka', tool, '--cluster', cluster, ...options]);
  const { all, failed } = await execa(file, args, {
    stdin: 'ignore',
    all: true,
    reject: false,
    timeout: 180_000,
  });
  if (failed) throw new Error(`${tool} on ${host} failed:\n${all.slice(-2000)}`);
  return rateIn(direction, all);
}
