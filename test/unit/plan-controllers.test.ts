// Proves who may reach controllers by the plan; that firewalls keep to it the lab's cases for controllers show.
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import type { ClosedRoute, OpenRoute } from '../../config/plan/types.ts';
import { controllersValues, devValues, set, topologyOf } from '../support/config-fixture.ts';

const plan = makePlan(topologyOf(controllersValues()));
const own = plan.routes.filter(({ service }) => service.kind === 'controller');

describe('a controller in a network', () => {
  it('answers the hosts of its cluster', () => {
    const open = own.filter((route): route is OpenRoute => route.expect === 'answers');
    const engines = ['engine1', 'engine2', 'engine3'];
    expect([...new Set(open.map(({ vantage }) => vantage))].sort()).toEqual(engines);
    expect(
      open.filter(({ vantage }) => vantage === 'engine2').map(({ name, port }) => `${name}:${port}`),
    ).toEqual(['engine1:9291', 'engine2:9292', 'engine3:9293']);
    const [first] = plan.firewall.filter(({ port }) => port === 9291);
    expect(first).toMatchObject({ host: 'engine1', allow: ['10.48.1.82/32', '10.48.1.83/32'] });
  });

  it('answers nobody else, and says why', () => {
    const closed = own.filter(
      (route): route is ClosedRoute => route.expect === 'closed' && route.port === 9291,
    );
    const reasons = Object.fromEntries(
      closed
        .filter(({ address }) => address === '10.48.1.81')
        .map(({ vantage, reason }) => [vantage, reason]),
    );
    expect(Object.keys(reasons).sort()).toEqual([
      'gateway',
      'kafkaclientmachine1',
      'kafkaclientmachine2',
      'workstation',
    ]);
    expect(reasons['workstation']).toBe('engine1 answers on this port only to the hosts of its cluster');
  });
});

it('a controller on a machine of its own binds that machine’s address, and no tunnel leads to it', () => {
  const values = devValues();
  set(values, ['clusters', 'cluster2', 'zookeeper'], {});
  set(values, ['clusters', 'cluster2', 'controllers'], { '101': { host: 'kafkaclientmachine1' } });
  const alone = makePlan(topologyOf(values));
  expect(alone.coordinators['cluster2']?.[101]?.bind).toEqual({ address: '127.0.2.1', port: 9291 });
  const forwards = alone.tunnels.flatMap((tunnel) => tunnel.forwards);
  expect(forwards.map(({ service }) => service.kind)).toEqual(['broker', 'broker']);
});
