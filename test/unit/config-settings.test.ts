// Does not prove that Kafka reads these properties as its documentation says.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { brokerSettings, clientSizes } from '../../config/settings.ts';
import {
  at,
  check,
  referenceValues,
  set,
  topologyOf,
  unset,
  type Values,
} from '../support/config-fixture.ts';

describe('broker settings', () => {
  test.each([
    [
      1,
      { 'default.replication.factor': '1', 'min.insync.replicas': '1', 'transaction.state.log.min.isr': '1' },
    ],
    [
      2,
      { 'default.replication.factor': '2', 'min.insync.replicas': '1', 'transaction.state.log.min.isr': '1' },
    ],
    [
      3,
      { 'default.replication.factor': '3', 'min.insync.replicas': '2', 'transaction.state.log.min.isr': '2' },
    ],
    [
      9,
      { 'default.replication.factor': '3', 'min.insync.replicas': '2', 'transaction.state.log.min.isr': '2' },
    ],
  ])('for %i brokers', (brokers, expected) => {
    expect(brokerSettings({}, brokers)).toMatchObject({
      ...expected,
      'offsets.topic.replication.factor': expected['default.replication.factor'],
      'transaction.state.log.replication.factor': expected['default.replication.factor'],
      'unclean.leader.election.enable': 'false',
      'auto.create.topics.enable': 'false',
    });
  });

  test("what follows a stack's own number follows it", () => {
    const own = { 'default.replication.factor': '2', 'message.max.bytes': '209715200' };
    expect(brokerSettings(own, 3)).toMatchObject({
      'min.insync.replicas': '1',
      'replica.fetch.max.bytes': '209715200',
      'socket.request.max.bytes': '209780736',
    });
  });

  test("the stack's own always wins", () => {
    const property = fc.constantFrom(...Object.keys(brokerSettings({}, 3)));
    fc.assert(
      fc.property(fc.dictionary(property, fc.string()), fc.nat(20), (own, brokers) => {
        expect(brokerSettings(own, brokers)).toMatchObject(own);
      }),
    );
  });
});

describe('client sizes', () => {
  test('hold the largest message, and never fall below what clients have anyway', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 31 - 1), fc.nat(2 ** 31 - 1), (ofCluster, ofTopic) => {
        const config = { 'max.message.bytes': String(ofTopic) };
        const topics = [{ name: 't', partitions: 1, replicationFactor: 1, config }];
        const { producer, consumer } = clientSizes({ 'message.max.bytes': String(ofCluster) }, topics);
        const sizes = [producer, consumer].flatMap((each) => Object.values(each).map(Number));
        expect(sizes).toHaveLength(4);
        expect(Math.min(...sizes)).toBeGreaterThanOrEqual(Math.max(ofCluster, ofTopic, 1_048_576));
      }),
    );
  });

  test('are Kafka’s own defaults, or a few bytes more, for an ordinary cluster', () => {
    expect(clientSizes(brokerSettings({}, 3))).toEqual({
      producer: { 'max.request.size': '1048588', 'buffer.memory': '33554432' },
      consumer: { 'max.partition.fetch.bytes': '1048588', 'fetch.max.bytes': '52428800' },
    });
  });
});

describe('topics', () => {
  const withTopic = (topic: Values): Values => {
    const values = referenceValues();
    set(values, ['clusters', 'cluster1', 'topics'], { t: topic });
    return values;
  };

  test('without numbers take those of the cluster', () => {
    const values = withTopic({});
    set(values, ['clusters', 'cluster1', 'settings', 'num.partitions'], 12);
    expect(topologyOf(values).clusters[0]?.topics).toEqual([
      { name: 't', partitions: 12, replicationFactor: 3, config: {} },
    ]);
  });

  test('with fewer copies get a min.insync.replicas that these can meet', () => {
    const [one] = topologyOf(withTopic({ replicationFactor: 1 })).clusters[0]?.topics ?? [];
    const [two] = topologyOf(withTopic({ replicationFactor: 2 })).clusters[0]?.topics ?? [];
    expect([one?.config, two?.config]).toEqual([
      { 'min.insync.replicas': '1' },
      { 'min.insync.replicas': '1' },
    ]);
  });

  test('with one copy are allowed, with a note', () => {
    const checked = check(withTopic({ replicationFactor: 1 }));
    expect(checked.ok && checked.notes.map(({ path }) => path)).toContain(
      'kafka-proxied:clusters.cluster1.topics.t.replicationFactor',
    );
  });
});

describe('notes', () => {
  const notesWith = (change: (cluster: Values, values: Values) => void): string[] => {
    const values = referenceValues();
    unset(values, ['clusters', 'cluster1', 'zookeeper', '1', 'externalPort']);
    change(at(values, ['clusters', 'cluster1']), values);
    const checked = check(values);
    if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
    return checked.notes.map(({ path }) => path.replace('kafka-proxied:clusters.cluster1.', ''));
  };

  test('none without cause', () => {
    expect(notesWith(() => undefined)).toEqual([]);
  });

  test('one broker', () => {
    const single = (cluster: Values): void => {
      unset(cluster, ['brokers', '2']);
      unset(cluster, ['brokers', '3']);
      unset(cluster, ['topics', 'records', 'replicationFactor']);
    };
    expect(notesWith(single)).toEqual(['brokers']);
  });

  test('four ZooKeeper nodes', () => {
    const four = (cluster: Values, values: Values): void => {
      set(values, ['hosts', 'engine4'], { network: 'lan', address: '10.48.1.84' });
      set(cluster, ['zookeeper'], {
        '1': { host: 'engine1' },
        '2': { host: 'engine2' },
        '3': { host: 'engine3' },
        '4': { host: 'engine4' },
      });
    };
    expect(notesWith(four)).toEqual(['zookeeper']);
  });

  test('external ports for nobody', () => {
    expect(notesWith((cluster) => set(cluster, ['clients'], ['workstation']))).toEqual(['clients']);
  });
});
