// How much is kept and for how long, by properties of brokers and topics, and what is lost when less is.
import type { Properties } from '../topology.ts';

/** A number, or without end. Undefined: the value is no number, and nothing can be said of it. */
export type Kept = bigint | 'for ever' | undefined;

/** A limit by Kafka's rule: whatever is below 0 is none. */
export function kept(value: string | undefined, unit = 1n): Kept {
  const text = value?.trim() ?? '';
  if (!/^-?\d+$/.test(text)) return undefined;
  const number = BigInt(text);
  return number < 0n ? 'for ever' : number * unit;
}

/** Whether less is kept than before; the new limit, if so. */
export function lowered(before: Kept, after: Kept): bigint | undefined {
  if (before === undefined || typeof after !== 'bigint') return undefined;
  return before === 'for ever' || after < before ? after : undefined;
}

const units = [
  ['h', 3_600_000n],
  ['min', 60_000n],
  ['s', 1000n],
] as const;

/** `72 h`, `90 min`: in the largest unit that holds it whole. */
export function duration(ms: bigint): string {
  const [name, length] = units.find(([, each]) => ms % each === 0n) ?? ['ms', 1n];
  return `${ms / length} ${name}`;
}

/** Of a topic, or of all topics that say nothing of their own. */
export interface Keeping {
  time: Kept;
  /** Of each partition. */
  bytes: Kept;
  /** `delete`, `compact` or both. */
  policies: readonly string[];
  /** Whether a replica that lacks records may become the leader. */
  unclean: boolean;
}

/** Of these Kafka takes the first that is set. */
export const retentionTimes = [
  ['log.retention.ms', 1n],
  ['log.retention.minutes', 60_000n],
  ['log.retention.hours', 3_600_000n],
] as const;

/** Which property decides how long a broker keeps records, and for how long. */
export function retentionTime(properties: Properties): { name: string; time: Kept } {
  const [name, unit] = retentionTimes.find(([each]) => properties[each] !== undefined) ?? retentionTimes[2];
  return { name, time: kept(properties[name], unit) };
}

function listed(value: string): string[] {
  return value.split(',').map((policy) => policy.trim());
}

const isTrue = (value: string): boolean => value.trim().toLowerCase() === 'true';

/** What a broker's properties say, Kafka's defaults among them. */
export function brokerKeeping(properties: Properties): Keeping {
  return {
    time: retentionTime(properties).time,
    bytes: kept(properties['log.retention.bytes']),
    policies: listed(properties['log.cleanup.policy'] ?? ''),
    unclean: isTrue(properties['unclean.leader.election.enable'] ?? ''),
  };
}

/** What a topic's own properties say, and its broker's where they say nothing. */
export function topicKeeping(own: Properties, broker: Keeping): Keeping {
  const { 'retention.ms': time, 'retention.bytes': bytes, 'cleanup.policy': policies } = own;
  const unclean = own['unclean.leader.election.enable'];
  return {
    time: time === undefined ? broker.time : kept(time),
    bytes: bytes === undefined ? broker.bytes : kept(bytes),
    policies: policies === undefined ? broker.policies : listed(policies),
    unclean: unclean === undefined ? broker.unclean : isTrue(unclean),
  };
}

/** What is lost by the change of one of them; undefined: nothing. */
export type Loss = (before: Keeping, after: Keeping) => string | undefined;

const olderThan = (time: bigint): string => `records older than ${duration(time)}`;
const above = (bytes: bigint): string => `the oldest records of partitions above ${bytes} bytes`;

export const lostByTime: Loss = (before, after) => {
  const time = lowered(before.time, after.time);
  return time === undefined ? undefined : olderThan(time);
};

export const lostByBytes: Loss = (before, after) => {
  const bytes = lowered(before.bytes, after.bytes);
  return bytes === undefined ? undefined : above(bytes);
};

export const lostByPolicy: Loss = (before, after) => {
  const added = after.policies.filter((policy) => !before.policies.includes(policy));
  const lost = added.includes('compact') ? ['all records of a key but the last'] : [];
  if (added.includes('delete')) {
    if (typeof after.time === 'bigint') lost.push(olderThan(after.time));
    if (typeof after.bytes === 'bigint') lost.push(above(after.bytes));
  }
  return lost.length > 0 ? lost.join(' and ') : undefined;
};

export const lostByElections: Loss = (before, after) =>
  !before.unclean && after.unclean
    ? 'acknowledged records, whenever a replica that lacks them becomes the leader'
    : undefined;
