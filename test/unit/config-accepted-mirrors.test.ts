// Does not prove that an accepted mirror carries records: the lab's cases do.
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import { bootstrapServers } from '../../config/plan/select.ts';
import { check, mirroredValues, set, topologyOf } from '../support/config-fixture.ts';

const mirror = ['mirrors', 'cloud'];

describe('a mirror that is accepted', () => {
  it('makes the host of a mirror a client of both clusters', () => {
    const values = mirroredValues();
    set(values, ['clusters', 'cluster1', 'clients'], []);
    const topology = topologyOf(values);
    const plan = makePlan(topology);
    expect(topology.clusters.map(({ clients }) => clients)).toEqual([
      ['kafkaclientmachine1'],
      ['kafkaclientmachine2', 'kafkaclientmachine1'],
    ]);
    expect(bootstrapServers(plan, 'kafkaclientmachine1', 'cluster1')).toEqual([
      'my-public-domain:19091',
      'my-public-domain:19092',
      'my-public-domain:19093',
    ]);
  });

  it.each([
    ['other topics in the other direction', { topics: ['back.*'] }],
    ['a name with a dash and digits', { topics: ['b-2'] }],
  ])('takes %s', (_, other) => {
    const values = mirroredValues();
    set(values, ['clusters', 'cluster2', 'topics'], { 'b-2': {} });
    set(values, ['mirrors', 'second'], {
      from: 'cluster2',
      to: 'cluster1',
      host: 'kafkaclientmachine1',
      ...other,
    });
    expect(check(values)).toMatchObject({ ok: true });
  });

  it.each([
    ['2.8.2', '3.9.2'],
    ['3.9.2', '3.9.2'],
  ])('to a cluster of %s runs %s', (version, expected) => {
    const values = mirroredValues();
    set(values, ['clusters', 'cluster2', 'version'], version);
    expect(topologyOf(values).mirrors[0]?.version).toBe(expected);
  });

  it('takes settings of one side and of one direction', () => {
    const values = mirroredValues();
    set(values, [...mirror, 'settings'], {
      'refresh.topics.interval.seconds': 5,
      'cluster1.consumer.fetch.min.bytes': 1024,
      'cluster1->cluster2.offset.lag.max': 10,
    });
    expect(topologyOf(values).mirrors[0]?.settings).toEqual({
      'refresh.topics.interval.seconds': '5',
      'cluster1.consumer.fetch.min.bytes': '1024',
      'cluster1->cluster2.offset.lag.max': '10',
    });
  });
});
