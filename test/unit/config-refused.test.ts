// Does not prove that Pulumi hands values out in this shape, or that hosts would behave as the reasons say.
import { describe, expect, test } from 'vitest';
import { devValues, hostKey, problemsOf, type Values } from './config-fixture.ts';

interface Case {
  what: string;
  change: (values: Values) => void;
  /** Every path that is reported, in order, with a part of its reason. */
  expected: [path: string, reason: string][];
}

const cluster = (values: Values): Values => values['clusters'].cluster1 as Values;
const c1 = 'kafka-proxied:clusters.cluster1';
const broker = (port: number, host = 'engine1'): Values => ({ host, port });
const outside = { port: 9199, externalPort: 19099 };

const cases: Case[] = [
  {
    what: 'an unknown top-level key',
    change: (v) => (v['host'] = {}),
    expected: [['kafka-proxied:host', 'not a known key']],
  },
  {
    what: 'an unknown nested key',
    change: (v) => (v['hosts'].engine1.adress = '10.48.1.81'),
    expected: [['kafka-proxied:hosts.engine1.adress', 'not a known key']],
  },
  ...['hosts', 'networks', 'clusters'].map((map): Case => ({
    what: `__proto__ among the ${map}`,
    change: (v) => Object.defineProperty(v[map], '__proto__', { value: {}, enumerable: true }),
    expected: [[`kafka-proxied:${map}.__proto__`, 'not a known key']],
  })),
  {
    what: 'a broker id in two spellings',
    change: (v) => (cluster(v)['brokers']['01'] = { ...broker(9099), external: outside }),
    expected: [[`${c1}.brokers.01`, 'broker id 1 a second time, beside "1"']],
  },
  {
    what: 'a ZooKeeper id in two spellings',
    change: (v) => {
      cluster(v)['zookeeper']['01'] = { host: 'engine2' };
      cluster(v)['zookeeper']['2'] = { host: 'engine3' };
    },
    expected: [[`${c1}.zookeeper.01`, 'ZooKeeper id 1 a second time']],
  },
  {
    what: 'a broker id that is no number',
    change: (v) => (cluster(v)['brokers']['one'] = { ...broker(9099), external: outside }),
    expected: [[`${c1}.brokers.one`, '"one" is not a node id']],
  },
  {
    what: 'a broker id above reserved.broker.max.id',
    change: (v) => (cluster(v)['brokers']['1001'] = { ...broker(9099), external: outside }),
    expected: [[`${c1}.brokers.1001`, 'above reserved.broker.max.id (1000)']],
  },
  {
    what: 'a ZooKeeper id out of range',
    change: (v) => (cluster(v)['zookeeper'] = { '256': { host: 'engine1' } }),
    expected: [[`${c1}.zookeeper.256`, 'from 1 to 255']],
  },
  {
    what: 'two listeners on one port',
    change: (v) => (cluster(v)['brokers']['1'].external.port = 9091),
    expected: [[`${c1}.brokers.1.external.port`, 'taken by the INTERNAL listener of broker 1 of cluster1']],
  },
  {
    what: 'a broker on the port of ZooKeeper',
    change: (v) => (cluster(v)['brokers']['1'].port = 2181),
    expected: [[`${c1}.brokers.1.port`, 'taken by ZooKeeper 1 of cluster1']],
  },
  {
    what: 'two clusters on one port of a host',
    change: (v) =>
      (v['clusters'].other = {
        zookeeper: { '1': { host: 'engine3', port: 2182 } },
        brokers: { '1': broker(9091) },
      }),
    expected: [
      [
        'kafka-proxied:clusters.other.brokers.1.port',
        'taken by the INTERNAL listener of broker 1 of cluster1',
      ],
    ],
  },
  {
    what: "a service on sshd's port",
    change: (v) => Object.assign(v['hosts'].engine1, { ssh: { port: 9091 }, hostKey: hostKey() }),
    expected: [[`${c1}.brokers.1.port`, 'taken by sshd']],
  },
  {
    what: 'elections of two ensembles on one port',
    change: (v) => {
      const nodes = { '1': { host: 'engine1' }, '2': { host: 'engine2' }, '3': { host: 'engine3' } };
      cluster(v)['zookeeper'] = nodes;
      v['clusters'].other = {
        zookeeper: {
          '1': { host: 'engine1', port: 2182, peerPort: 2889 },
          '2': { host: 'engine2', port: 2182, peerPort: 2889, electionPort: 3889 },
          '3': { host: 'engine3', port: 2182, peerPort: 2889, electionPort: 3889 },
        },
        brokers: { '1': broker(9095) },
      };
    },
    expected: [
      [
        'kafka-proxied:clusters.other.zookeeper.1.electionPort',
        'taken by elections of ZooKeeper 1 of cluster1',
      ],
    ],
  },
  {
    what: 'a privileged port',
    change: (v) => (cluster(v)['brokers']['1'].port = 443),
    expected: [[`${c1}.brokers.1.port`, '443 is out of range']],
  },
  {
    what: 'two brokers with one advertised host:port',
    change: (v) => (cluster(v)['brokers']['2'].external.externalPort = 19091),
    expected: [[`${c1}.brokers.2.external.externalPort`, 'already leads to broker 1 of cluster1']],
  },
  {
    what: "the gateway's sshd mapped away",
    change: (v) => (cluster(v)['zookeeper']['1'].externalPort = 22),
    expected: [[`${c1}.zookeeper.1.externalPort`, "already leads to the gateway's own sshd"]],
  },
  {
    what: 'more default copies than brokers',
    change: (v) => (cluster(v)['settings']['default.replication.factor'] = 4),
    expected: [[`${c1}.settings["default.replication.factor"]`, "4 copies can't be made on 3 brokers"]],
  },
  {
    what: 'more copies of a topic than brokers',
    change: (v) => (cluster(v)['topics'].records.replicationFactor = 4),
    expected: [[`${c1}.topics.records.replicationFactor`, "4 copies can't be made on 3 brokers"]],
  },
  {
    what: "more copies of Kafka's own topics than brokers",
    change: (v) => {
      cluster(v)['settings']['offsets.topic.replication.factor'] = '5';
      cluster(v)['settings']['transaction.state.log.replication.factor'] = 6;
    },
    expected: [
      [`${c1}.settings["offsets.topic.replication.factor"]`, '5 copies'],
      [`${c1}.settings["transaction.state.log.replication.factor"]`, '6 copies'],
    ],
  },
  {
    what: 'min.insync.replicas above the copies',
    change: (v) => (cluster(v)['settings']['min.insync.replicas'] = 4),
    expected: [
      [`${c1}.settings["min.insync.replicas"]`, 'can never succeed'],
      [`${c1}.topics.records.replicationFactor`, 'can never succeed'],
    ],
  },
  {
    what: 'min.insync.replicas equal to the copies',
    change: (v) => (cluster(v)['topics'].records.config = { 'min.insync.replicas': 3 }),
    expected: [[`${c1}.topics.records.config["min.insync.replicas"]`, 'as many as there are copies']],
  },
  {
    what: 'min.isr of transactions equal to the copies',
    change: (v) => (cluster(v)['settings']['transaction.state.log.min.isr'] = 3),
    expected: [[`${c1}.settings["transaction.state.log.min.isr"]`, 'as many as there are copies']],
  },
  {
    what: "a cluster's own min.insync.replicas above a topic's copies",
    change: (v) => {
      cluster(v)['settings']['min.insync.replicas'] = 2;
      cluster(v)['topics'].records.replicationFactor = 2;
    },
    expected: [[`${c1}.topics.records.replicationFactor`, 'as many as there are copies']],
  },
  {
    what: 'an external port without a gateway',
    change: (v) => {
      delete v['networks'].lan.gateway;
      delete v['hosts'].gateway;
      cluster(v)['clients'] = [];
      delete cluster(v)['zookeeper']['1'].externalPort;
      delete cluster(v)['brokers']['2'].external;
      delete cluster(v)['brokers']['3'].external;
    },
    expected: [[`${c1}.brokers.1.external.externalPort`, 'engine1 has no gateway before it']],
  },
  {
    what: 'a broker on a host that is not defined',
    change: (v) => (cluster(v)['brokers']['2'].host = 'engine4'),
    expected: [[`${c1}.brokers.2.host`, 'There is no host engine4']],
  },
  {
    what: 'a client that is not defined, and one twice',
    change: (v) => cluster(v)['clients'].push('nobody', 'workstation'),
    expected: [
      [`${c1}.clients[3]`, 'There is no host nobody'],
      [`${c1}.clients[4]`, 'workstation is listed twice'],
    ],
  },
  {
    what: 'a network that is not defined',
    change: (v) => (v['hosts'].workstation.network = 'lann'),
    expected: [['kafka-proxied:hosts.workstation.network', 'There is no network lann (defined: lan)']],
  },
  {
    what: 'a gateway that is not defined',
    change: (v) => (v['networks'].lan.gateway = 'gatway'),
    expected: [
      ['kafka-proxied:hosts.gateway.publicAddress', 'the gateway of no network'],
      ['kafka-proxied:hosts.gateway.publicName', 'the gateway of no network'],
      ['kafka-proxied:networks.lan.gateway', 'There is no host gatway'],
    ],
  },
  {
    what: 'a gateway outside of its network',
    change: (v) => {
      delete v['hosts'].gateway.network;
      v['hosts'].gateway.address = '203.0.113.99';
    },
    expected: [['kafka-proxied:networks.lan.gateway', 'gateway stands on the internet']],
  },
  {
    what: 'a gateway without public address and name',
    change: (v) => {
      delete v['hosts'].gateway.publicAddress;
      delete v['hosts'].gateway.publicName;
    },
    expected: [
      ['kafka-proxied:hosts.gateway.publicAddress', 'Is missing'],
      ['kafka-proxied:hosts.gateway.publicName', 'Is missing'],
    ],
  },
  {
    what: 'a public name of a host that is no gateway',
    change: (v) => (v['hosts'].engine1.publicName = 'engine1.example'),
    expected: [['kafka-proxied:hosts.engine1.publicName', 'the gateway of no network']],
  },
  {
    what: "a port map on a gateway that isn't ours",
    change: (v) => Object.assign(v['hosts'].gateway, { managed: false, managePortMap: true }),
    expected: [['kafka-proxied:hosts.gateway.managePortMap', 'never logged in to']],
  },
  {
    what: 'a broker on the gateway',
    change: (v) => (cluster(v)['brokers']['3'].host = 'gateway'),
    expected: [[`${c1}.brokers.3.host`, 'gateway is the gateway of lan']],
  },
  {
    what: 'a client on the gateway',
    change: (v) => (cluster(v)['clients'] = ['kafkaclientmachine1', 'gateway']),
    expected: [[`${c1}.clients[1]`, 'gateway is the gateway of lan']],
  },
  {
    what: 'a broker on a machine that is never logged in to',
    change: (v) => (cluster(v)['brokers']['3'].host = 'workstation'),
    expected: [[`${c1}.brokers.3.host`, 'workstation is never logged in to']],
  },
  {
    what: 'an address outside of its network',
    change: (v) => (v['hosts'].engine1.address = '10.48.2.81'),
    expected: [['kafka-proxied:hosts.engine1.address', '10.48.2.81 is not in network lan (10.48.1.0/24)']],
  },
  {
    what: 'an inside address said to be on the internet',
    change: (v) => delete v['hosts'].workstation.network,
    expected: [['kafka-proxied:hosts.workstation.address', 'lies in network lan']],
  },
  {
    what: 'one address twice',
    change: (v) => (v['hosts'].engine2.address = '10.48.1.81'),
    expected: [['kafka-proxied:hosts.engine2.address', 'also the address of engine1']],
  },
  {
    what: "a host with the gateway's address",
    change: (v) => (v['hosts'].kafkaclientmachine1.address = '203.0.113.98'),
    expected: [
      ['kafka-proxied:hosts.kafkaclientmachine1.address', "also the address of gateway's publicAddress"],
    ],
  },
  ...[
    '0.0.0.0',
    '::',
    '255.255.255.255',
    '224.0.0.1',
    '10.48.1',
    '10.48.1.081',
    '10.48.1.81/24',
    'engine1',
    '-1',
  ].map((address): Case => ({
    what: `the address ${address}`,
    change: (v) => (v['hosts'].engine1.address = address),
    expected: [['kafka-proxied:hosts.engine1.address', '']],
  })),
  {
    what: 'a loopback address in a network',
    change: (v) => {
      v['networks'].lan.cidrs.push('127.0.0.0/8');
      v['hosts'].engine1.address = '127.0.0.1';
    },
    expected: [['kafka-proxied:hosts.engine1.address', 'loopback address']],
  },
  {
    what: 'a range with bits behind its prefix',
    change: (v) => (v['networks'].lan.cidrs = ['10.48.1.0/24', '10.48.2.7/24']),
    expected: [['kafka-proxied:networks.lan.cidrs[1]', 'bits set behind its prefix']],
  },
  {
    what: 'a network without ranges',
    change: (v) => (v['networks'].lan.cidrs = []),
    expected: [['kafka-proxied:networks.lan.cidrs', 'Is empty']],
  },
  {
    what: 'a public name that is a host, too',
    change: (v) => (v['hosts'].gateway.publicName = 'engine1'),
    expected: [['kafka-proxied:hosts.gateway.publicName', 'also a name of engine1']],
  },
  {
    what: 'log.segment.bytes above 32 bits',
    change: (v) => (cluster(v)['settings']['log.segment.bytes'] = 2147483648),
    expected: [[`${c1}.settings["log.segment.bytes"]`, '2147483648 is outside']],
  },
  {
    what: 'message.max.bytes above 32 bits',
    change: (v) => (cluster(v)['settings']['message.max.bytes'] = '2147483648'),
    expected: [
      [`${c1}.settings["message.max.bytes"]`, '2147483648 is outside'],
      [`${c1}.settings["socket.request.max.bytes"]`, 'larger messages would be refused'],
    ],
  },
  {
    what: 'retention of no time, and of less than nothing',
    change: (v) =>
      Object.assign(cluster(v)['settings'], { 'log.retention.hours': 0, 'log.retention.bytes': -2 }),
    expected: [
      [`${c1}.settings["log.retention.hours"]`, 'does not start with 0'],
      [`${c1}.settings["log.retention.bytes"]`, '-2 is outside'],
    ],
  },
  {
    what: 'a number in words, and one that lost digits',
    change: (v) =>
      Object.assign(cluster(v)['settings'], {
        'log.retention.hours': 'a week',
        'log.retention.bytes': 12345678901234567000,
      }),
    expected: [
      [`${c1}.settings["log.retention.bytes"]`, 'loses digits'],
      [`${c1}.settings["log.retention.hours"]`, '"a week" is not a whole number'],
    ],
  },
  {
    what: 'messages larger than a segment',
    change: (v) => (cluster(v)['settings']['log.segment.bytes'] = 1000000),
    expected: [[`${c1}.settings["log.segment.bytes"]`, 'message.max.bytes is 1048588']],
  },
  {
    what: "a topic's segment above 32 bits",
    change: (v) => (cluster(v)['topics'].records.config = { 'segment.bytes': '9999999999' }),
    expected: [[`${c1}.topics.records.config["segment.bytes"]`, '9999999999 is outside']],
  },
  ...[
    'broker.id',
    'listeners',
    'advertised.listeners',
    'listener.security.protocol.map',
    'inter.broker.listener.name',
    'security.inter.broker.protocol',
    'zookeeper.connect',
    'log.dirs',
    'log.dir',
    'port',
    'host.name',
    'advertised.host.name',
    'advertised.port',
    'control.plane.listener.name',
    'node.id',
    'process.roles',
    'controller.quorum.voters',
    'controller.listener.names',
  ].map((name): Case => ({
    what: `the reserved property ${name}`,
    change: (v) => (cluster(v)['settings'][name] = '1'),
    expected: [
      [
        /^\w+$/.test(name) ? `${c1}.settings.${name}` : `${c1}.settings["${name}"]`,
        `${name} is decided by the reachability plan`,
      ],
    ],
  })),
  ...['ssl.key.password', 'listener.name.external.ssl.keystore.password', 'sasl.jaas.config'].map(
    (name): Case => ({
      what: `${name} in plain text`,
      change: (v) => (cluster(v)['settings'][name] = 'hunter2'),
      expected: [[`${c1}.settings["${name}"]`, 'A password in plain text']],
    }),
  ),
  {
    what: 'a secret that is not there',
    change: (v) => (cluster(v)['settings']['ssl.key.password'] = { secret: 'keys' }),
    expected: [[`${c1}.settings["ssl.key.password"]`, 'There is no secret keys']],
  },
  ...['0.10.1.1', '3.9', 3.9, '4.0.0', '', '3.9.2 '].map((version): Case => ({
    what: `version ${JSON.stringify(version)}`,
    change: (v) => (cluster(v)['version'] = version),
    expected: [[`${c1}.version`, "can't be set up"]],
  })),
  {
    what: 'no broker, no ZooKeeper',
    change: (v) => Object.assign(cluster(v), { brokers: {}, zookeeper: {} }),
    expected: [
      [`${c1}.brokers`, 'without brokers'],
      [`${c1}.zookeeper`, 'through ZooKeeper'],
    ],
  },
  {
    what: 'no cluster',
    change: (v) => (v['clusters'] = {}),
    expected: [['kafka-proxied:clusters', 'There is no cluster']],
  },
  {
    what: 'two ZooKeeper nodes',
    change: (v) => (cluster(v)['zookeeper']['2'] = { host: 'engine2' }),
    expected: [[`${c1}.zookeeper`, 'worse than one']],
  },
  {
    what: 'a cluster on the internet',
    change: (v) => {
      const zookeeper = { '1': { host: 'kafkaclientmachine1' } };
      v['clusters'].cluster2 = { zookeeper, brokers: { '1': broker(9091, 'kafkaclientmachine1') } };
    },
    expected: [['kafka-proxied:clusters.cluster2', 'Not supported yet']],
  },
  {
    what: 'a cluster over two networks',
    change: (v) => {
      v['networks'].other = { cidrs: ['10.49.0.0/16'] };
      v['hosts'].far = { network: 'other', address: '10.49.0.1' };
      cluster(v)['brokers']['4'] = broker(9094, 'far');
      cluster(v)['clients'] = [];
    },
    expected: [[c1, 'its brokers could not reach each other']],
  },
  {
    what: 'an outside client that has no way to one broker',
    change: (v) => {
      delete cluster(v)['brokers']['2'].external;
      cluster(v)['clients'] = ['workstation', 'kafkaclientmachine2'];
    },
    expected: [[`${c1}.clients[1]`, 'has no way to broker 2']],
  },
  {
    what: 'a client in another network without a gateway',
    change: (v) => {
      v['networks'].other = { cidrs: ['10.49.0.0/16'] };
      v['hosts'].far = { network: 'other', address: '10.49.0.1' };
      cluster(v)['clients'] = ['far'];
    },
    expected: [[`${c1}.clients[0]`, 'no gateway to the internet']],
  },
  {
    what: 'no key to log in with',
    change: (v) => {
      delete v['ssh'].privateKeyFile;
      delete v['ssh'].agentSocket;
    },
    expected: [['kafka-proxied:ssh', 'There is no key to log in with on engine1']],
  },
  ...['__consumer_offsets', '__mine'].map((name): Case => ({
    what: `the topic ${name}`,
    change: (v) => (cluster(v)['topics'][name] = {}),
    expected: [[`${c1}.topics.${name}`, "Kafka's own"]],
  })),
  ...['-rf', 'a b', 'naïve', '..', '.', 'a/b', '$(id)', 'x'.repeat(250), 'a\nb', ''].map((name): Case => ({
    what: `the topic ${JSON.stringify(name)}`,
    change: (v) => (cluster(v)['topics'][name] = {}),
    expected: [
      [
        /^[\w-]+$/.test(name) ? `${c1}.topics.${name}` : `${c1}.topics[${JSON.stringify(name)}]`,
        'not a valid topic name',
      ],
    ],
  })),
  {
    what: 'two topics that are one in metrics',
    change: (v) => Object.assign(cluster(v)['topics'], { 'a.b': {}, a_b: {} }),
    expected: [[`${c1}.topics.a_b`, 'a_b and a.b are one name']],
  },
  ...['ROOT', '-oProxyCommand=x', 'a b', '', 'a;id', 'a'.repeat(33), 'jürgen'].map((user): Case => ({
    what: `the user ${JSON.stringify(user)}`,
    change: (v) => (v['ssh'].user = user),
    expected: [['kafka-proxied:ssh.user', 'not a valid Linux user name']],
  })),
  ...['Engine9', '-engine', 'engine_9', '9', 'a.b.7', 'é', '$(id)', 'a\nb', 'localhost', 'x'.repeat(64)].map(
    (id): Case => ({
      what: `the host ${JSON.stringify(id)}`,
      change: (v) => (v['hosts'][id] = { address: '198.51.100.9' }),
      expected: [
        [
          /^[\w-]+$/.test(id) ? `kafka-proxied:hosts.${id}` : `kafka-proxied:hosts[${JSON.stringify(id)}]`,
          '',
        ],
      ],
    }),
  ),
  ...['a\nb', 'tab\there', '\u0000', '\u2028', '\ud800'].map((value): Case => ({
    what: `a property with ${JSON.stringify(value)}`,
    change: (v) => (cluster(v)['settings']['client.quota.callback.class'] = value),
    expected: [[`${c1}.settings["client.quota.callback.class"]`, 'control character']],
  })),
  ...['-p', 'a b', 'a=b', 'naïve', '', '$(id)'].map((name): Case => ({
    what: `a property named ${JSON.stringify(name)}`,
    change: (v) => (cluster(v)['settings'][name] = 1),
    expected: [
      [
        /^[\w-]+$/.test(name) ? `${c1}.settings.${name}` : `${c1}.settings[${JSON.stringify(name)}]`,
        'not a valid property name',
      ],
    ],
  })),
  ...['-i', '', 'a\nb', '~other/key'].map((path): Case => ({
    what: `the file ${JSON.stringify(path)}`,
    change: (v) => (v['ssh'].privateKeyFile = path),
    expected: [['kafka-proxied:ssh.privateKeyFile', '']],
  })),
  ...['1t', '512', '10m', '-1g', '1g;id', ''].map((heap): Case => ({
    what: `the heap ${JSON.stringify(heap)}`,
    change: (v) => (cluster(v)['heap'] = { broker: heap }),
    expected: [[`${c1}.heap.broker`, '']],
  })),
  ...['cluster1', '/', '/a/', '/a/../b', '/zookeeper', '/a b', '//a'].map((chroot): Case => ({
    what: `the chroot ${JSON.stringify(chroot)}`,
    change: (v) => (cluster(v)['chroot'] = chroot),
    expected: [[`${c1}.chroot`, 'not a valid ZooKeeper path']],
  })),
];

describe('a wrong config is refused with its path and reason, and nothing else is said', () => {
  test.each(cases)('$what', ({ change, expected }) => {
    const values = devValues();
    change(values);
    const problems = problemsOf(values);
    expect(problems.map(({ path }) => path).sort()).toEqual(expected.map(([path]) => path).sort());
    for (const [path, reason] of expected) {
      const found = problems.find((problem) => problem.path === path);
      expect(found?.reason).toContain(reason);
      expect(found?.fix).not.toBe('');
    }
  });
});
