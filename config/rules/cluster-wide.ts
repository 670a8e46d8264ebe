// Properties that brokers of one cluster must not differ in: whichever broker leads, coordinates or is asked decides by them.
import type { PropertyRule } from './refusal.ts';

interface ClusterWide {
  names: readonly RegExp[];
  /** Why, as a part of a sentence. */
  why: string;
  /** As the reference lists them. */
  shown: readonly string[];
}

/** Sources: "Broker Configs" and "Topic Configs" in Kafka's documentation, and where the broker reads each. */
export const clusterWide: readonly ClusterWide[] = [
  {
    shown: ['inter.broker.protocol.version', 'log.message.format.version'],
    names: [/^inter\.broker\.protocol\.version$/, /^log\.message\.format\.version$/],
    why: 'brokers speak with each other in it',
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
    names: [
      /^(default\.replication\.factor|num\.partitions|reserved\.broker\.max\.id)$/,
      /^(auto\.create\.topics|delete\.topic|unclean\.leader\.election|auto\.leader\.rebalance)\.enable$/,
      /^(create\.topic|alter\.config)\.policy\.class\.name$/,
      /^(offsets\.topic|transaction\.state\.log|leader\.imbalance)\./,
    ],
    why: 'any broker may be the controller, or the one that makes a topic',
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
    names: [
      /^(min\.insync\.replicas|message\.max\.bytes|socket\.request\.max\.bytes|log\.segment\.bytes)$/,
      /^(log\.cleanup\.policy|log\.cleaner\.enable|replica\.lag\.time\.max\.ms)$/,
      /^(replica\.selector|client\.quota\.callback)\.class$/,
      /^log\.retention\.(bytes|ms|minutes|hours)$/,
      /^(compression|log\.local\.retention|log\.roll|log\.message|remote\.log\.storage|remote\.log\.metadata)\./,
      /^log\.cleaner\.(delete\.retention|min\.compaction\.lag|max\.compaction\.lag)\.ms$/,
    ],
    why: 'what becomes of a record would depend on which broker leads its partition',
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
    ],
    names: [
      /^(offsets\.retention\.minutes|offset\.metadata\.max\.bytes|transactional\.id\.expiration\.ms)$/,
      /^(group|offsets\.commit|transaction|producer\.id\.expiration)\./,
    ],
    why: 'any broker may be the coordinator of a group or a transaction',
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
    names: [
      /^(super\.users|allow\.everyone\.if\.no\.acl\.found)$/,
      /^(listener\.name\.[^.]+\.)?(principal\.builder\.class$|ssl\.)/,
      /^authorizer\./,
    ],
    why: 'who may connect, and do what, would depend on the broker',
  },
];

/** Refuses what stands at one broker, and belongs to all. */
export const sameEverywhere: PropertyRule = ({ name, ofBroker }) => {
  if (!ofBroker) return undefined;
  const found = clusterWide.find(({ names }) => names.some((pattern) => pattern.test(name)));
  if (!found) return undefined;
  return {
    reason: `${name} must be the same on all brokers of a cluster: ${found.why}.`,
    fix: 'Move it to settings of the cluster.',
  };
};
