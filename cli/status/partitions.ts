// What `kafka topics --describe` says of partitions, and what matters of it.

export interface Partition {
  topic: string;
  partition: number;
  /** Broker id; undefined: the partition is offline. */
  leader: number | undefined;
  replicas: number[];
  /** Replicas that are in sync. */
  isr: number[];
}

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

function ids(list: string): number[] {
  return list
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '')
    .map(Number);
}

/** Reads the tool's output; the lines of topics, warnings and unknown fields are passed over. All Kafka versions. */
export function parseDescribe(output: string): Partition[] {
  return output.split('\n').flatMap((line) => {
    const fields = Object.fromEntries(
      line
        .split('\t')
        .map((field) => /^\s*(\w+):\s*(.*?)\s*$/.exec(field))
        .filter((match) => match !== null)
        .map(([, name = '', value = '']) => [name, value]),
    );
    const { Topic, Partition: number, Leader, Replicas, Isr } = fields;
    if (Topic === undefined || number === undefined || Replicas === undefined) return [];
    const leader = /^[0-9]+$/.test(Leader ?? '') ? Number(Leader) : undefined;
    return [
      { topic: Topic, partition: Number(number), leader, replicas: ids(Replicas), isr: ids(Isr ?? '') },
    ];
  });
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
