// Where MirrorMaker 2 goes on: the offsets that it keeps in a topic of its target, as Kafka Connect does for every source.
import { createRequire } from 'node:module';
import type { Partition } from '../../probe/cluster-state.ts';
import type { BrokerSession } from './canaries.ts';

const require = createRequire(import.meta.url);
const murmur2 = require('kafkajs/src/producer/partitioners/default/murmur2') as (key: Buffer) => number;

/** Most requests for one partition of that topic: 32 MiB of them are months of a mirror's. */
const mostFetches = 16;

/** Topics that MirrorMaker names after the cluster that it reads from (MirrorMakerConfig, Kafka 3.9). */
export function mirrorTopics(from: string): { offsets: string; configs: string; status: string } {
  const named = (what: string): string => `mm2-${what}.${from}.internal`;
  return { offsets: named('offsets'), configs: named('configs'), status: named('status') };
}

/** The key of a partition's offset, as Connect's JsonConverter writes what MirrorUtils.wrapPartition gives (Kafka 3.9). */
export function offsetKey(from: string, topic: string, partition: number): string {
  return JSON.stringify(['MirrorSourceConnector', { cluster: from, partition, topic }]);
}

/** Where Kafka's own producers put a record with a key. */
export function partitionOf(key: string, partitions: number): number {
  return (murmur2(Buffer.from(key)) & 0x7fffffff) % partitions;
}

/**
 * Offset of the last record of a source's partition that a mirror has carried, as it keeps it.
 * @param to brokers of the target
 * @returns undefined where it keeps none, or it can't be told; -1 where it was told to begin anew
 */
export async function keptOffset(
  to: readonly BrokerSession[],
  from: string,
  topic: string,
  partition: number,
): Promise<number | undefined> {
  const key = offsetKey(from, topic, partition);
  const { offsets } = mirrorTopics(from);
  const all = (to[0]?.broker.partitions ?? []).filter((one: Partition) => one.topic === offsets);
  if (all.length === 0) return undefined;
  const own = all.find((one) => one.partition === partitionOf(key, all.length));
  const session = to.find(({ id }) => id === own?.leader)?.session;
  if (!own || !session) return undefined;
  const end = (await session.offsetAt(offsets, own.partition, -1)).offset;
  let next = (await session.offsetAt(offsets, own.partition, -2)).offset;
  let kept: number | undefined;
  for (let fetches = 0; next < end; fetches += 1) {
    if (fetches === mostFetches) return undefined;
    const records = await session.fetch(offsets, own.partition, next);
    for (const record of records) if (record.key === key) kept = offsetIn(record.value);
    next = (records.at(-1)?.offset ?? end) + 1;
  }
  return kept;
}

/** Undefined of a deleted one. */
export function offsetIn(value: string): number | undefined {
  const offset = /^\{"offset":(-?\d+)\}$/.exec(value)?.[1];
  return offset === undefined ? undefined : Number(offset);
}
