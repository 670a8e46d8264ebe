// Proves what waits for what; that the engine keeps to it, and that hosts are restarted in this order, the lab proves.
import { beforeAll, describe, expect, it } from 'vitest';
import type { Topology } from '../../config/topology.ts';
import type { HostFacts } from '../../probe/facts.ts';
import { bareHost, deployed, factsAfter, hostIdOf, isRemote } from '../support/deployment.ts';
import { resourceOf, type Run, waitsFor } from '../support/mocks.ts';
import { at, devValues, set, topologyOf } from '../support/config-fixture.ts';

const cluster = ['clusters', 'cluster1'];

/** Cluster 1 with an ensemble of three, and broker 3 beside broker 2. */
function crowdedTopology(): Topology {
  const values = devValues();
  set(values, [...cluster, 'zookeeper'], {
    1: { host: 'engine1' },
    2: { host: 'engine2' },
    3: { host: 'engine3' },
  });
  at(values, [...cluster, 'brokers', '3'])['host'] = 'engine2';
  return topologyOf(values);
}

/** Whether nothing stands between two resources in the order: they may run at the same time. */
function together(run: Run, a: string, b: string): boolean {
  return !waitsFor(run, a).has(b) && !waitsFor(run, b).has(a);
}

const rolls = ['cluster1-broker-1-roll', 'cluster1-broker-2-roll', 'cluster1-broker-3-roll'];

describe.each([
  ['the reference topology', () => topologyOf(devValues())],
  ['several services on one host', crowdedTopology],
])('on %s', (_, makeTopology) => {
  let topology: Topology;
  let bare: Run;
  let serving: Run;
  beforeAll(async () => {
    topology = makeTopology();
    bare = await deployed(topology);
    serving = await deployed(topology, { facts: factsAfter(topology, bare) });
  });

  it('one thing after the other happens on a host; only archives are copied while its base is made', () => {
    const beside = (...names: string[]): boolean => names.every((name) => /-(archive|base)$/.test(name));
    for (const run of [bare, serving]) {
      const remotes = run.resources.filter(isRemote);
      for (const { id } of topology.hosts) {
        const here = remotes
          .filter((resource) => hostIdOf(topology, resource) === id)
          .map(({ name }) => name);
        for (const a of here)
          for (const b of here) if (a !== b) expect(together(run, a, b), `${a}, ${b}`).toBe(beside(a, b));
      }
    }
  });

  it('a broker is switched when its files are staged and every ZooKeeper server serves', () => {
    for (const run of [bare, serving]) {
      for (const { id } of topology.clusters[0]?.brokers ?? []) {
        const before = [...waitsFor(run, `cluster1-broker-${id}-roll`)];
        expect(before).toContain(`cluster1-broker-${id}-conf`);
        for (const node of topology.clusters[0]?.zookeeper ?? [])
          expect(before).toContain(`cluster1-zookeeper-${node.id}-service`);
      }
    }
  });

  it('topics come after every broker', () => {
    for (const run of [bare, serving])
      expect([...waitsFor(run, 'cluster1-topics-declared')]).toEqual(expect.arrayContaining(rolls));
  });

  it('everything is staged before the first broker that serves goes down', () => {
    for (const roll of rolls) {
      const before = [...waitsFor(serving, roll)];
      expect(before).toEqual(
        expect.arrayContaining([1, 2, 3].map((broker) => `cluster1-broker-${broker}-conf`)),
      );
    }
  });

  it('hosts open the new ways before a broker that serves is switched, and close the old ones when all have', () => {
    const managed = topology.hosts.filter(({ managed }) => managed).map(({ id }) => id);
    const opening = [
      ...managed.flatMap((id) => [`${id}-base`, `${id}-firewall-rules`]),
      'gateway-port-map-rules',
    ];
    const closing = managed.flatMap((id) => [`${id}-names-withdrawn`, `${id}-firewall-withdrawn`]);
    for (const roll of rolls) expect([...waitsFor(serving, roll)]).toEqual(expect.arrayContaining(opening));
    for (const run of [bare, serving])
      for (const name of [...closing, 'gateway-port-map-withdrawn'])
        expect([...waitsFor(run, name)]).toEqual(
          expect.arrayContaining([
            ...opening,
            ...rolls,
            'cluster1-topics-declared',
            'mirror-to-cluster2-service',
          ]),
        );
  });

  it('brokers that serve are switched one by one, the controller last', () => {
    const order = [2, 3, 1].map((id) => `cluster1-broker-${id}-roll`);
    order.forEach((roll, index) => {
      const before = [...waitsFor(serving, roll)].filter((name) => rolls.includes(name));
      expect(before.sort()).toEqual(order.slice(0, index).sort());
    });
  });

  it('the order is no input', () => {
    const stripped = (run: Run): Record<string, unknown> =>
      Object.fromEntries(
        rolls.map((name) => {
          const { stdin, ...inputs } = resourceOf(run, name).inputs;
          return [name, { ...inputs, stdin: String(stdin).split('\n').slice(1) }];
        }),
      );
    expect(stripped(serving)).toEqual(stripped(bare));
  });
});

describe('brokers of which none runs', () => {
  it('start together, each on its host', async () => {
    const run = await deployed(topologyOf(devValues()));
    expect(together(run, 'cluster1-broker-1-roll', 'cluster1-broker-2-roll')).toBe(true);
    expect(together(run, 'cluster1-broker-2-roll', 'cluster1-broker-3-roll')).toBe(true);
    expect(together(run, 'cluster1-broker-1-roll', 'cluster1-broker-3-roll')).toBe(true);
  });
});

describe('another controller', () => {
  it('changes the order, and no input of any resource', async () => {
    const topology = topologyOf(devValues());
    const facts = factsAfter(topology, await deployed(topology));
    const led: Record<string, HostFacts> = structuredClone(facts);
    for (const one of led['engine1']?.controllers ?? []) one.id = 3;
    const runs = [await deployed(topology, { facts }), await deployed(topology, { facts: led })] as const;
    const inputs = runs.map(({ resources }) =>
      Object.fromEntries(resources.map((resource) => [resource.name, resource.inputs])),
    );
    expect(inputs[1]).toEqual(inputs[0]);
    expect([...waitsFor(runs[0], 'cluster1-broker-1-roll')]).toContain('cluster1-broker-3-roll');
    expect([...waitsFor(runs[1], 'cluster1-broker-3-roll')]).toContain('cluster1-broker-1-roll');
  });
});

describe('a broker that is down', () => {
  it('is started before the first that serves goes down', async () => {
    const topology = topologyOf(devValues());
    const facts = factsAfter(topology, await deployed(topology));
    facts['engine3'] = bareHost();
    const run = await deployed(topology, { facts });
    expect([...waitsFor(run, 'cluster1-broker-2-roll')]).toContain('cluster1-broker-3-roll');
    expect([...waitsFor(run, 'cluster1-broker-1-roll')]).toContain('cluster1-broker-3-roll');
  });
});

describe('a ZooKeeper ensemble', () => {
  const servers = [1, 2, 3].map((id) => `cluster1-zookeeper-${id}-service`);
  const before = (run: Run, name: string): string[] =>
    [...waitsFor(run, name)].filter((other) => servers.includes(other));

  it('starts together, for a majority must be up, and restarts one by one', async () => {
    const topology = crowdedTopology();
    const bare = await deployed(topology);
    expect(servers.map((name) => before(bare, name).length)).toEqual([0, 0, 0]);
    const serving = await deployed(topology, { facts: factsAfter(topology, bare) });
    expect(servers.map((name) => before(serving, name).length)).toEqual([0, 1, 2]);
  });
});
