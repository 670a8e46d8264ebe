// Which declared topics become others, and what each change costs. None restarts a broker.
import type { Cluster, TopicSpec } from '../topology.ts';
import type { Sides } from './costs.ts';
import type { DeclaredTopic } from './declared-topics.ts';
import {
  brokerKeeping,
  type Keeping,
  type Loss,
  lostByBytes,
  lostByElections,
  lostByPolicy,
  lostByTime,
  topicKeeping,
} from './keeping.ts';

type TopicCost =
  | { kind: 'nothing' }
  /** What is lost that would have been kept. */
  | { kind: 'destroys data'; what: string }
  | { kind: 'moves keys' }
  /** What Kafka doesn't do, unless somebody has done it there by hand meanwhile. */
  | { kind: 'refused'; why: string };

export interface TopicChange {
  topic: string;
  property: string;
  /** Undefined: not declared, and the brokers' own property applies. */
  before: string | undefined;
  after: string | undefined;
  cost: TopicCost;
}

/** Every change of a topic that is declared now and was before, in the order of their declaration. */
export function topicChanges(
  before: Readonly<Record<string, DeclaredTopic>>,
  { topics }: Pick<Cluster, 'topics'>,
  brokers: Pick<Sides, 'before' | 'after'>,
): TopicChange[] {
  return topics.flatMap((now) => {
    const was = Object.hasOwn(before, now.name) ? before[now.name] : undefined;
    return was ? [...sizeChanges(was, now), ...propertyChangesOf(was, now, brokers)] : [];
  });
}

function sizeChanges(was: DeclaredTopic, now: TopicSpec): TopicChange[] {
  const changes: TopicChange[] = [];
  const change = (property: 'partitions' | 'replicationFactor', cost: TopicCost): void => {
    if (was[property] === now[property]) return;
    changes.push({
      topic: now.name,
      property,
      before: String(was[property]),
      after: String(now[property]),
      cost,
    });
  };
  const fewer = `the topic has ${was.partitions}: Kafka can't remove partitions`;
  change(
    'partitions',
    was.partitions < now.partitions ? { kind: 'moves keys' } : { kind: 'refused', why: fewer },
  );
  const moved = `its partitions have ${was.replicationFactor} replicas each: change them by hand, with kafka reassign-partitions`;
  change('replicationFactor', { kind: 'refused', why: moved });
  return changes;
}

function propertyChangesOf(
  was: DeclaredTopic,
  now: TopicSpec,
  brokers: Pick<Sides, 'before' | 'after'>,
): TopicChange[] {
  const sides = {
    before: topicKeeping(was.config, brokerKeeping(brokers.before)),
    after: topicKeeping(now.config, brokerKeeping(brokers.after)),
  };
  return [...new Set([...Object.keys(was.config), ...Object.keys(now.config)])]
    .sort()
    .filter((property) => was.config[property] !== now.config[property])
    .map((property) => ({
      topic: now.name,
      property,
      before: was.config[property],
      after: now.config[property],
      cost: costOf(property, sides),
    }));
}

function costOf(property: string, { before, after }: { before: Keeping; after: Keeping }): TopicCost {
  const what = Object.hasOwn(losses, property) ? losses[property]?.(before, after) : undefined;
  return what === undefined ? { kind: 'nothing' } : { kind: 'destroys data', what };
}

/** A topic that is compacted alone has no end of retention. */
const whereDeleted =
  (loss: Loss): Loss =>
  (before, after) =>
    after.policies.includes('delete') ? loss(before, after) : undefined;

const losses: Readonly<Record<string, Loss>> = {
  'retention.ms': whereDeleted(lostByTime),
  'retention.bytes': whereDeleted(lostByBytes),
  'cleanup.policy': lostByPolicy,
  'unclean.leader.election.enable': lostByElections,
};

/** One line: `cluster1: topic records: retention.ms 604800000 -> 3600000: no restart; destroys data: records older than 1 h`. */
export function topicLine({ id }: Pick<Cluster, 'id'>, change: TopicChange): string {
  const [before, after] = [change.before, change.after].map((value) => value ?? "the brokers' own");
  return `${id}: topic ${change.topic}: ${change.property} ${before} -> ${after}: ${costText(change.cost)}`;
}

function costText(cost: TopicCost): string {
  switch (cost.kind) {
    case 'nothing':
      return 'no restart';
    case 'destroys data':
      return `no restart; destroys data: ${cost.what}`;
    case 'moves keys':
      return 'no restart; keys map to other partitions from then on, so a later record of a key may be read before an earlier one';
    case 'refused':
      return `refused while ${cost.why}`;
  }
}
