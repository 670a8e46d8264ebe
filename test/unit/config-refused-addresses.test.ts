// Does not prove that packets would go astray as the reasons say.
import { describe } from 'vitest';
import { list, set, unset } from '../support/config-fixture.ts';
import { refuses, type Case } from './config-refused.ts';

describe('addresses and ranges: refused with path and reason, and nothing else is said', () => {
  refuses([
    {
      what: 'an address outside of its network',
      change: (v) => set(v, ['hosts', 'engine1', 'address'], '10.48.2.81'),
      expected: [['kafka-proxied:hosts.engine1.address', '10.48.2.81 is not in network lan (10.48.1.0/24)']],
    },
    {
      what: 'an inside address said to be on the internet',
      change: (v) => unset(v, ['hosts', 'workstation', 'network']),
      expected: [['kafka-proxied:hosts.workstation.address', 'lies in network lan']],
    },
    {
      what: 'one address twice',
      change: (v) => set(v, ['hosts', 'engine2', 'address'], '10.48.1.81'),
      expected: [['kafka-proxied:hosts.engine2.address', 'also the address of engine1']],
    },
    {
      what: "a host with the gateway's address",
      change: (v) => set(v, ['hosts', 'kafkaclientmachine1', 'address'], '203.0.113.98'),
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
      change: (v) => set(v, ['hosts', 'engine1', 'address'], address),
      expected: [['kafka-proxied:hosts.engine1.address', '']],
    })),
    {
      what: 'a loopback address in a network',
      change: (v) => {
        list(v, ['networks', 'lan', 'cidrs']).push('127.0.0.0/8');
        set(v, ['hosts', 'engine1', 'address'], '127.0.0.1');
      },
      expected: [['kafka-proxied:hosts.engine1.address', 'loopback address']],
    },
    {
      what: 'a range with bits behind its prefix',
      change: (v) => set(v, ['networks', 'lan', 'cidrs'], ['10.48.1.0/24', '10.48.2.7/24']),
      expected: [['kafka-proxied:networks.lan.cidrs[1]', 'bits set after its prefix']],
    },
    {
      what: 'a network without ranges',
      change: (v) => set(v, ['networks', 'lan', 'cidrs'], []),
      expected: [['kafka-proxied:networks.lan.cidrs', 'Is empty']],
    },
  ]);
});
