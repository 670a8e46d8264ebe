// Properties of topics that do nothing beside the topic's other ones, or those that its brokers have.
import type { ConfigProblem } from '../problem.ts';
import type { Properties } from '../topology.ts';
import { isUnknownOfTopics } from './known-settings.ts';
import { newFormatAlone } from './switched-off.ts';
import { type ClusterDraft, each, plainSettings, topicsOf } from './view.ts';

interface Topic {
  /** What the topic has, and its brokers where it has nothing. */
  policies: readonly string[];
  compression: string;
  timestamps: string;
  isRemote: boolean;
  cluster: ClusterDraft;
}

interface Unread {
  names: RegExp;
  unread: (topic: Topic) => boolean;
  reason: (topic: Topic) => string;
  fix: string;
}

/** Sources: "Topic Configs" in the documentation of Kafka 3.9. */
const rows: readonly Unread[] = [
  {
    names: /^(delete\.retention\.ms|(min|max)\.compaction\.lag\.ms|min\.cleanable\.dirty\.ratio)$/,
    unread: ({ policies }) => !policies.includes('compact'),
    reason: ({ policies }) =>
      `Is for compaction, and cleanup.policy is ${policies.join()}: it has no effect.`,
    fix: 'Set cleanup.policy to compact or compact,delete, or remove it.',
  },
  {
    names: /^(local\.)?retention\.(ms|bytes)$/,
    unread: ({ policies }) => !policies.includes('delete'),
    reason: () => 'Nothing is deleted by age or size while cleanup.policy is only compact: it has no effect.',
    fix: 'Set cleanup.policy to compact,delete, or remove it.',
  },
  ...['gzip', 'lz4', 'zstd'].map((codec): Unread => ({
    names: new RegExp(`^compression\\.${codec}\\.level$`),
    unread: ({ compression }) => compression !== codec,
    reason: ({ compression }) =>
      `Brokers do not write ${codec} here, because compression.type is ${compression}: it has no effect.`,
    fix: `Set compression.type to ${codec}, or remove it.`,
  })),
  {
    names: /^message\.timestamp\.(difference|before|after)\.max\.ms$/,
    unread: ({ timestamps }) => timestamps === 'LogAppendTime',
    reason: () =>
      'Brokers write their own time (message.timestamp.type is LogAppendTime), and compare no times: it has no effect.',
    fix: 'Set message.timestamp.type to CreateTime, or remove it.',
  },
  {
    names: /^(local\.retention\.(ms|bytes)|remote\.log\..+)$/,
    unread: ({ isRemote }) => !isRemote,
    reason: () => 'Is for tiered storage, which is off for this topic: it has no effect.',
    fix: 'Set remote.storage.enable of the topic to true, or remove it.',
  },
  {
    names: /^message\.format\.version$/,
    unread: ({ cluster }) => {
      const among = new Map(Object.entries(plainSettings(cluster.settings)));
      return newFormatAlone({ version: cluster.version, among });
    },
    reason: () => 'Has no effect since Kafka 3.0, once brokers use its protocol.',
    fix: 'Remove it.',
  },
];

export const topicPropertiesAreRead = each(topicsOf, ({ cluster, config, path }) => {
  const topic = topicOf(config, cluster);
  return Object.keys(config).flatMap((property): ConfigProblem[] => {
    // What its version does not know is refused as that.
    if (isUnknownOfTopics(cluster.version, property)) return [];
    const found = rows.find(({ names, unread }) => names.test(property) && unread(topic));
    return found
      ? [{ path: [...path, 'config', property], reason: found.reason(topic), fix: found.fix }]
      : [];
  });
});

function topicOf(own: Properties, cluster: ClusterDraft): Topic {
  const all = plainSettings(cluster.settings);
  const policies = own['cleanup.policy'] ?? all['log.cleanup.policy'] ?? 'delete';
  return {
    policies: policies.split(',').map((policy) => policy.trim()),
    compression: own['compression.type'] ?? all['compression.type'] ?? 'producer',
    timestamps: own['message.timestamp.type'] ?? all['log.message.timestamp.type'] ?? 'CreateTime',
    isRemote: own['remote.storage.enable'] === 'true',
    cluster,
  };
}

/** Kafka makes no such topic where brokers have nothing to keep it in (KIP-405). */
export const tieredTopicsHaveStorage = each(topicsOf, ({ cluster, config, path }) => {
  const name = 'remote.storage.enable';
  const isKept = plainSettings(cluster.settings)['remote.log.storage.system.enable'] === 'true';
  if (isKept || config[name] !== 'true') return undefined;
  const reason = 'Tiered storage is off on the brokers, and Kafka would refuse the topic.';
  const fix = 'Set remote.log.storage.system.enable under settings of the cluster to true, or remove it.';
  return { path: [...path, 'config', name], reason, fix };
});
