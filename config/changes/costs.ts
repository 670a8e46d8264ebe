// What a change of a broker property costs: the table, and why. Whatever is not in it costs a restart alone.
import type { Properties } from '../topology.ts';
import {
  brokerKeeping,
  duration,
  kept,
  type Loss,
  lostByBytes,
  lostByElections,
  lostByPolicy,
  lostByTime,
  lowered,
  retentionTime,
  retentionTimes,
} from './keeping.ts';

export type Cost =
  | {
      kind: 'restart';
      /** What else is so. */
      also?: string;
    }
  /** Clients come to know the broker by another name or port. */
  | { kind: 'moves clients' }
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
type CostRule = (sides: Sides) => Cost | undefined;

const loses = (what: string | undefined): Cost | undefined =>
  what === undefined ? undefined : { kind: 'destroys data', what };

/** What the brokers' own property decides for those topics only that leave it to them. */
function inTopicsWithout(
  own: string,
  lost: Loss,
): (sides: Pick<Sides, 'before' | 'after'>) => Cost | undefined {
  return ({ before, after }) => {
    const what = lost(brokerKeeping(before), brokerKeeping(after));
    return loses(what && `${what}, in topics without a ${own} of their own`);
  };
}

const uncleanElections: CostRule = ({ before, after }) =>
  loses(lostByElections(brokerKeeping(before), brokerKeeping(after)));

/** Said of the property that decides afterwards, unless it is as before: then of the one that decided. */
function retentionOf(property: string): CostRule {
  return ({ before, after }) => {
    const [old, now] = [retentionTime(before), retentionTime(after)];
    const decides = before[now.name] === after[now.name] ? old.name : now.name;
    return decides === property ? inTopicsWithout('retention.ms', lostByTime)({ before, after }) : undefined;
  };
}

const offsets: CostRule = ({ before, after }) => {
  const [old, now] = [before, after].map((side) => kept(side['offsets.retention.minutes'], 60_000n));
  const time = lowered(old, now);
  if (time === undefined) return undefined;
  return loses(`offsets of consumer groups that committed nothing for ${duration(time)}`);
};

const folders: CostRule = ({ before, after }) => {
  const [old = [], now = []] = [before, after].map((side) => side['log.dirs']?.split(','));
  const left = old.filter((folder) => !now.includes(folder));
  return loses(left.length > 0 ? `data in ${left.join(' and ')} stays there` : undefined);
};

/** The path behind the servers; the root is ''. */
function chroot(properties: Properties): string | undefined {
  return properties['zookeeper.connect']?.replace(/^[^/]*/, '').replace(/\/$/, '');
}

/** Hosts keep what clients use now until the last broker has restarted. */
const moves: CostRule = () => ({ kind: 'moves clients' });

/** A broker that alone has another path than its fellows is brought back to them. */
const otherChroot: CostRule = ({ before, after, cluster }) => {
  const wanted = chroot(after);
  if (chroot(before) === wanted || cluster.some((each) => chroot(each) === wanted)) return undefined;
  return {
    kind: 'impossible',
    why: `under ${wanted === '' ? 'the root' : wanted} ZooKeeper has another cluster, or creates a new one; brokers with data of this cluster don't join it (InconsistentClusterIdException)`,
  };
};

/** Kafka makes no topic while some brokers have a rack and others have none (KIP-36). */
const rack: CostRule = ({ before, after }) => {
  const sides = [before, after].map((side) => side['broker.rack'] === undefined);
  const none = sides[0] === sides[1] ? '' : ', and no topic can be created until all brokers have restarted';
  return { kind: 'restart', also: `existing replicas are not moved${none}` };
};

const rules: Readonly<Record<string, CostRule>> = {
  'broker.rack': rack,
  ...Object.fromEntries(retentionTimes.map(([name]) => [name, retentionOf(name)])),
  'advertised.listeners': moves,
  'log.retention.bytes': inTopicsWithout('retention.bytes', lostByBytes),
  'log.cleanup.policy': inTopicsWithout('cleanup.policy', lostByPolicy),
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
