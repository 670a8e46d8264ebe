// Does not prove that any host, gateway or filter does what the plan says.
import { describe, expect, test } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import {
  bootstrapServers,
  clientsOf,
  closedRoutes,
  openRoutes,
  zookeeperRoutes,
} from '../../config/plan/select.ts';
import type { Service } from '../../config/plan/types.ts';
import type { Cluster } from '../../config/topology.ts';
import { referenceValues, set, topologyOf, unset } from '../support/config-fixture.ts';

const topology = topologyOf(referenceValues());
const plan = makePlan(topology);
const [cluster1] = topology.clusters as [Cluster];

const named = (service: Service): string =>
  service.kind === 'broker' ? `broker ${service.id} ${service.listener}` : `${service.kind} ${service.id}`;

describe('the reference topology', () => {
  const inside = [
    'zookeeper 1: engine1:2181 at 10.48.1.81, direct',
    'broker 1 INTERNAL: engine1:9091 at 10.48.1.81, direct',
    'broker 2 INTERNAL: engine2:9092 at 10.48.1.82, direct',
    'broker 3 INTERNAL: engine3:9093 at 10.48.1.83, direct',
  ];
  const outside = [
    'zookeeper 1: my-public-domain:12181 at 203.0.113.98, portMap',
    'broker 1 EXTERNAL: my-public-domain:19091 at 203.0.113.98, portMap',
    'broker 2 EXTERNAL: my-public-domain:19092 at 203.0.113.98, portMap',
    'broker 3 EXTERNAL: my-public-domain:19093 at 203.0.113.98, portMap',
  ];

  test.each([
    ['workstation', inside],
    ['engine1', inside],
    ['engine2', inside],
    ['engine3', inside],
    ['kafkaclientmachine1', outside],
    ['kafkaclientmachine2', outside],
    ['gateway', []],
  ])('%s reaches', (vantage, expected) => {
    const routes = openRoutes(plan, vantage).map(
      ({ service, name, port, address, hops }) =>
        `${named(service)}: ${name}:${port} at ${address}, ${hops.map(({ kind }) => kind).join()}`,
    );
    expect(routes).toEqual(expected);
  });

  test.each([
    [
      'kafkaclientmachine2',
      [
        '10.48.1.81:2181',
        '10.48.1.81:9091',
        '10.48.1.81:9191',
        '10.48.1.82:9092',
        '10.48.1.82:9192',
        '10.48.1.83:9093',
        '10.48.1.83:9193',
      ]
        .concat(['203.0.113.98:2181', '203.0.113.98:9091', '203.0.113.98:9092', '203.0.113.98:9093'])
        .concat(['203.0.113.98:9191', '203.0.113.98:9192', '203.0.113.98:9193']),
    ],
    [
      'workstation',
      ['10.48.1.81:9191', '10.48.1.82:9192', '10.48.1.83:9193', '203.0.113.98:12181'].concat([
        '203.0.113.98:19091',
        '203.0.113.98:19092',
        '203.0.113.98:19093',
      ]),
    ],
    [
      'gateway',
      [
        '10.48.1.81:2181',
        '10.48.1.81:9091',
        '10.48.1.81:9191',
        '10.48.1.82:9092',
        '10.48.1.82:9192',
        '10.48.1.83:9093',
        '10.48.1.83:9193',
      ].concat(['203.0.113.98:12181', '203.0.113.98:19091', '203.0.113.98:19092', '203.0.113.98:19093']),
    ],
  ])('%s must not reach', (vantage, expected) => {
    const endpoints = closedRoutes(plan, vantage).map(({ address, port }) => `${address}:${port}`);
    expect(endpoints.sort()).toEqual(expected.sort());
  });

  test('a stranger reaches nothing, by the map either', () => {
    const values = referenceValues();
    set(values, ['hosts', 'stranger'], { address: '198.51.100.66', managed: false });
    const withStranger = makePlan(topologyOf(values));
    expect(openRoutes(withStranger, 'stranger')).toEqual([]);
    const mapped = closedRoutes(withStranger, 'stranger').filter(({ port }) => port >= 12181);
    expect(mapped.map(({ address, port, closedBy }) => [address, port, closedBy])).toEqual([
      ['203.0.113.98', 12181, 'firewall'],
      ['203.0.113.98', 19091, 'firewall'],
      ['203.0.113.98', 19092, 'firewall'],
      ['203.0.113.98', 19093, 'firewall'],
    ]);
  });

  test('brokers bind by address and advertise by name', () => {
    expect(plan.listeners['cluster1']?.[2]).toEqual([
      {
        name: 'INTERNAL',
        security: { transport: 'plain', authentication: 'none' },
        bind: { address: '10.48.1.82', port: 9092 },
        advertise: { name: 'engine2', port: 9092 },
      },
      {
        name: 'EXTERNAL',
        security: { transport: 'tls', authentication: 'none' },
        bind: { address: '10.48.1.82', port: 9192 },
        advertise: { name: 'my-public-domain', port: 19092 },
      },
    ]);
  });

  test('the map leads to the EXTERNAL listeners and to ZooKeeper', () => {
    expect(plan.portMap.map(({ port, to }) => `${port} -> ${to.host} ${to.address}:${to.port}`)).toEqual([
      '12181 -> engine1 10.48.1.81:2181',
      '19091 -> engine1 10.48.1.81:9191',
      '19092 -> engine2 10.48.1.82:9192',
      '19093 -> engine3 10.48.1.83:9193',
    ]);
  });

  test('each vantage has the names that its routes use, and says where they come from', () => {
    const lan = (source: string) => [
      { name: 'engine1', address: '10.48.1.81', source },
      { name: 'engine2', address: '10.48.1.82', source },
      { name: 'engine3', address: '10.48.1.83', source },
    ];
    expect(plan.names).toEqual({
      engine1: lan('hosts'),
      engine2: lan('hosts'),
      engine3: lan('hosts'),
      gateway: [],
      kafkaclientmachine1: [{ name: 'my-public-domain', address: '203.0.113.98', source: 'hosts' }],
      kafkaclientmachine2: [{ name: 'my-public-domain', address: '203.0.113.98', source: 'hosts' }],
      workstation: lan('dns'),
    });
  });

  test('a public name is left to DNS unless the config says otherwise', () => {
    const values = referenceValues();
    unset(values, ['hosts', 'gateway', 'publicNameFrom']);
    expect(makePlan(topologyOf(values)).names['kafkaclientmachine1']).toMatchObject([{ source: 'dns' }]);
  });

  test('is asked by selectors', () => {
    expect(bootstrapServers(plan, 'kafkaclientmachine2', 'cluster1')).toEqual([
      'my-public-domain:19091',
      'my-public-domain:19092',
      'my-public-domain:19093',
    ]);
    expect(bootstrapServers(plan, 'gateway', 'cluster1')).toEqual([]);
    const [zookeeper] = zookeeperRoutes(plan, 'engine3', 'cluster1');
    expect(zookeeper).toMatchObject({ name: 'engine1', port: 2181 });
    expect(clientsOf(cluster1)).toEqual([
      'engine1',
      'engine2',
      'engine3',
      'workstation',
      'kafkaclientmachine1',
      'kafkaclientmachine2',
    ]);
  });
});

