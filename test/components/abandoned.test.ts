// Proves what is registered for abandoned hosts, and what no longer waits for them; that the engine then runs nothing there, the lab proves.
import { beforeAll, describe, expect, it } from 'vitest';
import type { Topology } from '../../config/topology.ts';
import { deployed, factsAfter, hostIdOf, isRemote, stdinOf } from '../support/deployment.ts';
import { resourceOf, type Run } from '../support/mocks.ts';
import { at, devValues, set, topologyOf } from '../support/config-fixture.ts';

function topologyWithout(...hosts: string[]): Topology {
  const values = devValues();
  set(values, ['clusters', 'cluster1', 'zookeeper'], {
    1: { host: 'engine1' },
    2: { host: 'engine2' },
    3: { host: 'engine3' },
  });
  set(values, ['abandonHosts'], hosts);
  return topologyOf(values);
}

const setting = (run: Run, resource: string, name: string): string | undefined =>
  new RegExp(`^set ${name} (.*)$`, 'm').exec(stdinOf(resourceOf(run, resource)))?.[1];

describe('an abandoned host', () => {
  const whole = topologyWithout();
  const topology = topologyWithout('engine1');
  let before: Run;
  let run: Run;
  let there: string[];
  beforeAll(async () => {
    before = await deployed(whole);
    const facts = factsAfter(whole, before);
    there = before.resources
      .filter((resource) => isRemote(resource) && hostIdOf(whole, resource) === 'engine1')
      .map(({ name }) => name);
    const recorded = before.resources.map(({ name }) => name);
    run = await deployed(topology, { facts: { ...facts, engine1: undefined } as never, recorded });
  });

  it('keeps what is recorded as it is recorded', () => {
    const stays = there.filter((name) => name !== 'cluster1-topics-declared');
    expect(stays.length).toBeGreaterThan(5);
    for (const name of stays) expect(resourceOf(run, name)).toMatchObject({ retained: true, ignored: ['*'] });
  });

  it('gives its treatment to no other host', () => {
    const others = run.resources.filter((one) => isRemote(one) && hostIdOf(topology, one) !== 'engine1');
    expect(others.length).toBeGreaterThan(10);
    for (const { name, retained, ignored } of others)
      expect({ name, retained, ignored }).toEqual({ name, retained: false, ignored: [] });
  });

  it('gets nothing that is not recorded', async () => {
    const recorded = there.filter((name) => !/-(roll|client-files)$/.test(name));
    const partly = await deployed(topology, { recorded });
    const names = partly.resources.filter((one) => isRemote(one) && hostIdOf(topology, one) === 'engine1');
    expect(names.map(({ name }) => name).sort()).toEqual(
      recorded.filter((name) => name !== 'cluster1-topics-declared').sort(),
    );
  });

  it('is not waited for by any other, whose own configuration stays as it was', () => {
    for (const id of [2, 3]) {
      expect(setting(run, `cluster1-broker-${id}-roll`, 'brokers')).toBe('2 3');
      expect(setting(run, `cluster1-broker-${id}-roll`, 'zookeeper')).toBe('10.48.1.82:2181 10.48.1.83:2181');
      expect(setting(run, `cluster1-broker-${id}-roll`, 'bootstrap')).toBe('10.48.1.82:9092,10.48.1.83:9093');
      for (const kind of ['conf', 'roll'])
        expect(setting(run, `cluster1-broker-${id}-${kind}`, 'conf')).toBe(
          setting(before, `cluster1-broker-${id}-${kind}`, 'conf'),
        );
    }
    expect(resourceOf(run, 'cluster1-zookeeper-2-service').inputs).toEqual(
      resourceOf(before, 'cluster1-zookeeper-2-service').inputs,
    );
  });

  it('hands its cluster’s topics to the next broker’s host', () => {
    expect(hostIdOf(topology, resourceOf(before, 'cluster1-topics-declared'))).toBe('engine1');
    const topics = resourceOf(run, 'cluster1-topics-declared');
    expect(hostIdOf(topology, topics)).toBe('engine2');
    expect(setting(run, topics.name, 'brokers')).toBe('2 3');
    expect(setting(run, topics.name, 'unit')).toBe('kafka-cluster1-2');
  });
});

describe('data that goes with a cluster', () => {
  const confs = [1, 2, 3].map((id) => `cluster1-broker-${id}-conf`);
  const holders = [...confs, 'cluster1-zookeeper-1-service'];
  let kept: Run;
  let gone: Run;
  beforeAll(async () => {
    kept = await deployed(topologyOf(devValues()));
    const values = devValues();
    at(values, ['clusters', 'cluster1'])['destroyData'] = true;
    gone = await deployed(topologyOf(values));
  });

  it('is in the documents of brokers and ZooKeeper, and in no other', () => {
    const saying = ({ resources }: Run): string[] =>
      resources
        .filter((one) => isRemote(one) && /^set on_remove /m.test(stdinOf(one)))
        .map(({ name }) => name)
        .sort();
    expect(saying(kept)).toEqual([]);
    expect(saying(gone)).toEqual(holders.sort());
    for (const name of holders) expect(setting(gone, name, 'on_remove')).toBe('wipe');
  });

  it('changes no hash of a configuration, so nothing restarts', () => {
    for (const name of holders) expect(setting(gone, name, 'conf')).toBe(setting(kept, name, 'conf'));
  });

  it('is removed on every broker before it is on ZooKeeper', () => {
    for (const name of confs)
      expect(resourceOf(gone, name).dependsOn).toContain('cluster1-zookeeper-1-service');
  });
});
