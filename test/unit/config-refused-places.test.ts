// Does not prove that packets would go astray as the reasons say.
import { describe } from 'vitest';
import { at, brokerOn, oneMachine, set, unset } from '../support/config-fixture.ts';
import { refuses } from './config-refused.ts';

const c1 = 'kafka-proxied:clusters.cluster1';

describe('networks, gateways, hosts and where clusters stand: refused with path and reason, and nothing else is said', () => {
  refuses([
    {
      what: 'an external port without a gateway',
      change: (v) => {
        unset(v, ['networks', 'lan', 'gateway']);
        unset(v, ['hosts', 'gateway']);
        set(v, ['clusters', 'cluster1', 'clients'], []);
        unset(v, ['clusters', 'cluster1', 'zookeeper', '1', 'externalPort']);
        unset(v, ['clusters', 'cluster1', 'brokers', '2', 'external']);
        unset(v, ['clusters', 'cluster1', 'brokers', '3', 'external']);
      },
      expected: [[`${c1}.brokers.1.external.externalPort`, 'engine1 is not behind a gateway']],
    },
    {
      what: 'a broker on a host that is not defined',
      change: (v) => set(v, ['clusters', 'cluster1', 'brokers', '2', 'host'], 'engine4'),
      expected: [[`${c1}.brokers.2.host`, 'There is no host engine4']],
    },
    {
      what: 'two nodes of an ensemble on one host',
      change: (v) =>
        set(v, ['clusters', 'cluster1', 'zookeeper'], {
          '1': { host: 'engine1' },
          '2': { host: 'engine2' },
          '3': { host: 'engine1', port: 2182, peerPort: 2889, electionPort: 3889 },
        }),
      expected: [[`${c1}.zookeeper.3.host`, 'ZooKeeper 1 of this ensemble runs on engine1 as well']],
    },
    {
      what: 'a network that is not defined',
      change: (v) => set(v, ['hosts', 'workstation', 'network'], 'lann'),
      expected: [['kafka-proxied:hosts.workstation.network', 'There is no network lann (defined: lan)']],
    },
    {
      what: 'a gateway that is not defined',
      change: (v) => set(v, ['networks', 'lan', 'gateway'], 'gatway'),
      expected: [
        ['kafka-proxied:hosts.gateway.publicAddress', 'not the gateway of any network'],
        ['kafka-proxied:hosts.gateway.publicName', 'not the gateway of any network'],
        ['kafka-proxied:networks.lan.gateway', 'There is no host gatway'],
      ],
    },
    {
      what: 'a gateway outside of its network',
      change: (v) => {
        unset(v, ['hosts', 'gateway', 'network']);
        set(v, ['hosts', 'gateway', 'address'], '203.0.113.99');
      },
      expected: [['kafka-proxied:networks.lan.gateway', 'gateway is on the internet']],
    },
    {
      what: 'a gateway without public address and name',
      change: (v) => {
        unset(v, ['hosts', 'gateway', 'publicAddress']);
        unset(v, ['hosts', 'gateway', 'publicName']);
      },
      expected: [
        ['kafka-proxied:hosts.gateway.publicAddress', 'Is missing'],
        ['kafka-proxied:hosts.gateway.publicName', 'Is missing'],
      ],
    },
    {
      what: 'a public name of a host that is no gateway',
      change: (v) => set(v, ['hosts', 'engine1', 'publicName'], 'engine1.example'),
      expected: [['kafka-proxied:hosts.engine1.publicName', 'not the gateway of any network']],
    },
    {
      what: "a port map on a gateway that isn't ours",
      change: (v) => Object.assign(at(v, ['hosts', 'gateway']), { managed: false, managePortMap: true }),
      expected: [['kafka-proxied:hosts.gateway.managePortMap', 'never logged in to']],
    },
    {
      what: 'a broker on the gateway',
      change: (v) => set(v, ['clusters', 'cluster1', 'brokers', '3', 'host'], 'gateway'),
      expected: [[`${c1}.brokers.3.host`, 'gateway is the gateway of lan']],
    },
    {
      what: 'a broker on a machine that is never logged in to',
      change: (v) => set(v, ['clusters', 'cluster1', 'brokers', '3', 'host'], 'workstation'),
      expected: [[`${c1}.brokers.3.host`, 'workstation is never logged in to']],
    },
    {
      what: 'a public name that is a host, too',
      change: (v) => set(v, ['hosts', 'gateway', 'publicName'], 'engine1'),
      expected: [['kafka-proxied:hosts.gateway.publicName', 'also a name of engine1']],
    },
    {
      what: 'a cluster on machines of the internet of which one lets everybody in',
      change: (v) => {
        const zookeeper = { '1': { host: 'kafkaclientmachine1' } };
        set(v, ['clusters', 'cluster2'], {
          zookeeper,
          brokers: { '1': brokerOn(9091, 'kafkaclientmachine2') },
        });
        set(v, ['hosts', 'kafkaclientmachine1', 'firewall'], 'off');
      },
      expected: [
        ['kafka-proxied:hosts.kafkaclientmachine1.firewall', 'its ports there would be open to everyone'],
      ],
    },
    {
      what: 'the same where the stack has no rules at all, whatever a host says',
      change: (v) => {
        set(v, ['clusters', 'cluster2'], {
          zookeeper: { '1': { host: 'kafkaclientmachine1' } },
          brokers: { '1': brokerOn(9091, 'kafkaclientmachine2') },
        });
        set(v, ['hosts', 'kafkaclientmachine1', 'firewall'], 'closed');
        set(v, ['firewall'], 'off');
      },
      expected: ['kafkaclientmachine1', 'kafkaclientmachine2'].map(() => [
        'kafka-proxied:firewall',
        'without firewall rules on kafkaclientmachine1 (firewall: off)',
      ]),
    },
    {
      what: 'a host that is called as a cluster on one machine is',
      change: (v) => {
        set(v, ['clusters', 'cluster2'], oneMachine('kafkaclientmachine1'));
        set(v, ['hosts', 'cluster2.kafkaclientmachine1'], { address: '198.51.100.7' });
        // A cluster in a network has no such name.
        set(v, ['hosts', 'cluster1.engine1'], { address: '198.51.100.8' });
      },
      expected: [
        ['kafka-proxied:hosts["cluster2.kafkaclientmachine1"]', 'is also the service name of cluster2'],
      ],
    },
    {
      what: 'a cluster on machines of the internet, one of which is known by a loopback address',
      change: (v) => {
        set(v, ['hosts', 'here'], { address: '127.0.0.1' });
        set(v, ['clusters', 'cluster2'], {
          zookeeper: { '1': { host: 'here' } },
          brokers: { '1': brokerOn(9091, 'kafkaclientmachine2') },
        });
      },
      expected: [['kafka-proxied:clusters.cluster2', "to which the others can't connect"]],
    },
    {
      what: 'a cluster in a network and on the internet',
      change: (v) => {
        set(v, ['clusters', 'cluster1', 'brokers', '4'], brokerOn(9094, 'kafkaclientmachine1'));
        set(v, ['clusters', 'cluster1', 'clients'], []);
      },
      expected: [[c1, 'spread over network lan, kafkaclientmachine1']],
    },
    {
      what: 'an external port on one machine of the internet',
      change: (v) => {
        set(v, ['clusters', 'cluster2'], {
          zookeeper: { '1': { host: 'kafkaclientmachine1' } },
          brokers: {
            '1': { host: 'kafkaclientmachine1', external: { port: 9191, externalPort: 29091 } },
          },
        });
      },
      expected: [
        ['kafka-proxied:clusters.cluster2.brokers.1.external.externalPort', 'is not behind a gateway'],
      ],
    },
    {
      what: 'a broker whose id leaves it without a default port',
      change: (v) => {
        set(v, ['clusters', 'cluster1', 'settings', 'reserved.broker.max.id'], 100_000);
        set(v, ['clusters', 'cluster1', 'brokers', '56446'], { host: 'engine1' });
        set(v, ['clusters', 'cluster1', 'clients'], []);
      },
      expected: [[`${c1}.brokers.56446.port`, 'would be 65536']],
    },
    {
      what: 'a default port that another broker has',
      change: (v) => {
        set(v, ['clusters', 'cluster1', 'brokers', '2'], { host: 'engine1', port: 9095 });
        set(v, ['clusters', 'cluster1', 'brokers', '5'], { host: 'engine1' });
        set(v, ['clusters', 'cluster1', 'clients'], []);
      },
      expected: [
        [`${c1}.brokers.5.port`, 'Port 9095 of engine1 is used by the INTERNAL listener of broker 2'],
      ],
    },
    {
      what: 'a cluster over two networks',
      change: (v) => {
        set(v, ['networks', 'other'], { cidrs: ['10.49.0.0/16'] });
        set(v, ['hosts', 'far'], { network: 'other', address: '10.49.0.1' });
        set(v, ['clusters', 'cluster1', 'brokers', '4'], brokerOn(9094, 'far'));
        set(v, ['clusters', 'cluster1', 'clients'], []);
      },
      expected: [[c1, 'its brokers could not connect to each other']],
    },
    {
      what: 'no key to log in with',
      change: (v) => {
        unset(v, ['ssh', 'privateKeyFile']);
        unset(v, ['ssh', 'agentSocket']);
      },
      expected: [['kafka-proxied:ssh', 'There is no key to log in to engine1']],
    },
  ]);
});
