// Does not prove that anything is left alone on hosts that are gone: the components' tests and the lab do.
import { describe, expect, it } from 'vitest';
import { at, check, problemsOf, referenceValues, set, topologyOf } from '../support/config-fixture.ts';

const ensemble = { 1: { host: 'engine1' }, 2: { host: 'engine2' }, 3: { host: 'engine3' } };

function problems(hosts: string[], zookeeper: object = ensemble): string[] {
  const values = referenceValues();
  set(values, ['clusters', 'cluster1', 'zookeeper'], zookeeper);
  set(values, ['abandonHosts'], hosts);
  return problemsOf(values).map(({ path, reason }) => `${path}: ${reason}`);
}

describe('abandonHosts', () => {
  it('takes hosts of the stack', () => {
    expect(problems(['engine3', 'kafkaclientmachine2', 'gateway'])).toEqual([]);
  });

  it('refuses what is no host, and one that is never logged in to', () => {
    expect(problems(['engine9', 'workstation'])).toEqual([
      'kafka-proxied:abandonHosts[0]: There is no host engine9.',
      'kafka-proxied:abandonHosts[1]: workstation is never logged in to (managed: false), so there is nothing to abandon.',
    ]);
  });

  it.each([
    [['engine1', 'engine2'], ensemble, 3, 1],
    [['engine1'], { 1: { host: 'engine1' } }, 1, 0],
  ])('refuses %j where brokers are left without a majority of ZooKeeper', (hosts, zookeeper, all, left) => {
    expect(problems(hosts, zookeeper)).toEqual([
      `kafka-proxied:abandonHosts: This leaves ${left} of the ${all} ZooKeeper node(s) of cluster1. That is no majority, and its brokers can't run without one.`,
    ]);
  });

  it('gives a cluster up of which nothing is left', () => {
    expect(problems(['engine1', 'engine2', 'engine3'])).toEqual([]);
  });

  it('marks those hosts, and says so', () => {
    const values = referenceValues();
    set(values, ['abandonHosts'], ['engine3']);
    const gone = topologyOf(values).hosts.filter(({ abandoned }) => abandoned);
    expect(gone.map(({ id }) => id)).toEqual(['engine3']);
    const checked = check(values);
    expect(checked.ok && checked.notes.map(({ path }) => path)).toContain('kafka-proxied:abandonHosts');
  });
});

describe('destroyData', () => {
  it('is off, and names what will be lost when it is on; hosts that are gone lose nothing', () => {
    const values = referenceValues();
    expect(topologyOf(values).clusters[0]?.destroyData).toBe(false);
    at(values, ['clusters', 'cluster1'])['destroyData'] = 'true';
    set(values, ['abandonHosts'], ['engine3']);
    const checked = check(values);
    expect(checked.ok && checked.topology.clusters[0]?.destroyData).toBe(true);
    const notes = checked.ok ? checked.notes : [];
    expect(notes.filter(({ path }) => path.endsWith('destroyData')).map(({ text }) => text)).toEqual([
      'destroy will permanently remove all data of cluster1: broker 1 on engine1 (/var/lib/kafka-proxied/kafka-cluster1-1), broker 2 on engine2 (/var/lib/kafka-proxied/kafka-cluster1-2), ZooKeeper 1 on engine1 (/var/lib/kafka-proxied/zookeeper-cluster1-1).',
    ]);
  });
});
