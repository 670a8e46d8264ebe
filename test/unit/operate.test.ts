// Does not prove that hosts do it: the lab stops and starts real services. These are names, orders and refusals.
import { describe, expect, it } from 'vitest';
import { stop } from '../../cli/operate/operate.ts';
import { type Action, planOperation } from '../../cli/operate/plan.ts';
import { findServices } from '../../cli/operate/services.ts';
import { servicesOf } from '../../cli/units.ts';
import { UsageError } from '../../lib/program.ts';
import { renderBody } from '../../templates/document.ts';
import { operateBrokerDocument, operateCoordinatorDocument } from '../../templates/operate.ts';
import { coordinatorsOf } from '../../config/coordination.ts';
import { makePlan } from '../../config/plan/make.ts';
import { given } from '../support/given.ts';
import {
  cluster2Values,
  mirroredValues,
  referenceValues,
  set,
  topologyOf,
} from '../support/config-fixture.ts';

const dev = topologyOf(referenceValues());
const units = (found: readonly { unit: string }[]) => found.map(({ unit }) => unit);
const all = ['zookeeper-cluster1-1', 'kafka-cluster1-1', 'kafka-cluster1-2', 'kafka-cluster1-3'];

describe('a mirror', () => {
  const topology = topologyOf(mirroredValues());
  const unit = 'kafka-mirror-cloud';
  const groupsOf = (action: Action, name: string) =>
    planOperation(action, topology, findServices(topology, name), new Map(), true).groups.map((group) =>
      units(group.map(({ service }) => service)),
    );

  it.each([[unit], ['mirror-cloud']])('is known as %s', (name) => {
    expect(units(findServices(topology, name))).toEqual([unit]);
  });

  it('is no part of a cluster: it waits for one that is stopped', () => {
    expect(units(findServices(topology, 'cluster2'))).not.toContain(unit);
  });

  it('stops first and starts last on its host', () => {
    const host = 'kafkaclientmachine1';
    expect(groupsOf('stop', host)[0]).toEqual([unit]);
    for (const action of ['start', 'restart'] as const) expect(groupsOf(action, host).at(-1)).toEqual([unit]);
    expect(planOperation('stop', topology, findServices(topology, unit), new Map()).ended).toEqual([]);
  });
});

describe('names', () => {
  it.each([
    ['engine1', ['zookeeper-cluster1-1', 'kafka-cluster1-1']],
    ['engine2', ['kafka-cluster1-2']],
    ['cluster1', all],
    ['kafka-cluster1-3', ['kafka-cluster1-3']],
    ['kafka-cluster1-3.service', ['kafka-cluster1-3']],
    ['cluster1-broker-3', ['kafka-cluster1-3']],
    ['cluster1-zookeeper-1', ['zookeeper-cluster1-1']],
  ])('%s is %j', (name, expected) => {
    expect(units(findServices(dev, name))).toEqual(expected);
  });

  it.each([
    [
      'gateway',
      /No service of this stack runs on "gateway"[^]*engine3 +cluster1 +kafka-cluster1-3 +cluster1-broker-3/,
    ],
    ['cluster9', /no host, cluster, unit or component "cluster9"[^]*zookeeper-cluster1-1/],
  ])('%s is refused with what there is', (name, message) => {
    expect(() => findServices(dev, name)).toThrow(UsageError);
    expect(() => findServices(dev, name)).toThrow(message);
  });

  it('that mean two things are refused', () => {
    const [cluster] = dev.clusters;
    const placement = {
      hosts: dev.hosts,
      clusters: [{ ...cluster, id: 'engine1' } as (typeof dev.clusters)[0]],
    };
    expect(() => findServices(placement, 'engine1')).toThrow(/the host and the cluster/);
  });
});

describe('a tunnel', () => {
  const values = referenceValues();
  set(values, ['clusters', 'cluster2'], cluster2Values());
  const topology = topologyOf(values);
  const placement = { ...topology, tunnels: makePlan(topology).tunnels };
  const unit = 'kafka-proxied-tunnel-cluster2';

  it.each(['kafkaclientmachine2', unit, 'kafkaclientmachine2-tunnel-cluster2'])('is meant by %s', (name) => {
    expect(findServices(placement, name)).toMatchObject([
      { role: 'tunnel', host: 'kafkaclientmachine2', unit },
    ]);
  });

  it('is no part of the cluster that it leads to', () => {
    expect(units(findServices(placement, 'cluster2'))).not.toContain(unit);
  });

  it.each(['stop', 'start', 'restart'] as const)('may %s whatever runs elsewhere', (action) => {
    const chosen = findServices(placement, unit);
    const { groups, ended, refusals } = planOperation(action, placement, chosen, new Map());
    expect(groups.flat().map(({ service }) => service.unit)).toEqual([unit]);
    expect({ ended, refusals }).toEqual({ ended: [], refusals: [] });
  });
});

describe('arguments', () => {
  it('are a name and options', async () => {
    expect(await given(stop.command, ['engine1', '--force', '-y'])).toEqual([
      { yes: true, force: true },
      'engine1',
    ]);
  });
  it.each([[[]], [['a', 'b']], [['a', '--now']]])('refuses %j', async (args) => {
    await expect(given(stop.command, args)).rejects.toThrow(UsageError);
  });
});

