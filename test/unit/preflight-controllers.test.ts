// Proves which changes of controllers are refused, from facts as the probe has them; that hosts tell these facts the probe's tests prove.
import { describe, expect, it } from 'vitest';
import { controllers } from '../../probe/checks/controllers.ts';
import { found } from '../support/checked.ts';
import {
  controllersValues,
  referenceValues,
  set,
  topologyOf,
  unset,
  type Values,
} from '../support/config-fixture.ts';

const at = ['clusters', 'cluster1', 'controllers'];
const servers = 'engine1:9291,engine2:9292,engine3:9293';
/** As a properties file escapes it. */
const properties = { 'controller.quorum.bootstrap.servers': servers.replaceAll(':', '\\:') };
const data = { brokerId: '101', clusterId: 'x' };

/** What is said of engine1, where broker 1 runs with the three controllers. */
function said(
  change: (values: Values) => void,
  facts: object = { properties: { 'kafka-cluster1-1': properties } },
): string[] {
  const values = controllersValues();
  set(values, ['hosts', 'engine4'], { network: 'lan', address: '10.48.1.84' });
  change(values);
  return found(controllers, topologyOf(values), 'engine1', facts);
}

describe('the controllers of a cluster that runs', () => {
  it('are those of the config', () => {
    expect(said(() => undefined)).toEqual([]);
    const whole = { data: { 'kraft-cluster1-101': data }, properties: { 'kraft-cluster1-101': properties } };
    expect(said(() => undefined, whole)).toEqual([]);
  });

  it.each<[string, (values: Values) => void, string]>([
    ['fewer', (v) => [unset(v, [...at, '102']), unset(v, [...at, '103'])], 'the config has engine1:9291'],
    ['more', (v) => set(v, [...at, '104'], { host: 'engine4' }), 'engine4:9294'],
    ['on another host', (v) => set(v, [...at, '103', 'host'], 'engine4'), 'engine4:9293'],
    ['on another port', (v) => set(v, [...at, '101', 'port'], 9391), 'engine1:9391'],
  ])('are refused: %s', (_, change, text) => {
    const [one, ...others] = said(change);
    expect(one).toContain(`kafka-cluster1-1 runs with the controllers ${servers.replaceAll(',', ', ')}`);
    expect(one).toContain(text);
    expect(others).toEqual([]);
  });

  it('are refused where one has left its data on a host', () => {
    const moved = said((v) => set(v, at, { '101': { host: 'engine2' } }), {
      data: { 'kraft-cluster1-101': data, 'kraft-cluster1-x-101': data },
    });
    expect(moved).toEqual([
      expect.stringContaining('/var/lib/kafka-proxied/kraft-cluster1-101 has the metadata'),
    ]);
  });

  it('are nothing to a cluster with ZooKeeper', () => {
    const facts = {
      properties: { 'kafka-cluster1-1': { 'zookeeper.connect': 'engine1:2181' } },
      data: { 'kraft-cluster1-101': data },
    };
    expect(found(controllers, topologyOf(referenceValues()), 'engine1', facts)).toEqual([]);
  });
});
