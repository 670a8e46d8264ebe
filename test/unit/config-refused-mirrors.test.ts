// Does not prove that an accepted mirror carries records: the lab's cases do.
import { describe } from 'vitest';
import { mirroredValues, set, unset, type Values } from '../support/config-fixture.ts';
import { refuses } from './config-refused.ts';

const mirror = ['mirrors', 'cloud'];
const second = (values: Values, other: Values): void => set(values, ['mirrors', 'second'], other);
const setting = (name: string, value: unknown) => (values: Values) =>
  set(values, [...mirror, 'settings'], { [name]: value });

/** A third cluster, on the other client machine. */
function thirdCluster(values: Values): void {
  set(values, ['clusters', 'cluster3'], {
    zookeeper: { '1': { host: 'engine2' } },
    brokers: { '4': { host: 'engine2', external: { port: 9194, externalPort: 19094 } } },
  });
}

describe('a mirror', () => {
  refuses(
    [
      {
        what: 'from a cluster that is not there, to one that another stack has',
        change: (values) => {
          set(values, [...mirror, 'from'], 'cluster9');
          set(values, [...mirror, 'to'], 'elsewhere');
          set(values, ['otherClusters'], { elsewhere: { stack: 'other', clients: ['kafkaclientmachine2'] } });
        },
        expected: [
          ['kafka-proxied:mirrors.cloud.from', 'There is no cluster cluster9.'],
          ['kafka-proxied:mirrors.cloud.to', 'must be in the stack of its target cluster'],
          ['kafka-proxied:mirrors.cloud.host', 'kafkaclientmachine1 is not a client of elsewhere'],
        ],
      },
      {
        what: 'of a cluster to itself',
        change: (values) => set(values, [...mirror, 'to'], 'cluster1'),
        expected: [['kafka-proxied:mirrors.cloud.to', 'copied into itself']],
      },
      {
        what: 'on a host that is not there',
        change: (values) => set(values, [...mirror, 'host'], 'nowhere'),
        expected: [['kafka-proxied:mirrors.cloud.host', 'There is no host nowhere.']],
      },
      {
        what: 'on a machine that nobody logs in to',
        change: (values) => set(values, [...mirror, 'host'], 'workstation'),
        expected: [['kafka-proxied:mirrors.cloud.host', 'never logged in to']],
      },
      {
        what: 'on a host without a way to a broker',
        change: (values) => unset(values, ['clusters', 'cluster1', 'brokers', '2', 'external']),
        expected: [
          ['kafka-proxied:clusters.cluster1.clients[1]', 'has no route to broker 2'],
          ['kafka-proxied:clusters.cluster1.clients[2]', 'has no route to broker 2'],
        ],
      },
      {
        what: 'on a host without a way to a broker, which is nowhere listed as a client',
        change: (values) => {
          unset(values, ['clusters', 'cluster1', 'brokers', '2', 'external']);
          set(values, ['clusters', 'cluster1', 'clients'], []);
        },
        expected: [['kafka-proxied:mirrors.cloud.host', 'has no route to broker 2']],
      },
      {
        what: 'of a second one for the same two clusters',
        change: (values) =>
          second(values, { from: 'cluster1', to: 'cluster2', host: 'kafkaclientmachine1', topics: ['a.*'] }),
        expected: [
          ['kafka-proxied:mirrors.second', 'cloud copies records from cluster1 to cluster2 as well'],
        ],
      },
      {
        what: 'of a version that would write to the source',
        change: (values) => set(values, [...mirror, 'version'], '2.8.2'),
        expected: [['kafka-proxied:mirrors.cloud.version', "MirrorMaker of Kafka 2.8.2 can't do"]],
      },
      {
        what: 'between old clusters, as if MirrorMaker 1 made topics and carried offsets',
        change: (values) => {
          set(values, ['clusters', 'cluster2', 'version'], '0.10.1.1');
          set(values, [...mirror, 'topics'], ['records', 'other-.*']);
          set(values, [...mirror, 'groups'], ['readers']);
          set(values, [...mirror, 'settings'], {
            'refresh.topics.interval.seconds': 5,
            'producer.linger.ms': 5,
          });
        },
        expected: [
          ['kafka-proxied:mirrors.cloud.topics[1]', 'cluster2 is of Kafka 0.10.1.1'],
          [
            'kafka-proxied:clusters.cluster2.topics.records',
            'MirrorMaker 1 is used, which creates no topics',
          ],
          ['kafka-proxied:mirrors.cloud.groups', 'no offsets of groups'],
          [
            'kafka-proxied:mirrors.cloud.settings["refresh.topics.interval.seconds"]',
            'its consumer and its producer',
          ],
        ],
      },
      {
        what: 'to an old cluster whose topic has fewer partitions',
        change: (values) => {
          set(values, ['clusters', 'cluster2', 'version'], '0.10.1.1');
          set(values, ['clusters', 'cluster2', 'topics'], { records: { partitions: 1 } });
        },
        expected: [
          ['kafka-proxied:clusters.cluster2.topics.records.partitions', 'fewer partitions than in cluster1'],
        ],
      },
      {
        what: 'whose unit would be that of a broker',
        change: (values) => {
          const { cluster2, ...others } = values['clusters'] as Values;
          set(values, ['clusters'], { ...others, 'mirror-x': cluster2 });
          set(values, ['mirrors'], {
            'x-1': { from: 'cluster1', to: 'mirror-x', host: 'kafkaclientmachine1' },
          });
        },
        expected: [['kafka-proxied:mirrors.x-1', 'kafka-mirror-x-1']],
      },
      {
        what: 'whose certificate would be that of a host',
        change: (values) => set(values, ['hosts', 'mirror-cloud'], { address: '198.51.100.7' }),
        expected: [['kafka-proxied:mirrors.cloud', 'which is also a host']],
      },
      {
        what: 'of a cluster whose name begins properties of MirrorMaker',
        change: (values) => {
          const { cluster2, ...others } = values['clusters'] as Values;
          set(values, ['clusters'], { ...others, offset: cluster2 });
          set(values, [...mirror, 'to'], 'offset');
        },
        expected: [['kafka-proxied:clusters.offset', 'begin with offset.']],
      },
      {
        what: 'of topics that are not declared, or never carried',
        change: (values) => {
          set(values, ['clusters', 'cluster1', 'topics', 'audit-internal'], {});
          set(values, [...mirror, 'topics'], ['records', 'recrods', 'audit-.*']);
        },
        expected: [
          ['kafka-proxied:mirrors.cloud.topics[1]', 'declares no topic recrods'],
          ['kafka-proxied:mirrors.cloud.topics', 'treats audit-internal as an internal topic'],
        ],
      },
      {
        what: 'of all topics, where none is declared',
        change: (values) => set(values, ['clusters', 'cluster1', 'topics'], {}),
        expected: [['kafka-proxied:mirrors.cloud.topics', 'declares no topic']],
      },
      {
        what: 'with lists that MirrorMaker would read otherwise',
        change: (values) => {
          set(values, [...mirror, 'topics'], ['a,b', 'a b', '(']);
          set(values, [...mirror, 'groups'], ['*']);
        },
        expected: [
          ['kafka-proxied:mirrors.cloud.topics[0]', 'is not the name of a topic'],
          ['kafka-proxied:mirrors.cloud.topics[1]', 'is not the name of a topic'],
          ['kafka-proxied:mirrors.cloud.topics[2]', 'not a regular expression'],
          ['kafka-proxied:mirrors.cloud.groups[0]', 'not a regular expression'],
        ],
      },
      {
        what: 'of a topic that its target declares as well',
        change: (values) => set(values, ['clusters', 'cluster2', 'topics'], { records: {}, own: {} }),
        expected: [
          ['kafka-proxied:clusters.cluster2.topics.records', 'The mirror cloud creates records here'],
        ],
      },
      {
        what: 'that leads back to where records came from',
        change: (values) =>
          second(values, {
            from: 'cluster2',
            to: 'cluster1',
            host: 'kafkaclientmachine1',
            topics: ['rec.*'],
          }),
        expected: [
          ['kafka-proxied:mirrors.second.topics', 'are copied back to cluster2 by cloud'],
          ['kafka-proxied:clusters.cluster1.topics.records', 'The mirror second creates records here'],
        ],
      },
      {
        what: 'that mixes the records of two clusters',
        change: (values) => {
          thirdCluster(values);
          second(values, { from: 'cluster3', to: 'cluster2', host: 'kafkaclientmachine1', topics: ['.*'] });
        },
        expected: [['kafka-proxied:mirrors.second.topics', 'records of two clusters would be mixed']],
      },
      {
        what: 'to a cluster that takes smaller records',
        change: (values) => set(values, ['clusters', 'cluster1', 'settings', 'message.max.bytes'], 2_000_000),
        expected: [
          ['kafka-proxied:clusters.cluster2.settings["message.max.bytes"]', 'would stop the mirror'],
        ],
      },
      {
        what: 'whose own producer takes smaller records than a topic that it carries',
        change: (values) => {
          set(values, ['clusters', 'cluster1', 'topics', 'records', 'config'], {
            'max.message.bytes': 3_000_000,
          });
          set(values, ['mirrors', 'cloud', 'settings'], { 'cluster2.producer.max.request.size': 2_000_000 });
        },
        expected: [
          [
            'kafka-proxied:mirrors.cloud.settings["cluster2.producer.max.request.size"]',
            'cluster1 accepts records of 3000000 bytes',
          ],
        ],
      },
      {
        what: 'with more copies than its target has brokers',
        change: setting('offset.storage.replication.factor', 3),
        expected: [
          [
            'kafka-proxied:mirrors.cloud.settings["offset.storage.replication.factor"]',
            '3 replicas are impossible on the 2 brokers of cluster2',
          ],
        ],
      },
      ...[
        'clusters',
        'topics',
        'cluster1.bootstrap.servers',
        'cluster1->cluster2.enabled',
        'cluster1->cluster2.topics',
        'cluster2.producer.security.protocol',
        'cluster1.ssl.truststore.location',
        'emit.heartbeats.enabled',
        'cluster1->cluster2.offset-syncs.topic.location',
        'replication.policy.class',
        'replication.policy.separator',
      ].map((name) => ({
        what: `with ${name}`,
        change: setting(name, 'x'),
        expected: [
          [`kafka-proxied:mirrors.cloud.settings[${JSON.stringify(name)}]`, 'reachability plan'],
        ].map(([path = '', reason = '']): [string, string] => [
          /[.>]/.test(name) ? path : `kafka-proxied:mirrors.cloud.settings.${name}`,
          reason,
        ]),
      })),
      {
        what: 'with a password',
        change: setting('cluster1.sasl.jaas.config', 'x'),
        expected: [['kafka-proxied:mirrors.cloud.settings["cluster1.sasl.jaas.config"]', 'into a topic']],
      },
    ],
    mirroredValues,
  );
});
