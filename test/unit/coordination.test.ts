// Proves what the rest of the program is told of the servers that coordinate a cluster; what each kind writes stands in its own
// tests.
import { describe, expect, it } from 'vitest';
import {
  brokersFirst,
  coordinationHasTls,
  coordinationName,
  coordinationOf,
  coordinationSpec,
  coordinatorsOf,
  nodesOf,
  registrationScope,
  registrationTellers,
  serversIn,
} from '../../config/coordination.ts';
import { dataFolderOf, nodeComponent, nodeText, roomOf } from '../../config/roles.ts';
import type { Cluster } from '../../config/topology.ts';
import { controllersValues, devValues, topologyOf } from '../support/config-fixture.ts';

const cluster = topologyOf(devValues()).clusters[0] as Cluster;

describe('a cluster with ZooKeeper', () => {
  it('has its servers before its brokers, or behind them, each by its unit', () => {
    const units = ['zookeeper-cluster1-1', 'kafka-cluster1-1', 'kafka-cluster1-2', 'kafka-cluster1-3'];
    expect(nodesOf(cluster).map(({ unit }) => unit)).toEqual(units);
    expect(brokersFirst(cluster).map(({ unit }) => unit)).toEqual([...units.slice(1), ...units.slice(0, 1)]);
  });

  it('is called by names that states and hosts have', () => {
    const [server] = coordinatorsOf(cluster);
    if (!server) throw new Error('no server');
    expect(server).toMatchObject({ role: 'zookeeper', cluster: 'cluster1', id: 1, host: 'engine1' });
    expect(nodeComponent(server)).toBe('cluster1-zookeeper-1');
    expect(nodeText(server.role, server)).toBe('ZooKeeper 1 of cluster1');
    expect(nodesOf(cluster).slice(0, 2).map(dataFolderOf)).toEqual([
      '/var/lib/kafka-proxied/zookeeper-cluster1-1',
      '/var/lib/kafka-proxied/kafka-cluster1-1/data',
    ]);
  });

  it('is coordinated by it, below its chroot', () => {
    expect(coordinationOf(cluster)).toBe('zookeeper');
    expect(coordinationName(cluster)).toBe('ZooKeeper');
    expect(registrationScope({ ...cluster, chroot: '/a/b' })).toBe('/a/b');
  });

  it.each([
    ['off', false],
    ['both', true],
    ['only', true],
  ] as const)('speaks TLS with it as tls.zookeeper says: %s', (zookeeper, hasTls) => {
    expect(coordinationHasTls({ ...cluster, tls: { ...cluster.tls, zookeeper } })).toBe(hasTls);
  });

  it('is known to a broker by its properties, without the path', () => {
    const properties = { 'zookeeper.connect': 'a:2181,b:2182/kafka/one' };
    expect(serversIn(cluster, properties)).toEqual(['a:2181', 'b:2182']);
    expect(serversIn(cluster, {})).toEqual([]);
  });

  it('can be 3.4 beside 3.4 alone', () => {
    const { clash } = coordinationSpec('zookeeper');
    expect(clash?.('1.1.1', '2.8.2')).toEqual({ from: '3.4.10', to: '3.5.9' });
    expect(clash?.('0.10.1.1', '1.1.1')).toBeUndefined();
    expect(clash?.('2.8.2', '3.9.2')).toBeUndefined();
  });

  it('takes more room for its first data than for a restart', () => {
    expect([false, true].map((hasData) => roomOf('zookeeper', hasData).mib)).toEqual([128, 64]);
    expect([false, true].map((hasData) => roomOf('broker', hasData).mib)).toEqual([512, 16]);
  });
});

describe('a cluster with controllers', () => {
  const kraft = topologyOf(controllersValues()).clusters[0] as Cluster;

  it('is called by names that states and hosts have', () => {
    const [server] = coordinatorsOf(kraft);
    if (!server) throw new Error('no controller');
    expect(server).toMatchObject({
      role: 'controller',
      id: 101,
      host: 'engine1',
      unit: 'kraft-cluster1-101',
    });
    expect(nodeComponent(server)).toBe('cluster1-controller-101');
    expect(nodeText(server.role, server)).toBe('controller 101 of cluster1');
    expect(dataFolderOf(server)).toBe('/var/lib/kafka-proxied/kraft-cluster1-101/data');
  });

  it('registers its brokers by its own name, as hosts of brokers and controllers tell', () => {
    expect(coordinationOf(kraft)).toBe('controller');
    expect(registrationScope(kraft)).toBe('cluster1');
    expect(registrationTellers(kraft)).toEqual(['engine1', 'engine2', 'engine3']);
    expect(registrationTellers(cluster)).toEqual(['engine1']);
  });

  it.each([true, false])('speaks TLS with them as tls.internal says: %s', (internal) => {
    expect(coordinationHasTls({ ...kraft, tls: { ...kraft.tls, internal } })).toBe(internal);
  });

  it('is known to a broker by its properties', () => {
    const properties = { 'controller.quorum.bootstrap.servers': 'a:9291,b:9292' };
    expect(serversIn(kraft, properties)).toEqual(['a:9291', 'b:9292']);
  });
});
