// What a change of a broker property costs: the table, and why. Whatever is not in it costs a restart alone.
import type { Properties } from '../topology.ts';
import { duration, kept, type Kept, lowered } from './limits.ts';

export type Cost =
  | { kind: 'restart' }
  /** What is lost that would have been kept. */
  | { kind: 'destroys data'; what: string }
  | { kind: 'impossible'; why: string };

/** Of one broker: all its properties, with Kafka's defaults, as it runs with them and as it shall. */
export interface Sides {
  before: Properties;
  after: Properties;
  /** What all brokers of the cluster that run were started with. */
  cluster: readonly Properties[];
}

/** Undefined: a restart and nothing else. */
type Rule = (sides: Sides) => Cost | undefined;

const loses = (what: string | undefined): Cost | undefined =>
  what === undefined ? undefined : { kind: 'destroys data', what };
const without = (name: string): string => `in topics without a ${name} of their own`;

/** Of these Kafka takes the first that is set. */
const retentionTimes = [
  ['log.retention.ms', 1n],
  ['log.retention.minutes', 60_000n],
  ['log.retention.hours', 3_600_000n],
] as const;

function retentionTime(properties: Properties): { name: string; time: Kept } {
  const [name, unit] = retentionTimes.find(([each]) => properties[each] !== undefined) ?? retentionTimes[2];
  return { name, time: kept(properties[name], unit) };
}

/** Said of the property that decides afterwards, unless it is as before: then of the one that decided. */
function retentionOf(property: string): Rule {
  return ({ before, after }) => {
    const [old, now] = [retentionTime(before), retentionTime(after)];
    const decides = before[now.name] === after[now.name] ? old.name : now.name;
    const time = lowered(old.time, now.time);
    if (decides !== property || time === undefined) return undefined;
    return loses(`records older than ${duration(time)}, ${without('retention.ms')}`);
  };
}

const retentionBytes: Rule = ({ before, after }) => {
  const bytes = lowered(kept(before['log.retention.bytes']), kept(after['log.retention.bytes']));
  if (bytes === undefined) return undefined;
  return loses(`the oldest records of partitions above ${bytes} bytes, ${without('retention.bytes')}`);
};

function policies(properties: Properties): string[] {
  return (properties['log.cleanup.policy'] ?? '').split(',').map((policy) => policy.trim());
}

const cleanupPolicy: Rule = ({ before, after }) => {
  const added = policies(after).filter((policy) => !policies(before).includes(policy));
  const lost: string[] = [];
  if (added.includes('compact')) lost.push('all records of a key but the last');
  if (added.includes('delete')) lost.push(...beyondRetention(after));
  return loses(lost.length > 0 ? `${lost.join(' and ')}, ${without('cleanup.policy')}` : undefined);
};

function beyondRetention(properties: Properties): string[] {
  const { time } = retentionTime(properties);
  const bytes = kept(properties['log.retention.bytes']);
  return [
    ...(typeof time === 'bigint' ? [`records older than ${duration(time)}`] : []),
    ...(typeof bytes === 'bigint' ? [`the oldest records of partitions above ${bytes} bytes`] : []),
  ];
}

const offsets: Rule = ({ before, after }) => {
  const [old, now] = [before, after].map((side) => kept(side['offsets.retention.minutes'], 60_000n));
  const time = lowered(old, now);
  if (time === undefined) return undefined;
  return loses(`offsets of consumer groups that committed none for ${duration(time)}`);
};

const uncleanElections: Rule = ({ before, after }) => {
  const [old, now] = [before, after].map((side) => side['unclean.leader.election.enable']?.toLowerCase());
  if (old === now || now !== 'true') return undefined;
  return loses('acknowledged records, whenever a replica that lacks them becomes the leader');
};

const folders: Rule = ({ before, after }) => {
  const [old = [], now = []] = [before, after].map((side) => side['log.dirs']?.split(','));
  const left = old.filter((folder) => !now.includes(folder));
  return loses(left.length > 0 ? `what lies in ${left.join(' and ')} is left there` : undefined);
};

/** The path behind the servers; the root is ''. */
function chroot(properties: Properties): string | undefined {
  return properties['zookeeper.connect']?.replace(/^[^/]*/, '').replace(/\/$/, '');
}

/** A broker that alone has another path than its fellows is brought back to them. */
const otherChroot: Rule = ({ before, after, cluster }) => {
  const wanted = chroot(after);
  if (chroot(before) === wanted || cluster.some((each) => chroot(each) === wanted)) return undefined;
  return {
    kind: 'impossible',
    why: `under ${wanted === '' ? 'the root' : wanted} ZooKeeper has another cluster, or makes a new one, and brokers with data of this one don't join it (InconsistentClusterIdException)`,
  };
};

const rules: Readonly<Record<string, Rule>> = {
  ...Object.fromEntries(retentionTimes.map(([name]) => [name, retentionOf(name)])),
  'log.retention.bytes': retentionBytes,
  'log.cleanup.policy': cleanupPolicy,
  'log.dirs': folders,
  'offsets.retention.minutes': offsets,
  'unclean.leader.election.enable': uncleanElections,
  'zookeeper.connect': otherChroot,
};

/** What it costs that a property of a broker that runs becomes another. Unknown values and properties cost a restart. */
export function costOf(property: string, sides: Sides): Cost {
  const rule = Object.hasOwn(rules, property) ? rules[property] : undefined;
  return rule?.(sides) ?? { kind: 'restart' };
}
