// Does not prove that Pulumi hands values out in this shape, or that a second listener would fail to start.
import { describe } from 'vitest';
import { at, hostKey, set, type Values } from '../support/config-fixture.ts';
import { refuses, type Case } from './config-refused.ts';

const c1 = 'kafka-proxied:clusters.cluster1';
const broker = (port: number, host = 'engine1'): Values => ({ host, port });
const outside = { port: 9199, externalPort: 19099 };

describe('keys, ids and ports: refused with path and reason, and nothing else is said', () => {
  refuses([
    {
      what: 'an unknown top-level key',
      change: (v) => set(v, ['host'], {}),
      expected: [['kafka-proxied:host', 'not a known key']],
    },
    {
      what: 'an unknown nested key',
      change: (v) => set(v, ['hosts', 'engine1', 'adress'], '10.48.1.81'),
      expected: [['kafka-proxied:hosts.engine1.adress', 'not a known key']],
    },
    ...['hosts', 'networks', 'clusters'].map((map): Case => ({
      what: `__proto__ among the ${map}`,
      change: (v) => Object.defineProperty(at(v, [map]), '__proto__', { value: {}, enumerable: true }),
      expected: [[`kafka-proxied:${map}.__proto__`, 'not a known key']],
    })),
    {
      what: 'a broker id in two spellings',
      change: (v) =>
        set(v, ['clusters', 'cluster1', 'brokers', '01'], { ...broker(9099), external: outside }),
      expected: [[`${c1}.brokers.01`, 'broker id 1 again, like "1"']],
    },
    {
      what: 'a ZooKeeper id in two spellings',
      change: (v) => {
        set(v, ['clusters', 'cluster1', 'zookeeper', '01'], { host: 'engine2' });
        set(v, ['clusters', 'cluster1', 'zookeeper', '2'], { host: 'engine3' });
      },
      expected: [[`${c1}.zookeeper.01`, 'ZooKeeper id 1 again']],
    },
    {
      what: 'a broker id that is no number',
      change: (v) =>
        set(v, ['clusters', 'cluster1', 'brokers', 'one'], { ...broker(9099), external: outside }),
      expected: [[`${c1}.brokers.one`, '"one" is not a node id']],
    },
    {
      what: 'a broker id above reserved.broker.max.id',
      change: (v) =>
        set(v, ['clusters', 'cluster1', 'brokers', '1001'], { ...broker(9099), external: outside }),
      expected: [[`${c1}.brokers.1001`, 'above reserved.broker.max.id (1000)']],
    },
    {
      what: 'a ZooKeeper id out of range',
      change: (v) => set(v, ['clusters', 'cluster1', 'zookeeper'], { '256': { host: 'engine1' } }),
      expected: [[`${c1}.zookeeper.256`, 'are 1 to 255']],
    },
    {
      what: 'two listeners on one port',
      change: (v) => set(v, ['clusters', 'cluster1', 'brokers', '1', 'external', 'port'], 9091),
      expected: [[`${c1}.brokers.1.external.port`, 'used by the INTERNAL listener of broker 1 of cluster1']],
    },
    {
      what: 'JMX on the port of a listener, and of two services on one',
      change: (v) => {
        set(v, ['clusters', 'cluster1', 'brokers', '1', 'jmxPort'], 9191);
        set(v, ['clusters', 'cluster1', 'zookeeper', '1', 'jmxPort'], 9191);
      },
      expected: [
        [`${c1}.brokers.1.external.port`, 'used by JMX of ZooKeeper 1 of cluster1'],
        [`${c1}.brokers.1.jmxPort`, 'used by JMX of ZooKeeper 1 of cluster1'],
      ],
    },
    {
      what: 'a broker on the port of ZooKeeper',
      change: (v) => set(v, ['clusters', 'cluster1', 'brokers', '1', 'port'], 2181),
      expected: [[`${c1}.brokers.1.port`, 'used by ZooKeeper 1 of cluster1']],
    },
    {
      what: 'two clusters on one port of a host',
      change: (v) =>
        set(v, ['clusters', 'other'], {
          zookeeper: { '1': { host: 'engine3', port: 2182 } },
          brokers: { '1': broker(9091) },
        }),
      expected: [
        [
          'kafka-proxied:clusters.other.brokers.1.port',
          'used by the INTERNAL listener of broker 1 of cluster1',
        ],
      ],
    },
    {
      what: "a service on sshd's port",
      change: (v) => Object.assign(at(v, ['hosts', 'engine1']), { ssh: { port: 9091 }, hostKey: hostKey() }),
      expected: [[`${c1}.brokers.1.port`, 'used by sshd']],
    },
    {
      what: 'elections of two ensembles on one port',
      change: (v) => {
        const nodes = { '1': { host: 'engine1' }, '2': { host: 'engine2' }, '3': { host: 'engine3' } };
        set(v, ['clusters', 'cluster1', 'zookeeper'], nodes);
        set(v, ['clusters', 'other'], {
          zookeeper: {
            '1': { host: 'engine1', port: 2182, peerPort: 2889 },
            '2': { host: 'engine2', port: 2182, peerPort: 2889, electionPort: 3889 },
            '3': { host: 'engine3', port: 2182, peerPort: 2889, electionPort: 3889 },
          },
          brokers: { '1': broker(9095) },
        });
      },
      expected: [
        [
          'kafka-proxied:clusters.other.zookeeper.1.electionPort',
          'used by elections of ZooKeeper 1 of cluster1',
        ],
      ],
    },
    {
      what: 'a privileged port',
      change: (v) => set(v, ['clusters', 'cluster1', 'brokers', '1', 'port'], 443),
      expected: [[`${c1}.brokers.1.port`, '443 is out of range']],
    },
    {
      what: 'two brokers with one advertised host:port',
      change: (v) => set(v, ['clusters', 'cluster1', 'brokers', '2', 'external', 'externalPort'], 19091),
      expected: [[`${c1}.brokers.2.external.externalPort`, 'already forwards to broker 1 of cluster1']],
    },
    {
      what: "the gateway's sshd mapped away",
      change: (v) => set(v, ['clusters', 'cluster1', 'zookeeper', '1', 'externalPort'], 22),
      expected: [[`${c1}.zookeeper.1.externalPort`, "already forwards to the gateway's own sshd"]],
    },
  ]);
});
