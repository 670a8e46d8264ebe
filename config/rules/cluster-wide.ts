// Properties that brokers of one cluster must not differ in: whichever broker leads, coordinates or is asked decides by them.
import type { PropertyRule } from './refusal.ts';

interface ClusterWide {
  /** As the reference lists them: `*` is a part of a name, or the rest of it. */
  shown: readonly string[];
  /** Others that are meant, too. Default: none. */
  also?: RegExp;
  /** Those that are not. Default: none. */
  but?: RegExp;
  /** Why, as a part of a sentence. */
  why: string;
}

/** Sources: "Broker Configs" and "Topic Configs" in Kafka's documentation, and where the broker reads each. */
export const clusterWide: readonly ClusterWide[] = [
  {
    shown: ['inter.broker.protocol.version', 'log.message.format.version'],
    why: 'brokers use it between each other',
  },
  {
    shown: [
      'default.replication.factor',
      'num.partitions',
      'auto.create.topics.enable',
      'delete.topic.enable',
      'create.topic.policy.class.name',
      'alter.config.policy.class.name',
      'offsets.topic.*',
      'transaction.state.log.*',
      'reserved.broker.max.id',
      'unclean.leader.election.enable',
      'auto.leader.rebalance.enable',
      'leader.imbalance.*',
    ],
    why: 'any broker may be the controller, or may create a topic',
  },
  {
    shown: [
      'min.insync.replicas',
      'message.max.bytes',
      'socket.request.max.bytes',
      'compression.*',
      'log.cleanup.policy',
      'log.cleaner.enable',
      'log.retention.*',
      'log.local.retention.*',
      'log.segment.bytes',
      'log.roll.*',
      'log.message.*',
      'log.cleaner.(delete.retention|min.compaction.lag|max.compaction.lag).ms',
      'replica.lag.time.max.ms',
      'replica.selector.class',
      'client.quota.callback.class',
      'remote.log.storage.*',
      'remote.log.metadata.*',
    ],
    but: /^log\.retention\.check\./,
    why: 'the treatment of a record would depend on which broker leads its partition',
  },
  {
    shown: [
      'group.*',
      'offsets.retention.minutes',
      'offset.metadata.max.bytes',
      'offsets.commit.*',
      'transaction.*',
      'transactional.id.expiration.ms',
      'producer.id.expiration.*',
      'share.coordinator.*',
    ],
    why: 'any broker may be the coordinator of a group or a transaction',
  },
  {
    shown: [
      'broker.session.timeout.ms',
      'metadata.*',
      'unclean.leader.election.interval.ms',
      'unstable.feature.versions.enable',
    ],
    why: 'controllers read it',
  },
  {
    shown: [
      'authorizer.*',
      'super.users',
      'allow.everyone.if.no.acl.found',
      'principal.builder.class',
      'ssl.*',
      'listener.name.*.ssl.*',
    ],
    also: /^listener\.name\.[^.]+\.principal\.builder\.class$/,
    why: 'who may connect and what they may do would depend on the broker',
  },
];

function patternOf(shown: string): RegExp {
  return new RegExp(
    `^${shown
      .replaceAll('.', '\\.')
      .replace(/\*(?=.)/, '[^.]+')
      .replace(/\*$/, '.*')}$`,
  );
}

const patterns = clusterWide.map(({ shown, also, but, why }) => {
  const names = [...shown.map(patternOf), ...(also ? [also] : [])];
  return { why, covers: (name: string) => names.some((one) => one.test(name)) && !but?.test(name) };
});

/** Refuses what stands at one broker, and belongs to all. */
export const sameEverywhere: PropertyRule = ({ name, ofBroker }) => {
  if (!ofBroker) return undefined;
  const found = patterns.find(({ covers }) => covers(name));
  if (!found) return undefined;
  return {
    reason: `${name} must be the same on all brokers of a cluster: ${found.why}.`,
    fix: 'Move it to settings of the cluster.',
  };
};
