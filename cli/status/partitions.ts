// What matters of a cluster's partitions.
import type { Partition } from '../../probe/cluster-state.ts';

export interface PartitionSummary {
  topics: number;
  partitions: number;
  /** Partitions led, by broker id. */
  leaders: Record<number, number>;
  /** Partitions with fewer replicas in sync than assigned. */
  underReplicated: Partition[];
  /** Partitions without a leader. */
  offline: Partition[];
}

/** @param brokers ids that are shown even if they lead nothing */
export function summarize(partitions: readonly Partition[], brokers: readonly number[]): PartitionSummary {
  const leaders: Record<number, number> = Object.fromEntries(brokers.map((id) => [id, 0]));
  for (const { leader } of partitions) {
    if (leader !== undefined) leaders[leader] = (leaders[leader] ?? 0) + 1;
  }
  return {
    topics: new Set(partitions.map(({ topic }) => topic)).size,
    partitions: partitions.length,
    leaders,
    underReplicated: partitions.filter(({ replicas, isr }) => isr.length < replicas.length),
    offline: partitions.filter(({ leader }) => leader === undefined),
  };
}
