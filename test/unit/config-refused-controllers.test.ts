// Does not prove that Kafka would refuse these clusters itself.
import { describe, expect, it } from 'vitest';
import {
  controllersValues,
  devValues,
  problemsOf,
  referenceValues,
  set,
  topologyOf,
  unset,
} from '../support/config-fixture.ts';
import { refuses } from './config-refused.ts';

const at = ['clusters', 'cluster1'];
const c1 = 'kafka-proxied:clusters.cluster1';

describe('clusters with controllers: refused with path and reason, and nothing else is said', () => {
  refuses(
    [
      {
        what: 'two controllers',
        change: (v) => unset(v, [...at, 'controllers', '103']),
        expected: [[`${c1}.controllers`, 'With two controller nodes, both must agree']],
      },
      {
        what: 'two controllers on one host',
        change: (v) => set(v, [...at, 'controllers', '103', 'host'], 'engine1'),
        expected: [[`${c1}.controllers.103.host`, 'runs on engine1 as well']],
      },
      {
        what: 'a controller with the id of a broker',
        change: (v) => {
          unset(v, [...at, 'controllers', '103']);
          set(v, [...at, 'controllers', '3'], { host: 'engine3', port: 9303 });
        },
        expected: [[`${c1}.controllers.3`, 'is the id of a broker, too']],
      },
      {
        what: 'ZooKeeper beside controllers',
        change: (v) => set(v, [...at, 'zookeeper'], { '1': { host: 'engine1' } }),
        expected: [[`${c1}.controllers`, 'has one of the two']],
      },
      {
        what: 'a version without them',
        change: (v) => set(v, [...at, 'version'], '2.8.2'),
        expected: [[`${c1}.controllers`, 'possible since Kafka 3.9']],
      },
      {
        what: 'the port of a listener on the same host',
        change: (v) => set(v, [...at, 'controllers', '101', 'port'], 9091),
        expected: [[`${c1}.brokers.1.port`, 'Port 9091 of engine1 is used by controller 101 of cluster1']],
      },
      {
        what: 'an id without a default port',
        change: (v) => {
          unset(v, [...at, 'controllers', '103']);
          set(v, [...at, 'controllers', '70000'], { host: 'engine3' });
        },
        expected: [[`${c1}.controllers.70000.port`, 'the default, 9190 plus the id, would be 79190']],
      },
      {
        what: 'what only ZooKeeper has',
        change: (v) => {
          set(v, [...at, 'chroot'], '/kafka');
          set(v, [...at, 'tls'], { zookeeper: 'only' });
          set(v, [...at, 'settings'], {
            'zookeeper.session.timeout.ms': 9000,
            'inter.broker.protocol.version': '3.9',
          });
        },
        expected: [
          [`${c1}.chroot`, 'is for ZooKeeper'],
          [`${c1}.tls.zookeeper`, 'is for ZooKeeper'],
          [`${c1}.settings["zookeeper.session.timeout.ms"]`, 'only by Kafka with ZooKeeper'],
          [`${c1}.settings["inter.broker.protocol.version"]`, 'only by Kafka with ZooKeeper'],
        ],
      },
      {
        what: 'what the stack writes itself',
        change: (v) =>
          set(v, [...at, 'settings'], { 'controller.quorum.voters': '1@a:1', 'process.roles': 'broker' }),
        expected: [
          [`${c1}.settings["controller.quorum.voters"]`, 'decided by the reachability plan'],
          [`${c1}.settings["process.roles"]`, 'decided by the reachability plan'],
        ],
      },
    ],
    controllersValues,
  );

  refuses(
    [
      {
        what: 'ZooKeeper with a version that has none',
        change: (v) => set(v, [...at, 'version'], '4.3.1'),
        expected: [[`${c1}.zookeeper`, 'Kafka 4.3.1 has no ZooKeeper']],
      },
      {
        what: 'nothing that coordinates',
        change: (v) => unset(v, [...at, 'zookeeper']),
        expected: [[`${c1}.zookeeper`, 'find each other through ZooKeeper or the controllers']],
      },
    ],
    referenceValues,
  );

  refuses(
    [
      {
        what: 'a mirror that does not speak with its source',
        change: (v) => {
          set(v, [...at, 'version'], '1.1.1');
          set(v, ['mirrors', 'to-cluster2', 'version'], '4.3.1');
        },
        expected: [['kafka-proxied:mirrors.to-cluster2.version', 'does not speak with cluster1']],
      },
    ],
    devValues,
  );
});

describe('clusters with controllers', () => {
  it('may set what only KRaft reads', () => {
    const values = controllersValues();
    set(values, [...at, 'settings'], { 'broker.session.timeout.ms': 6000, 'group.consumer.max.size': 5 });
    expect(problemsOf(values)).toEqual([]);
  });

  it('give each controller a port by its id', () => {
    const [cluster] = topologyOf(controllersValues()).clusters;
    expect(cluster?.controllers.map(({ port }) => port)).toEqual([9291, 9292, 9293]);
  });

  it('are mirrored by a version that speaks with both ends', () => {
    const values = devValues();
    set(values, [...at, 'version'], '1.1.1');
    set(values, ['clusters', 'cluster2', 'version'], '4.3.1');
    set(values, ['clusters', 'cluster2', 'zookeeper'], {});
    set(values, ['clusters', 'cluster2', 'controllers'], { '101': { host: 'kafkaclientmachine1' } });
    expect(topologyOf(values).mirrors[0]?.version).toBe('3.9.2');
    set(values, [...at, 'version'], '3.9.2');
    expect(topologyOf(values).mirrors[0]?.version).toBe('4.3.1');
  });
});
