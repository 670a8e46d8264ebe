// Does not prove anything of hosts: it proves that a plan agrees with itself and with the table of who may reach what.
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { expect, test, vi } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import { rangesWithout } from '../../config/plan/ranges.ts';
import type { Listener, OpenRoute, Plan, Service } from '../../config/plan/types.ts';
import type { Cluster, Host, Topology } from '../../config/topology.ts';
import { check, referenceValues, type Values } from '../support/config-fixture.ts';

// Many runs on a busy machine are no failure.
vi.setConfig({ testTimeout: 300_000 });

/** Networks a and b, each perhaps with a gateway; hosts in them and on the internet; clusters in a or b, or spread (s) over machines of the internet. */
const configs = fc
  .record({
    gateways: fc.record({ a: fc.boolean(), b: fc.boolean() }),
    members: fc.record({ a: fc.integer({ min: 1, max: 4 }), b: fc.integer({ min: 1, max: 3 }) }),
    outside: fc.integer({ min: 0, max: 3 }),
    spread: fc.integer({ min: 2, max: 4 }),
    clusters: fc.array(
      fc.record({
        home: fc.constantFrom<'a' | 'b' | 's'>('a', 'b', 's'),
        nodes: fc.constantFrom(1, 3),
        brokers: fc.integer({ min: 1, max: 5 }),
        external: fc.boolean(),
        zookeeperOutside: fc.boolean(),
        clients: fc.subarray(['a1', 'a2', 'b1', 'b2', 'out1', 'out2']),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  })
  .map(({ gateways, members: { a, b }, outside, spread, clusters }): Values => {
    const members = { a, b, s: spread };
    const hosts: Values = {};
    const networks: Values = {};
    for (const [index, id] of (['a', 'b'] as const).entries()) {
      networks[id] = { cidrs: [`10.${index}.0.0/24`], ...(gateways[id] ? { gateway: `${id}-gateway` } : {}) };
      for (let n = 1; n <= members[id]; n++)
        hosts[`${id}${n}`] = { network: id, address: `10.${index}.0.${10 + n}` };
      if (!gateways[id]) continue;
      const publicAddress = `203.0.113.${index + 1}`;
      hosts[`${id}-gateway`] = {
        network: id,
        address: `10.${index}.0.1`,
        publicAddress,
        publicName: `${id}.example`,
      };
    }
    for (let n = 1; n <= outside; n++) hosts[`out${n}`] = { address: `198.51.100.${n}`, managed: n !== 2 };
    for (let n = 1; n <= spread; n++) hosts[`s${n}`] = { address: `198.51.100.${100 + n}` };
    const built = clusters.map(({ home, nodes, brokers, external, zookeeperOutside, clients }, index) => {
      const on = (n: number): string => `${home}${1 + (n % members[home])}`;
      const port = (n: number): number => 9000 + 1000 * index + n;
      const isSpread = home === 's';
      const mapped = !isSpread && external && gateways[home];
      const reachable = clients.filter((id) => {
        if (!Object.hasOwn(hosts, id)) return false;
        const network = (hosts[id] as Values)['network'] as 'a' | 'b' | undefined;
        if (isSpread) return network === undefined || gateways[network];
        return network === home || (mapped && (network === undefined || gateways[network]));
      });
      // Each node of an ensemble needs a host of its own.
      const ensemble = nodes <= members[home] ? nodes : 1;
      const zookeeper = Array.from({ length: ensemble }, (_, n): [string, Values] => {
        const node = {
          host: on(n),
          port: port(100 + n),
          peerPort: port(200 + n),
          electionPort: port(300 + n),
        };
        return [String(n + 1), mapped && zookeeperOutside ? { ...node, externalPort: port(400 + n) } : node];
      });
      const list = Array.from(
        { length: isSpread ? Math.max(2, brokers) : brokers },
        (_, n): [string, Values] => {
          const broker = { host: on(n), port: port(500 + n) };
          return [
            String(n),
            mapped ? { ...broker, external: { port: port(600 + n), externalPort: port(700 + n) } } : broker,
          ];
        },
      );
      const cluster = {
        zookeeper: Object.fromEntries(zookeeper),
        brokers: Object.fromEntries(list),
        clients: reachable,
      };
      return [`c${index}`, cluster] as const;
    });
    return { ...referenceValues(), networks, hosts, clusters: Object.fromEntries(built) };
  });

function topologyFrom(values: Values): Topology {
  const checked = check(values);
  expect(checked).toMatchObject({ ok: true });
  return (checked as Extract<typeof checked, { ok: true }>).topology;
}

/** The table of who may reach a cluster, said again without the plan's own code. */
function mayReach(topology: Topology, cluster: Cluster, vantage: Host): 'inside' | 'outside' | 'no' {
  const home = topology.hosts.find(({ id }) => id === cluster.brokers[0]?.host)?.network;
  if (topology.networks.some(({ id, gateway }) => id === home && gateway === vantage.id)) return 'no';
  const own = [...cluster.brokers, ...cluster.zookeeper].some(({ host }) => host === vantage.id);
  if (home === undefined ? own : vantage.network === home) return 'inside';
  return cluster.clients.includes(vantage.id) ? 'outside' : 'no';
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function openTo(plan: Plan, vantage: Host, matches: (service: Service) => boolean): OpenRoute[] {
  return plan.routes.filter(
    (route): route is OpenRoute =>
      route.expect === 'answers' && route.vantage === vantage.id && matches(route.service),
  );
}

function inRanges(address: string, ranges: readonly string[]): boolean {
  return ranges.some((range) => ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parseCIDR(range)));
}

/** What the service binds and advertises, from the listeners and ZooKeeper nodes of the plan. */
function bound(plan: Plan, service: Service): Pick<Listener, 'bind' | 'advertise'> | undefined {
  return service.kind !== 'broker'
    ? plan.coordinators[service.cluster]?.[service.id]
    : plan.listeners[service.cluster]?.[service.id]?.find(({ name }) => name === service.listener);
}

/** Every hop is open, and the last one ends where the service binds. */
function leadsToService(plan: Plan, route: OpenRoute): void {
  const bind = bound(plan, route.service)?.bind;
  const [hop, ...more] = route.hops;
  expect(more).toEqual([]);
  if (hop?.kind === 'direct') {
    expect({ address: route.address, port: route.port }).toEqual(bind);
    return;
  }
  const entries = plan.portMap.filter(
    ({ publicAddress, port }) => publicAddress === route.address && port === route.port,
  );
  expect(entries).toHaveLength(1);
  expect(hop).toEqual({ kind: 'portMap', gateway: entries[0]?.gateway, port: route.port });
  expect({ address: entries[0]?.to.address, port: entries[0]?.to.port }).toEqual(bind);
  expect(entries[0]?.service).toEqual(route.service);
}

function holdsTogether(plan: Plan, route: OpenRoute): void {
  const names = plan.names[route.vantage]?.filter(({ name }) => name === route.name);
  expect(names?.map(({ address }) => address)).toEqual([route.address]);
  leadsToService(plan, route);
  const rule = plan.firewall.find(({ service }) => same(service, route.service));
  expect(rule?.port).toBe(bound(plan, route.service)?.bind.port);
  expect(inRanges(route.arrivesFrom, rule?.allow ?? [])).toBe(true);
  const tls = plan.tlsNames.find(({ service }) => same(service, route.service));
  expect(tls?.dns).toContain(route.name);
  expect(tls?.addresses).toContain(route.address);
  if (route.service.kind === 'broker') {
    expect(bound(plan, route.service)?.advertise).toEqual({ name: route.name, port: route.port });
  }
}

test('every allowed vantage has exactly one sound route to each broker, everyone else none', () => {
  fc.assert(
    fc.property(configs, (values) => {
      const topology = topologyFrom(values);
      const plan = makePlan(topology);
      for (const cluster of topology.clusters) {
        for (const vantage of topology.hosts) {
          const allowed = mayReach(topology, cluster, vantage);
          for (const broker of cluster.brokers) {
            const isIt = (service: Service): boolean =>
              service.kind === 'broker' && service.cluster === cluster.id && service.id === broker.id;
            const routes = openTo(plan, vantage, isIt);
            expect(routes).toHaveLength(allowed === 'no' ? 0 : 1);
            routes.forEach((route) => holdsTogether(plan, route));
          }
          for (const node of cluster.zookeeper) {
            const isIt = (service: Service): boolean =>
              service.kind === 'zookeeper' && service.cluster === cluster.id && service.id === node.id;
            const routes = openTo(plan, vantage, isIt);
            const reachable =
              allowed === 'inside' || (allowed === 'outside' && node.externalPort !== undefined);
            expect(routes).toHaveLength(reachable ? 1 : 0);
            routes.forEach((route) => holdsTogether(plan, route));
          }
        }
      }
    }),
    { numRuns: 150 },
  );
});

test('rules let nobody in who has no route, the gateway least of all', () => {
  fc.assert(
    fc.property(configs, (values) => {
      const topology = topologyFrom(values);
      const plan = makePlan(topology);
      for (const { service, host, allow } of plan.firewall) {
        if (service.kind === 'port') continue;
        const strangers = topology.hosts.filter(
          (vantage) => vantage.id !== host && openTo(plan, vantage, (it) => same(it, service)).length === 0,
        );
        for (const { address } of strangers) expect(inRanges(address, allow)).toBe(false);
      }
    }),
    { numRuns: 150 },
  );
});

test('no port is both open and closed, and no two services share one', () => {
  fc.assert(
    fc.property(configs, (values) => {
      const plan = makePlan(topologyFrom(values));
      const endpoints = plan.routes.map(({ vantage, address, port }) => `${vantage} ${address} ${port}`);
      expect(new Set(endpoints).size).toBe(endpoints.length);
      const mapped = plan.portMap.map(({ gateway, port }) => `${gateway} ${port}`);
      expect(new Set(mapped).size).toBe(mapped.length);
    }),
    { numRuns: 150 },
  );
});

test('a range without one address holds every other address of it, once', () => {
  const octet = fc.nat(255);
  const address = fc.tuple(octet, octet, octet, octet).map((bytes) => bytes.join('.'));
  fc.assert(
    fc.property(address, fc.integer({ min: 1, max: 32 }), address, address, (base, bits, hole, other) => {
      const cidr = `${ipaddr.IPv4.networkAddressFromCIDR(`${base}/${bits}`).toString()}/${bits}`;
      const ranges = rangesWithout(cidr, hole);
      expect(inRanges(hole, ranges)).toBe(false);
      for (const probe of [other, base, ...ranges.map((range) => range.split('/')[0] ?? '')]) {
        const holding = ranges.filter((range) => inRanges(probe, [range]));
        expect(holding).toHaveLength(probe !== hole && inRanges(probe, [cidr]) ? 1 : 0);
      }
    }),
  );
});
