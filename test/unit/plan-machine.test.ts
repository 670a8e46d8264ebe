// Does not prove that a tunnel stands or that nothing listens elsewhere: only what the plan asks for.
import { describe, expect, test } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import { closedRoutes, openRoutes } from '../../config/plan/select.ts';
import { cluster2Values, referenceValues, set, topologyOf } from './config-fixture.ts';

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
    expect(plan2.zookeeper['cluster2']?.[1]?.bind).toEqual({ address: '127.0.2.1', port: 2181 });
    const shut = closedRoutes(plan2, 'workstation').filter(({ service }) => service.cluster === 'cluster2');
    expect(shut.map(({ address, port, closedBy }) => `${address}:${port} ${closedBy}`)).toEqual([
      '198.51.100.211:2181 binding',
      '198.51.100.211:9091 binding',
      '198.51.100.211:9092 binding',
    ]);
  });
});