/** What is done to what in a cluster whose controller is broker 1. */
function planned(action: Action, name: string, topology = dev, registered = [1, 2, 3], force = false) {
  const state = new Map([['cluster1', { registered, controller: 1 }]]);
  const plan = planOperation(action, topology, findServices(topology, name), state, force);
  return {
    ...plan,
    groups: plan.groups.map((group) =>
      group.map(({ service, guarded }) => `${service.unit}${guarded ? '' : ' unguarded'}`),
    ),
  };
}

const ensemble = (() => {
  const values = referenceValues();
  const nodes = { 1: { host: 'engine1' }, 2: { host: 'engine2' }, 3: { host: 'engine3' } };
  set(values, ['clusters', 'cluster1', 'zookeeper'], nodes);
  return topologyOf(values);
})();

const crowded = (() => {
  const values = referenceValues();
  set(values, ['clusters', 'cluster1', 'brokers', '3', 'host'], 'engine2');
  return topologyOf(values);
})();

describe('the order', () => {
  it('restarts ZooKeeper first, then one broker after the other, the controller last', () => {
    expect(planned('restart', 'cluster1')).toEqual({
      groups: [['zookeeper-cluster1-1'], ['kafka-cluster1-2'], ['kafka-cluster1-3'], ['kafka-cluster1-1']],
      ended: [],
      refusals: [],
    });
  });
  it('stops a whole cluster, ZooKeeper last, which nobody can use then', () => {
    expect(planned('stop', 'cluster1')).toEqual({
      groups: [
        ['kafka-cluster1-2 unguarded'],
        ['kafka-cluster1-3 unguarded'],
        ['kafka-cluster1-1 unguarded'],
        ['zookeeper-cluster1-1 unguarded'],
      ],
      ended: ['cluster1'],
      refusals: [],
    });
  });
  it('starts ZooKeeper first, then all brokers together: they hold each other’s partitions', () => {
    expect(planned('start', 'cluster1').groups).toEqual([
      ['zookeeper-cluster1-1 unguarded'],
      ['kafka-cluster1-2 unguarded', 'kafka-cluster1-3 unguarded', 'kafka-cluster1-1 unguarded'],
    ]);
  });
  it('stops a single broker, guarded by its host', () => {
    expect(planned('stop', 'engine2')).toEqual({ groups: [['kafka-cluster1-2']], ended: [], refusals: [] });
  });
});

describe('refused before anything is touched', () => {
  it('is the only ZooKeeper while brokers run that stay', () => {
    expect(planned('stop', 'zookeeper-cluster1-1').refusals).toEqual([
      "ZooKeeper 1 of cluster1 can't be stopped while brokers 1, 2, 3 need it: 0 of 1 servers would be left. Stop those brokers first, or the whole cluster: npm run stop -- cluster1",
    ]);
    expect(planned('stop', 'engine1').refusals).toHaveLength(1);
    expect(planned('stop', 'engine1').refusals[0]).toContain('brokers 2, 3 need it');
    expect(planned('stop', 'zookeeper-cluster1-1', dev, []).refusals).toEqual([]);
  });
  it('is not one ZooKeeper of three', () => {
    expect(planned('stop', 'engine2', ensemble)).toEqual({
      groups: [['kafka-cluster1-2'], ['zookeeper-cluster1-2']],
      ended: [],
      refusals: [],
    });
  });
  it('is a host with several brokers of a cluster that has more', () => {
    expect(planned('stop', 'engine2', crowded).refusals).toEqual([
      expect.stringContaining('brokers 2, 3 of cluster1 run there, and only one may be down at a time'),
    ]);
    expect(planned('restart', 'engine2', crowded)).toMatchObject({
      groups: [['kafka-cluster1-2'], ['kafka-cluster1-3']],
      refusals: [],
    });
  });
  it('is nothing where the user insists', () => {
    const plan = planned('stop', 'zookeeper-cluster1-1', dev, [1, 2, 3], true);
    expect(plan).toEqual({ groups: [['zookeeper-cluster1-1 unguarded']], ended: [], refusals: [] });
  });
});

describe('what a host is told', () => {
  const [cluster] = ensemble.clusters;
  const plan = makePlan(ensemble);
  const hosts = new Map(ensemble.hosts.map((host) => [host.id, host]));
  if (!cluster) throw new Error('no cluster');

  it('is all that the guard of a roll needs', () => {
    const [broker] = cluster.brokers;
    if (!broker) throw new Error('no broker');
    const body = renderBody(operateBrokerDocument({ cluster, broker, plan, hosts, guarded: true }));
    for (const name of ['id', 'zookeeper', 'brokers', 'bootstrap', 'min_isr', 'listeners', 'deadline'])
      expect(body).toMatch(new RegExp(`^set ${name} \\S`, 'm'));
    expect(body).toContain('\nset guard yes\n');
    expect(body).not.toMatch(/^file /m);
  });

  it('names the other servers of an ensemble', () => {
    const node = coordinatorsOf(cluster)[1];
    if (!node) throw new Error('no server');
    const { params, files } = operateCoordinatorDocument({ cluster, node, plan, guarded: false });
    expect(params).toMatchObject({
      others: '10.48.1.81:2181 10.48.1.83:2181',
      guard: 'no',
      door: '10.48.1.82:2181',
    });
    expect(files).toEqual({});
  });

  it('has services for every unit', () => {
    expect(units(servicesOf(dev))).toEqual(all);
  });
});
