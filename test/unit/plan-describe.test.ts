// Proves the words for a plan; that the plan is right is proven in plan.test.ts.
import { expect, it } from 'vitest';
import { openRouteLines, openRouteRows, portMapsToEnter } from '../../config/plan/describe.ts';
import type { Plan } from '../../config/plan/types.ts';
import type { Topology } from '../../config/topology.ts';

const broker = { kind: 'broker', cluster: 'c', id: 2, listener: 'EXTERNAL' } as const;
const plan = {
  routes: [
    {
      expect: 'answers',
      vantage: 'rented',
      service: broker,
      name: 'kafka.example.org',
      port: 19092,
      address: '203.0.113.7',
      hops: [{ kind: 'portMap', gateway: 'router', port: 19092 }],
      arrivesFrom: '198.51.100.20',
    },
    {
      expect: 'closed',
      vantage: 'rented',
      service: broker,
      address: '192.168.7.12',
      port: 9092,
      closedBy: 'gateway',
      reason: 'not mapped',
    },
  ],
  portMap: [
    {
      gateway: 'router',
      publicAddress: '203.0.113.7',
      port: 19092,
      to: { host: 'box2', address: '192.168.7.12', port: 9192 },
      service: broker,
    },
  ],
} as unknown as Plan;
const gateway = (managePortMap: boolean): Topology =>
  ({ hosts: [{ id: 'router', managePortMap }] }) as unknown as Topology;

it('says what the owner of a gateway must enter, line by line', () => {
  expect(portMapsToEnter(gateway(false), plan)).toEqual([
    'router is not ours to change. Enter this port map there, and let source addresses be as they are:\n' +
      '  TCP 203.0.113.7:19092 to 192.168.7.12:9192 (broker 2 of c on box2)',
  ]);
});

it('says nothing of a gateway that is ours', () => {
  expect(portMapsToEnter(gateway(true), plan)).toEqual([]);
});

it('lists the routes that must answer, and only those', () => {
  expect(openRouteLines(plan)).toEqual([
    'rented reaches broker 2 of c as kafka.example.org:19092 (203.0.113.7), through router',
  ]);
});

it('shows the same as rows of a table', () => {
  expect(openRouteRows(plan)).toEqual([
    ['FROM', 'REACHES', 'AS', 'WHICH IS', 'HOW'],
    ['rented', 'broker 2 of c', 'kafka.example.org:19092', '203.0.113.7', 'through router'],
  ]);
});
