// Proves the order of brokers by what was found; that resources keep to it the component tests show.
import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../config/topology.ts';
import type { HostFacts } from '../../probe/facts.ts';
import { recordedOrder, rollOrder } from '../../probe/roll-order.ts';
import { bareHost } from '../support/deployment.ts';
import { devValues, topologyOf } from '../support/config-fixture.ts';

const cluster = topologyOf(devValues()).clusters[0] as Cluster;

interface Found {
  registered?: number[];
  active?: number[];
  controller?: number;
}

function order({ registered = [], active = [], controller }: Found, of = cluster): [number[], number[]] {
  const facts: Record<string, HostFacts> = {};
  for (const broker of of.brokers) {
    const host = (facts[broker.host] ??= bareHost());
    const state = active.includes(broker.id) ? 'active' : 'activating';
    host.services[`kafka-cluster1-${broker.id}`] = {
      active: state,
      sub: '',
      since: '',
      pid: 1,
      started: '',
      stores: '',
    };
  }
  const scope = '/cluster1';
  facts['engine1']?.registered.push(...registered.map((id) => ({ scope, id })));
  if (controller !== undefined) facts['engine1']?.controllers.push({ scope, id: controller });
  const { together, oneByOne } = rollOrder(of, (host) => facts[host]);
  return [together.map(({ id }) => id), oneByOne.map(({ id }) => id)];
}

const all = [1, 2, 3];

describe('the roll', () => {
  it.each<[string, Found, number[], number[]]>([
    ['nothing runs', {}, [1, 2, 3], []],
    ['all serve, broker 1 is the controller', { registered: all, active: all, controller: 1 }, [], [2, 3, 1]],
    ['all serve, broker 2 is the controller', { registered: all, active: all, controller: 2 }, [], [1, 3, 2]],
    [
      'all serve, the controller is last anyway',
      { registered: all, active: all, controller: 3 },
      [],
      [1, 2, 3],
    ],
    ['all serve, no controller is known', { registered: all, active: all }, [], [1, 2, 3]],
    ['broker 2 is not registered', { registered: [1, 3], active: all, controller: 1 }, [2], [3, 1]],
    [
      'broker 2 is registered, and its process gone',
      { registered: all, active: [1, 3], controller: 1 },
      [2],
      [3, 1],
    ],
    ['the controller’s process is gone', { registered: all, active: [1, 2], controller: 3 }, [3], [1, 2]],
  ])('when %s', (_, found, together, oneByOne) => {
    expect(order(found)).toEqual([together, oneByOne]);
  });

  it('goes by number, whatever the order of the config', () => {
    const turned = { ...cluster, brokers: [...cluster.brokers].reverse() };
    expect(order({}, turned)).toEqual([[1, 2, 3], []]);
    expect(order({ registered: all, active: all, controller: 2 }, turned)).toEqual([[], [1, 3, 2]]);
  });

  it('starts all together where no host was asked', () => {
    expect(rollOrder(cluster, () => undefined).oneByOne).toEqual([]);
    expect(rollOrder(cluster, () => undefined).together).toHaveLength(3);
  });
});

describe('the order of the last update', () => {
  /** Of each broker: for which rolls it waited. */
  const recorded = (waits: Record<number, number[]>): number[] => {
    const resources = Object.entries(waits).map(([id, rolls]) => ({
      name: `cluster1-broker-${id}-roll`,
      after: [`cluster1-broker-${id}-secrets`, ...rolls.map((of) => `cluster1-broker-${of}-roll`)],
    }));
    const { together, oneByOne } = recordedOrder(cluster, resources);
    expect(together).toEqual([]);
    return oneByOne.map(({ id }) => id);
  };

  it.each<[string, Record<number, number[]>, number[]]>([
    ['all were started at once', { 1: [], 2: [], 3: [] }, [1, 2, 3]],
    ['all were started at once, on one host', { 1: [], 2: [1], 3: [2] }, [1, 2, 3]],
    ['broker 2 was the controller', { 1: [], 3: [1], 2: [1, 3] }, [1, 3, 2]],
    ['broker 2 was down, broker 1 the controller', { 2: [], 3: [2], 1: [2, 3] }, [2, 3, 1]],
    ['brokers 1 and 2 were down', { 1: [], 2: [], 3: [1, 2] }, [1, 2, 3]],
    ['brokers 1 and 3 are not recorded yet', { 2: [] }, [2, 1, 3]],
  ])('when %s', (_, waits, order) => {
    expect(recorded(waits)).toEqual(order);
  });
});
