// The mirror of the dev stack, and what it has carried.
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { compareRecords, type Comparison, outOfOrder } from '../../cli/start/records.ts';
import { host, onHost, runAt } from './lab-places.ts';
import { cluster, mirror } from './lab-stack.ts';

export const source = cluster;
export const target = 'cluster2';
export const mirrorHost = 'kafkaclientmachine1';
export const mirrorUnit = `kafka-mirror-${mirror}`;
const producerHost = 'kafkaclientmachine2';

/** Milliseconds without a record after which nothing more is awaited: longer than the mirror needs to start again. */
const silenceMs = 90_000;

export interface Numbered {
  /** What these records, and no others, begin with. */
  prefix: string;
  records: string[];
}

/** Records with ids, produced outside with acks=all, so many a second. Resolves when all are acknowledged. */
export async function produceNumbered(count: number, rate: number, topic = 'records'): Promise<Numbered> {
  const prefix = String(randomInt(1e8, 1e9));
  const lines = await runAt(host(producerHost), [
    ...['kafka', 'verifiable-producer', '--cluster', source, '--topic', topic, '--acks', '-1'],
    ...['--max-messages', String(count), '--throughput', String(rate), '--value-prefix', prefix],
  ]);
  const acknowledged = lines.filter((line) => line.includes('"producer_send_success"'));
  if (acknowledged.length !== count) throw new Error(`${acknowledged.length} of ${count} were acknowledged`);
  return { prefix, records: Array.from({ length: count }, (_, index) => `${prefix}.${index}`) };
}

export interface Carried extends Comparison {
  /** Records that came a second time and so on, all of them. */
  repeats: number;
  outOfOrder: string[];
}

/**
 * What the target holds of records.
 * @param last records that are all awaited before the reading ends, or until none came for a while. Default: the same; what
 * comes again behind them is seen only if others are behind that
 */
export async function carriedOf(
  { prefix, records }: Numbered,
  { topic = 'records', last = { prefix, records } }: { topic?: string; last?: Numbered } = {},
): Promise<Carried> {
  const partitions = new Map<string, string[]>();
  const seen = new Set<string>();
  const awaited = new Set<string>();
  const place = ['--cluster', target, '--topic', topic, '--from-beginning'];
  const options = ['--timeout-ms', String(silenceMs), '--property', 'print.partition=true'];
  await runAt(host(mirrorHost), ['kafka', 'console-consumer', ...place, ...options], {
    seconds: 300,
    onLine: (line) => {
      const [partition = '', record = ''] = line.split('\t');
      if (record.startsWith(`${prefix}.`)) {
        const own = partitions.get(partition) ?? [];
        partitions.set(partition, own);
        own.push(record);
        seen.add(record);
      }
      if (record.startsWith(`${last.prefix}.`)) awaited.add(record);
      return awaited.size === last.records.length;
    },
  });
  const all = [...partitions.values()];
  return {
    ...compareRecords(records, all.flat()),
    repeats: all.flat().length - seen.size,
    outOfOrder: all.flatMap((received) => outOfOrder(records, received)),
  };
}

/** One of Kafka's tools on a client machine. @returns its lines */
export async function kafkaAt(of: string, tool: string, ...args: string[]): Promise<string[]> {
  return runAt(host(mirrorHost), ['kafka', tool, '--cluster', of, ...args]);
}

/** Topics of a cluster that are not Kafka's own. */
export async function topicsOf(of: string): Promise<string[]> {
  return (await kafkaAt(of, 'topics', '--list'))
    .filter((name) => name !== '' && !name.startsWith('__'))
    .sort();
}

/** Number of partitions that a topic has at the target; 0: it is not there. */
export async function partitionsAtTarget(topic: string): Promise<number> {
  const lines = await kafkaAt(target, 'topics', '--describe', '--topic', topic).catch(() => []);
  return Number(/PartitionCount: (\d+)/.exec(lines.join('\n'))?.[1] ?? 0);
}

/** Milliseconds until something holds. @throws Error after the deadline */
export async function until(what: string, seconds: number, holds: () => Promise<boolean>): Promise<number> {
  const began = performance.now();
  while (!(await holds())) {
    if (performance.now() - began > seconds * 1000) throw new Error(`${what}: not within ${seconds} s`);
    await sleep(500);
  }
  return performance.now() - began;
}

/** Ends the mirror's process as a power cut would; systemd starts it again. */
export async function killMirror(): Promise<void> {
  await onHost(mirrorHost, `systemctl kill --kill-whom=main --signal=KILL ${mirrorUnit}.service`);
}

export async function restartMirror(): Promise<void> {
  await onHost(mirrorHost, `systemctl restart ${mirrorUnit}.service`);
}
