// Proves what each host needs by its roles; what is then put there the component tests show.
import { describe, expect, it } from 'vitest';
import { clustersKnownTo, clustersServedBy, versionsOn } from '../../config/needs.ts';
import { devValues, topologyOf } from '../support/config-fixture.ts';

const reference = topologyOf(devValues());
const ids = (clusters: { id: string }[]): string[] => clusters.map(({ id }) => id);

describe('what a host needs', () => {
  it.each([
    ['engine1', ['cluster1'], ['cluster1'], ['3.9.2']],
    ['engine3', ['cluster1'], ['cluster1'], ['3.9.2']],
    ['gateway', [], [], []],
    ['workstation', [], ['cluster1'], ['3.9.2']],
    ['kafkaclientmachine1', ['cluster2'], ['cluster1', 'cluster2'], ['3.9.2']],
    ['kafkaclientmachine2', [], ['cluster1', 'cluster2'], ['3.9.2']],
  ])('%s serves %j, knows %j, has versions %j', (host, served, known, versions) => {
    expect(ids(clustersServedBy(reference, host))).toEqual(served);
    expect(ids(clustersKnownTo(reference, host))).toEqual(known);
    expect(versionsOn(reference, host)).toEqual(versions);
  });

  it('counts a host that runs only ZooKeeper among those that serve', () => {
    const brokers = (reference.clusters[0]?.brokers ?? []).filter(({ host }) => host !== 'engine1');
    const topology = { ...reference, clusters: reference.clusters.map((one) => ({ ...one, brokers })) };
    expect(ids(clustersServedBy(topology, 'engine1'))).toEqual(['cluster1']);
  });

  it('lists a version once, however many clusters need it', () => {
    const [cluster] = reference.clusters;
    if (!cluster) throw new Error('no cluster');
    const other = { ...cluster, id: 'other' };
    const older = { ...cluster, id: 'older', version: '3.8.1' };
    const topology = { ...reference, clusters: [cluster, other, older] };
    expect(versionsOn(topology, 'engine1')).toEqual(['3.8.1', '3.9.2']);
  });
});
