// `npm run bench:mirror`: how long records take from a producer outside, by cluster 1 and the mirror, to a reader of cluster 2.
// What it says holds for this machine, with all that it does beside.
import { setTimeout as sleep } from 'node:timers/promises';
import { CliCommand } from '../../lib/command-line/command.ts';
import { UsageError } from '../../lib/program.ts';
import { say, step } from '../../lib/progress.ts';
import { onStack, placeOf, type StackOptions } from '../arguments.ts';
import { prepareStack, type PreparedStack } from '../stack-env.ts';
import { readTopology } from '../topology.ts';
import { type ProofClient, remoteClient, runTool } from './proof-client.ts';

/** Records a second. */
const rate = 1000;
/** Seconds that are measured, after those in which Java's compiler is at work and both sides find each other. */
const measuredSeconds = 30;
const warmUpSeconds = 10;
const recordBytes = 100;
/** Milliseconds that a reader takes to start and to join its group, on a machine that is busy otherwise. */
const readerStartMs = 15_000;

interface Sample {
  /** Milliseconds since the epoch at which the producer made the record. */
  created: number;
  lagMs: number;
}

async function readLags(
  prepared: PreparedStack,
  at: ProofClient,
  place: readonly string[],
  count: number,
): Promise<Sample[]> {
  const samples: Sample[] = [];
  const options = [
    '--timeout-ms',
    '60000',
    '--property',
    'print.timestamp=true',
    '--property',
    'print.value=false',
  ];
  const failure = await runTool(prepared, at, ['console-consumer', ...place, ...options], {
    onLine: (line) => {
      // The mirror keeps the producer's time.
      const created = Number(/^CreateTime:(\d+)/.exec(line)?.[1]);
      if (!Number.isNaN(created)) samples.push({ created, lagMs: Date.now() - created });
      return samples.length === count;
    },
  });
  if (samples.length < count)
    throw new Error(`${samples.length} of ${count} records arrived. ${failure ?? ''}`);
  return samples;
}

/** The value below which that part of all values lies (nearest rank). */
function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? NaN;
}

async function measure(prepared: PreparedStack, id: string | undefined): Promise<string> {
  const topology = await readTopology(prepared);
  const mirror = topology.mirrors.find((one) => id === undefined || one.id === id);
  if (!mirror) throw new UsageError(`The stack has no mirror${id === undefined ? '' : ` ${id}`}.`);
  const topic = topology.clusters.find((one) => one.id === mirror.from)?.topics[0]?.name;
  const producerId = topology.clusters
    .find((one) => one.id === mirror.from)
    ?.clients.find(
      (client) => client !== mirror.host && topology.hosts.some((host) => host.id === client && host.ssh),
    );
  if (topic === undefined || producerId === undefined) {
    throw new UsageError(`${mirror.from} needs a declared topic, and a client beside ${mirror.host}.`);
  }
  const count = rate * (warmUpSeconds + measuredSeconds);
  const reader = remoteClient(prepared, topology, mirror.host);
  const producer = remoteClient(prepared, topology, producerId);
  const produce = [
    ...['producer-perf-test', '--cluster', mirror.from, '--topic', topic, '--num-records', String(count)],
    ...['--record-size', String(recordBytes), '--throughput', String(rate)],
  ];
  const reading = readLags(prepared, reader, ['--cluster', mirror.to, '--topic', topic], count);
  const producing = sleep(readerStartMs).then(() => runTool(prepared, producer, produce, {}));
  const [samples, failure] = await Promise.all([reading, producing]);
  if (failure !== undefined) throw new Error(`producing on ${producerId}: ${failure}`);
  const first = Math.min(...samples.slice(0, rate).map(({ created }) => created));
  const measured = samples.filter(({ created }) => created >= first + warmUpSeconds * 1000);
  const lags = measured.map(({ lagMs }) => lagMs).sort((a, b) => a - b);
  return `${lags.length} records of ${recordBytes} bytes, ${rate} a second, from ${producerId} by ${mirror.from} and the mirror ${mirror.id} to a reader of ${mirror.to}: median ${quantile(lags, 0.5)} ms, 99th percentile ${quantile(lags, 0.99)} ms, longest ${lags.at(-1)} ms`;
}

export const benchMirror = onStack(
  new CliCommand('bench-mirror', 'measure how long a mirror takes to copy records')
    .description(
      `Measures how long records take from a producer outside, through a cluster and its mirror, to a reader of the target cluster, at ${rate} records a second. The result is valid for this machine and its present load alone.`,
    )
    .argument('[mirror]', 'a key under kafka-proxied:mirrors (default: the first)'),
).does(async (options: StackOptions, mirror?: string) => {
  const { stack, configFile } = placeOf(options);
  const prepared = await prepareStack(stack, configFile);
  say(await step('measuring the mirror', () => measure(prepared, mirror)));
  return 0;
});
