// Proves by which id a cluster is known, from facts as the probe has them.
import { describe, expect, it } from 'vitest';
import { directoryId, kafkaId } from '../../config/kafka-id.ts';
import type { HostFacts } from '../../probe/facts.ts';
import { withFoundIds } from '../../probe/kafka-ids.ts';
import { bareHost } from '../support/deployment.ts';
import { controllersValues, topologyOf } from '../support/config-fixture.ts';

const topology = topologyOf(controllersValues());
const idWith = (data: Record<string, HostFacts['data']>): string | undefined =>
  withFoundIds(topology, (host) => {
    const own = data[host];
    return own && { ...bareHost(), data: own };
  }).clusters[0]?.kafkaId;
const of = (clusterId: string) => ({ brokerId: '1', clusterId });

describe('the id of a cluster', () => {
  it('follows from the names of its stack and of itself', () => {
    expect(kafkaId('p/a', 'c')).toBe(kafkaId('p/a', 'c'));
    const all = [
      kafkaId('p/a', 'c'),
      kafkaId('p/b', 'c'),
      kafkaId('p/a', 'd'),
      directoryId('X', 101),
      directoryId('X', 102),
    ];
    expect(new Set(all).size).toBe(all.length);
    // Kafka's spelling of 128 bits; one with a dash first would be taken for an option.
    for (const id of all) expect(id).toMatch(/^[A-Za-z0-9][A-Za-z0-9_-]{21}$/);
  });

  it('is that of the data that is there, also where the stack has another name now', () => {
    expect(idWith({})).toBe(topology.clusters[0]?.kafkaId);
    expect(idWith({ engine1: { 'kafka-cluster1-1': of('A') } })).toBe('A');
    expect(idWith({ engine3: { 'kraft-cluster1-103': of('B'), 'kafka-other-1': of('C') } })).toBe('B');
  });

  it('is the one that most of the data has', () => {
    const all = { engine1: { 'kraft-cluster1-101': of('A') }, engine2: { 'kraft-cluster1-102': of('B') } };
    expect(idWith({ ...all, engine3: { 'kafka-cluster1-3': of('B') } })).toBe('B');
  });
});
