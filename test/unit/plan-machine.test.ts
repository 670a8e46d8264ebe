// Does not prove that a tunnel stands or that nothing listens elsewhere: only what the plan asks for.
import { describe, expect, test } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import { closedRoutes, openRoutes } from '../../config/plan/select.ts';
import type { Topology } from '../../config/topology.ts';
import {
  check,
  cluster2Values,
  referenceValues,
  set,
  topologyOf,
  type Values,
} from '../support/config-fixture.ts';

describe('a cluster on one machine of the internet', () => {
  const machine = 'kafkaclientmachine1';
  const values = referenceValues();
  set(values, ['clusters', 'cluster2'], cluster2Values());
  const plan2 = makePlan(topologyOf(values));
  const own = (vantage: string) =>
    openRoutes(plan2, vantage).filter(({ service }) => service.cluster === 'cluster2');

  test('is one name, address and port on the machine and on its tunnel clients', () => {
    const seen = (vantage: string) =>
      own(vantage).map(({ name, address, port }) => `${name}=${address}:${port}`);
    expect(seen(machine)).toEqual([
      'cluster2.kafkaclientmachine1=127.0.2.1:2181',
      'cluster2.kafkaclientmachine1=127.0.2.1:9091',
      'cluster2.kafkaclientmachine1=127.0.2.1:9092',
    ]);
    expect(seen('kafkaclientmachine2')).toEqual(seen(machine));
    for (const vantage of [machine, 'kafkaclientmachine2']) {
      expect(plan2.names[vantage]).toContainEqual({
        name: 'cluster2.kafkaclientmachine1',
        address: '127.0.2.1',
        source: 'hosts',
      });
    }
  });

  test('is reached by a tunnel that forwards every port of it', () => {
    expect(plan2.tunnels).toMatchObject([
      { id: 'cluster2-from-kafkaclientmachine2', from: 'kafkaclientmachine2', to: machine },
    ]);
    expect(plan2.tunnels[0]?.forwards.map(({ address, port }) => `${address}:${port}`)).toEqual([
      '127.0.2.1:2181',
      '127.0.2.1:9091',
      '127.0.2.1:9092',
    ]);
    expect(own('kafkaclientmachine2').flatMap(({ hops }) => hops)).toEqual(
      Array(3).fill({ kind: 'tunnel', tunnel: 'cluster2-from-kafkaclientmachine2' }),
    );
  });

  test('has nothing on the public interface', () => {
    expect(plan2.listeners['cluster2']?.[1]).toMatchObject([{ bind: { address: '127.0.2.1', port: 9091 } }]);
    expect(plan2.coordinators['cluster2']?.[1]?.bind).toEqual({ address: '127.0.2.1', port: 2181 });
    const shut = closedRoutes(plan2, 'workstation').filter(({ service }) => service.cluster === 'cluster2');
    expect(shut.map(({ address, port, closedBy }) => `${address}:${port} ${closedBy}`)).toEqual([
      '198.51.100.211:2181 binding',
      '198.51.100.211:9091 binding',
      '198.51.100.211:9092 binding',
    ]);
  });
});

describe('a cluster that is spread over machines of the internet', () => {
  const machines = ['kafkaclientmachine1', 'kafkaclientmachine2'];
  const spread = (change: (values: Values) => void = () => undefined) => {
    const values = referenceValues();
    set(values, ['hosts', 'rented'], { address: '198.51.100.7' });
    set(values, ['clusters', 'cluster2'], {
      zookeeper: { '1': { host: machines[0] } },
      brokers: { '1': { host: machines[0] }, '2': { host: machines[1] } },
    });
    change(values);
    return topologyOf(values);
  };
  const both = ['198.51.100.141/32', '198.51.100.211/32'];
  const opened = (topology: Topology, host: string) =>
    makePlan(topology)
      .policies[host]?.openings.filter(({ what }) => what.includes('cluster2'))
      .map(({ port, allow }) => [port, ...allow]);

  test('is known by the names of its machines, and opens its ports between these alone', () => {
    const topology = spread();
    const plan = makePlan(topology);
    for (const machine of machines) {
      const own = openRoutes(plan, machine).filter(({ service }) => service.cluster === 'cluster2');
      expect(own.map(({ name, address, port }) => `${name}=${address}:${port}`)).toEqual([
        'kafkaclientmachine1=198.51.100.211:2181',
        'kafkaclientmachine1=198.51.100.211:9091',
        'kafkaclientmachine2=198.51.100.141:9092',
      ]);
    }
    expect(opened(topology, 'kafkaclientmachine1')).toEqual([
      [2181, ...both],
      [9091, ...both],
    ]);
    expect(opened(topology, 'kafkaclientmachine2')).toEqual([[9092, ...both]]);
    expect(plan.tunnels).toEqual([]);
    for (const vantage of ['workstation', 'engine1', 'gateway', 'rented']) {
      const shut = closedRoutes(plan, vantage).filter(({ service }) => service.cluster === 'cluster2');
      expect(shut.map(({ address, port, closedBy }) => `${address}:${port} ${closedBy}`)).toEqual([
        '198.51.100.211:2181 firewall',
        '198.51.100.211:9091 firewall',
        '198.51.100.141:9092 firewall',
      ]);
    }
  });

  test('lets its clients in to brokers, and to ZooKeeper nobody', () => {
    const topology = spread((values) =>
      set(values, ['clusters', 'cluster2', 'clients'], ['rented', 'engine1']),
    );
    expect(opened(topology, 'kafkaclientmachine1')).toEqual([
      [2181, ...both],
      [9091, '198.51.100.7/32', ...both, '203.0.113.98/32'],
    ]);
    const plan = makePlan(topology);
    const from = (vantage: string) =>
      openRoutes(plan, vantage).filter(({ service }) => service.cluster === 'cluster2');
    expect(from('rented').map(({ port }) => port)).toEqual([9091, 9092]);
    expect(from('engine1').map(({ arrivesFrom }) => arrivesFrom)).toEqual(['203.0.113.98', '203.0.113.98']);
    // Behind the gateway of a client, everybody arrives with its address: nothing is claimed of them.
    const shut = closedRoutes(plan, 'engine2').filter(({ service }) => service.cluster === 'cluster2');
    expect(shut.map(({ port }) => port)).toEqual([2181]);
  });

  test('warns of plain text on its way, and of nothing where all of it is TLS', () => {
    const paths = (values: Values) => {
      const checked = check(values);
      return checked.ok ? checked.notes.filter(({ warns }) => warns).map(({ path }) => path) : ['refused'];
    };
    const values = referenceValues();
    set(values, ['clusters', 'cluster2'], {
      zookeeper: { '1': { host: machines[0] } },
      brokers: { '1': { host: machines[0] }, '2': { host: machines[1] } },
    });
    const tls = 'kafka-proxied:clusters.cluster2.tls';
    expect(paths(values)).toEqual([`${tls}.internal`, `${tls}.zookeeper`]);
    set(values, ['clusters', 'cluster2', 'tls'], { internal: true, zookeeper: 'only' });
    expect(paths(values)).toEqual([]);
  });
});
