// Does not prove that Kafka and MirrorMaker would pass these over: where each is read stands in their sources and documentation.
import { describe, expect, test } from 'vitest';
import {
  at,
  mirroredValues,
  problemsOf,
  referenceValues,
  set,
  type Values,
} from '../support/config-fixture.ts';
import { refuses, type Case } from './config-refused.ts';

const cluster = ['clusters', 'cluster1'];
const c1 = 'kafka-proxied:clusters.cluster1';

describe('topics', () => {
  const topic =
    (config: Values, settings: Values = {}) =>
    (values: Values) => {
      Object.assign(at(values, [...cluster, 'settings']), settings);
      set(values, [...cluster, 'topics', 'records', 'config'], config);
    };
  const of = (name: string, reason: string, beside: Values = {}, settings: Values = {}): Case => ({
    what: `${name} beside ${JSON.stringify({ ...beside, ...settings })}`,
    change: topic({ ...beside, [name]: name.includes('format') ? '2.8' : 1 }, settings),
    expected: [[`${c1}.topics.records.config["${name}"]`, reason]],
  });
  const compact = { 'cleanup.policy': 'compact' };

  refuses([
    of('delete.retention.ms', 'for compaction, and cleanup.policy is delete'),
    of('min.compaction.lag.ms', 'for compaction', { 'cleanup.policy': 'delete' }),
    of('retention.ms', 'cleanup.policy is only compact', compact),
    of('retention.bytes', 'cleanup.policy is only compact', {}, { 'log.cleanup.policy': 'compact' }),
    of('compression.gzip.level', 'compression.type is producer'),
    of('compression.zstd.level', 'compression.type is gzip', { 'compression.type': 'gzip' }),
    of('message.timestamp.before.max.ms', 'LogAppendTime', { 'message.timestamp.type': 'LogAppendTime' }),
    of('local.retention.ms', 'off for this topic'),
    of('message.format.version', 'since Kafka 3.0'),
    {
      what: 'tiered, on brokers that have nothing for it',
      change: topic({ 'remote.storage.enable': true }),
      expected: [[`${c1}.topics.records.config["remote.storage.enable"]`, 'would refuse the topic']],
    },
  ]);

  test.each<[Values, Values?]>([
    [{ 'cleanup.policy': 'compact,  delete', 'retention.ms': 1, 'delete.retention.ms': 1 }],
    [{ 'delete.retention.ms': 1 }, { 'log.cleanup.policy': 'compact' }],
    [{ 'compression.type': 'zstd', 'compression.zstd.level': 3 }],
    [{ 'compression.lz4.level': 3 }, { 'compression.type': 'lz4' }],
    [
      { 'remote.storage.enable': true, 'local.retention.ms': 1 },
      { 'remote.log.storage.system.enable': true },
    ],
  ])('%j with %j is let through', (config, settings) => {
    const values = referenceValues();
    topic(config, settings)(values);
    expect(problemsOf(values)).toEqual([]);
  });
});

describe('mirrors', () => {
  const setting =
    (name: string, beside: Values = {}) =>
    (values: Values): void => {
      Object.assign(at(values, ['mirrors', 'cloud']), { settings: { [name]: 5 }, ...beside });
    };
  const of = (name: string, reason: string, beside: Values = {}): Case => ({
    what: name,
    change: setting(name, beside),
    expected: [[`kafka-proxied:mirrors.cloud.settings["${name}"]`, reason]],
  });

  refuses(
    [
      of('producer.linger.ms', "the cluster's name before"),
      of('consumer.max.poll.records', "the cluster's name before"),
      of('cluster1.producer.linger.ms', 'Nothing is written to cluster1'),
      of('cluster2->cluster1.refresh.topics.interval.seconds', 'not from cluster2 to cluster1'),
      of('offset.flush.interval.ms', "the target's name before"),
      of('emit.heartbeats.interval.seconds', 'no heartbeats'),
      of('refresh.groups.interval.seconds', 'groups is empty', { groups: [] }),
      of('cluster1->cluster2.groups.exclude', 'groups is empty', { groups: [] }),
      of('sync.topic.acls.interval.seconds', 'ACLs are not copied'),
    ],
    mirroredValues,
  );

  test.each([
    'cluster2.producer.linger.ms',
    'cluster1.consumer.max.poll.records',
    'cluster2.offset.flush.interval.ms',
    'cluster1->cluster2.refresh.topics.interval.seconds',
    'refresh.groups.interval.seconds',
    'consumer.poll.timeout.ms',
    'offset.lag.max',
    'offset.storage.partitions',
  ])('%s is let through', (name) => {
    const values = mirroredValues();
    setting(name)(values);
    expect(problemsOf(values)).toEqual([]);
  });
});