describe('switches', () => {
  test("ZooKeeper without an external port isn't mapped, and shut to clients outside", () => {
    const values = referenceValues();
    unset(values, ['clusters', 'cluster1', 'zookeeper', '1', 'externalPort']);
    const without = makePlan(topologyOf(values));
    expect(without.portMap.map(({ port }) => port)).toEqual([19091, 19092, 19093]);
    const open = openRoutes(without, 'kafkaclientmachine1').map(({ service }) => service.kind);
    expect(new Set(open)).toEqual(new Set(['broker']));
    const rule = without.firewall.find(({ service }) => service.kind === 'zookeeper');
    expect(rule?.allow.filter((range) => !range.startsWith('10.48.1.'))).toEqual([]);
  });

  test('an ensemble talks on two more ports, to its own nodes only', () => {
    const values = referenceValues();
    set(values, ['clusters', 'cluster1', 'zookeeper'], {
      '1': { host: 'engine1' },
      '2': { host: 'engine2' },
      '3': { host: 'engine3', electionPort: 3999 },
    });
    const rules = makePlan(topologyOf(values)).firewall.filter(({ service }) => service.kind === 'port');
    expect(rules.filter(({ host }) => host === 'engine3')).toMatchObject([
      { port: 2888, allow: ['10.48.1.81/32', '10.48.1.82/32'] },
      { port: 3999, allow: ['10.48.1.81/32', '10.48.1.82/32'] },
    ]);
    expect(rules).toHaveLength(6);
  });

  test('JMX answers its own host, and the rules let nobody else in', () => {
    const values = referenceValues();
    set(values, ['clusters', 'cluster1', 'brokers', '2', 'jmxPort'], 9981);
    set(values, ['clusters', 'cluster1', 'zookeeper', '1', 'jmxPort'], 9982);
    const { firewall, policies, routes } = makePlan(topologyOf(values));
    expect(firewall.filter(({ service }) => service.kind === 'port')).toMatchObject([
      { host: 'engine1', port: 9982, allow: [] },
      { host: 'engine2', port: 9981, allow: [] },
    ]);
    expect(policies['engine2']?.openings).toContainEqual({
      port: 9981,
      what: 'JMX of broker 2 of cluster1',
      allow: [],
    });
    expect(routes).toEqual(makePlan(topologyOf(referenceValues())).routes);
  });

  test('clients in a network of their own arrive with the address of its gateway', () => {
    const values = referenceValues();
    set(values, ['networks', 'office'], { cidrs: ['10.60.0.0/24'], gateway: 'router' });
    set(values, ['hosts', 'router'], {
      network: 'office',
      address: '10.60.0.1',
      publicAddress: '192.0.2.7',
      publicName: 'office.example',
    });
    set(values, ['hosts', 'desk'], { network: 'office', address: '10.60.0.9' });
    set(values, ['clusters', 'cluster1', 'clients'], ['desk']);
    const withOffice = makePlan(topologyOf(values));
    expect(openRoutes(withOffice, 'desk').map(({ arrivesFrom }) => arrivesFrom)).toEqual(
      Array(4).fill('192.0.2.7'),
    );
    expect(openRoutes(withOffice, 'router')).toEqual([]);
  });
});
