// Proves what the operator's machine is told and which Java will do; that tools run there is proven on the lab.
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import { javaVersion } from '../../cli/workstation/java.ts';
import { workstationAccess } from '../../cli/workstation/kafka-files.ts';
import { devValues, set, topologyOf, unset, type Values } from '../support/config-fixture.ts';

function access(change: (values: Values) => void = () => undefined) {
  const values = devValues();
  change(values);
  const topology = topologyOf(values);
  return workstationAccess(topology, makePlan(topology)).accesses;
}

describe('the operator’s machine', () => {
  it('sees the cluster as its network does', () => {
    expect(access().map(({ cluster, bootstrap }) => [cluster, bootstrap])).toEqual([
      ['cluster1', ['engine1:9091', 'engine2:9092', 'engine3:9093']],
    ]);
  });

  it('sees it through the gateway when it stands outside', () => {
    const [found] = access((values) => {
      set(values, ['hosts', 'workstation'], { address: '198.51.100.85', managed: false });
    });
    expect(found?.bootstrap).toEqual([19091, 19092, 19093].map((port) => `my-public-domain:${port}`));
  });

  it.each([
    ['it is no client', (values: Values) => set(values, ['clusters', 'cluster1', 'clients'], [])],
    ['it is managed like the others', (values: Values) => unset(values, ['hosts', 'workstation', 'managed'])],
  ])('is told what to declare where %s', (_, change) => {
    expect(() => access(change)).toThrow(/`managed: false`, and name it under `clients`/);
  });
});

describe('the version of Java', () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['java version "1.8.0_392"', 8],
    ['openjdk version "21" 2023-09-19', 21],
    ['No Java runtime present, requesting install.', undefined],
  ])('in %s', (printed, version) => {
    expect(javaVersion(printed)).toBe(version);
  });
});
