// Does not prove that packets would go astray as the reasons say.
import { describe } from 'vitest';
import { brokerOn, list, oneMachine, set, unset } from '../support/config-fixture.ts';
import { refuses } from './config-refused.ts';

const c1 = 'kafka-proxied:clusters.cluster1';

describe('clients of clusters: refused with path and reason, and nothing else is said', () => {
  refuses([
    {
      what: 'a client that is not defined, and one twice',
      change: (v) => list(v, ['clusters', 'cluster1', 'clients']).push('nobody', 'workstation'),
      expected: [
        [`${c1}.clients[3]`, 'There is no host nobody'],
        [`${c1}.clients[4]`, 'workstation is listed twice'],
      ],
    },
    {
      what: 'a client on the gateway',
      change: (v) => set(v, ['clusters', 'cluster1', 'clients'], ['kafkaclientmachine1', 'gateway']),
      expected: [[`${c1}.clients[1]`, 'gateway is the gateway of lan']],
    },
    {
      what: 'a client of a cluster on machines of the internet that has no way to the internet',
      change: (v) => {
        set(v, ['networks', 'other'], { cidrs: ['10.49.0.0/16'] });
        set(v, ['hosts', 'far'], { network: 'other', address: '10.49.0.1' });
        set(v, ['clusters', 'cluster2'], {
          zookeeper: { '1': { host: 'kafkaclientmachine1' } },
          brokers: { '1': brokerOn(9091, 'kafkaclientmachine2') },
          clients: ['workstation', 'far'],
        });
      },
      expected: [['kafka-proxied:clusters.cluster2.clients[1]', 'no gateway to the internet']],
    },
    {
      what: 'clients that can have no tunnel to a cluster on one machine of the internet',
      change: (v) => {
        set(v, ['networks', 'other'], { cidrs: ['10.49.0.0/16'] });
        set(v, ['hosts', 'far'], { network: 'other', address: '10.49.0.1' });
        set(v, ['clusters', 'cluster2'], {
          ...oneMachine('kafkaclientmachine1'),
          clients: ['kafkaclientmachine1', 'kafkaclientmachine2', 'workstation', 'far', 'engine1'],
        });
      },
      expected: [
        ['kafka-proxied:clusters.cluster2.clients[2]', 'workstation is never logged in to'],
        ['kafka-proxied:clusters.cluster2.clients[3]', 'far is in a network that has no gateway'],
      ],
    },
    {
      what: 'a client of a cluster on a machine that is known by a loopback address',
      change: (v) => {
        set(v, ['hosts', 'here'], { address: '127.0.0.1' });
        set(v, ['clusters', 'here'], { ...oneMachine('here'), clients: ['kafkaclientmachine2'] });
      },
      expected: [['kafka-proxied:clusters.here.clients[0]', 'here answers only on here, which has']],
    },
    {
      what: 'tunnels that need one port of their client',
      change: (v) => {
        const clients = ['kafkaclientmachine2'];
        set(v, ['hosts', 'rented'], { address: '198.51.100.7' });
        set(v, ['clusters', 'cluster2'], { ...oneMachine('kafkaclientmachine1'), clients });
        set(v, ['clusters', 'cluster3'], { ...oneMachine('rented', 9092), clients });
        set(v, ['clusters', 'cluster4'], oneMachine('kafkaclientmachine2', 9091, 2182));
      },
      expected: [
        [
          'kafka-proxied:clusters.cluster2.clients[0]',
          'Port 9091 of kafkaclientmachine2 is used by the INTERNAL listener of broker 1 of cluster4',
        ],
        [
          'kafka-proxied:clusters.cluster3.clients[0]',
          "used by the tunnel to ZooKeeper 1 of cluster2, so the tunnel to ZooKeeper 1 of cluster3 can't",
        ],
      ],
    },
    {
      what: 'a client that is known by a loopback address',
      change: (v) => {
        set(v, ['hosts', 'here'], { address: '127.0.0.1' });
        list(v, ['clusters', 'cluster1', 'clients']).push('here');
      },
      expected: [[`${c1}.clients[3]`, 'here has only a loopback address (127.0.0.1)']],
    },
    {
      what: 'an outside client that has no way to one broker',
      change: (v) => {
        unset(v, ['clusters', 'cluster1', 'brokers', '2', 'external']);
        set(v, ['clusters', 'cluster1', 'clients'], ['workstation', 'kafkaclientmachine2']);
      },
      expected: [[`${c1}.clients[1]`, 'has no route to broker 2']],
    },
    {
      what: 'a client in another network without a gateway',
      change: (v) => {
        set(v, ['networks', 'other'], { cidrs: ['10.49.0.0/16'] });
        set(v, ['hosts', 'far'], { network: 'other', address: '10.49.0.1' });
        set(v, ['clusters', 'cluster1', 'clients'], ['far']);
      },
      expected: [[`${c1}.clients[0]`, 'no gateway to the internet']],
    },
  ]);
});
