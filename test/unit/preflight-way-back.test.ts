// Proves that hosts must send replies to outside clients through their gateway, and what is said of those that do not; that hosts tell these facts stands in probe-machine.test.ts.
import { describe, expect, it } from 'vitest';
import { wayBack } from '../../probe/checks/way-back.ts';
import { found } from '../support/checked.ts';
import { devValues, referenceValues, set, topologyOf, unset } from '../support/config-fixture.ts';

const topology = topologyOf(referenceValues());

describe('the way back', () => {
  const way = (via: string, dev = 'eth0') => ({
    ways: { '198.51.100.211': { via, dev }, '198.51.100.141': { via: '10.48.1.1', dev: 'eth0' } },
  });

  it('leads through the gateway, or it is named', () => {
    expect(found(wayBack, topology, 'engine2', way('10.48.1.1'))).toEqual([]);
    expect(found(wayBack, topology, 'engine2', way('10.48.1.254'))).toEqual([
      "sends replies to 198.51.100.211 (kafkaclientmachine1) through 10.48.1.254 (eth0), not through gateway at 10.48.1.1, so no connection from there would work. Make 10.48.1.1 its default gateway, or add 'ip route add 198.51.100.211 via 10.48.1.1' to its network configuration",
    ]);
    expect(found(wayBack, topology, 'engine2', way('', 'eth1')).join()).toContain(
      '(kafkaclientmachine1) directly (eth1), not',
    );
    expect(found(wayBack, topology, 'engine2', way('', '')).join()).toContain(
      'nowhere: there is no route, not',
    );
  });

  it('matters only where outside clients arrive', () => {
    const wrong = way('10.48.1.254');
    for (const id of ['gateway', 'kafkaclientmachine1', 'kafkaclientmachine2'])
      expect(found(wayBack, topology, id, wrong)).toEqual([]);
    expect(found(wayBack, topology, 'engine2', { ways: {} })).toEqual([]);
    const values = devValues();
    for (const id of ['1', '2', '3']) unset(values, ['clusters', 'cluster1', 'brokers', id, 'external']);
    set(values, ['clusters', 'cluster1', 'clients'], ['workstation']);
    unset(values, ['clusters', 'cluster1', 'tls', 'clientAuth']);
    set(values, ['mirrors'], {});
    unset(values, ['clusters', 'cluster1', 'zookeeper', '1', 'externalPort']);
    expect(found(wayBack, topologyOf(values), 'engine2', wrong)).toEqual([]);
  });
});
