// Does not prove that a probe finds what hosts hold: these are its findings against what the state records.
import { beforeAll, describe, expect, it } from 'vitest';
import type { HostFacts } from '../../probe/facts.ts';
import { type RecordedResource } from '../../pulumi/state.ts';
import { unsettled } from '../../cli/runs/unsettled.ts';
import { deployed, factsAfter, isRemote } from '../support/deployment.ts';
import { devValues, topologyOf } from '../support/config-fixture.ts';

const topology = topologyOf(devValues());
let resources: RecordedResource[];
let facts: Record<string, HostFacts>;
beforeAll(async () => {
  const run = await deployed(topology);
  facts = factsAfter(topology, run);
  resources = run.resources.filter(isRemote).map(({ name, type, inputs }) => ({
    urn: `urn:pulumi:dev::kafka-proxied::${type}::${name}`,
    type,
    inputs,
  }));
});

/** The hosts after a change to one of them. */
function found(host: string, change: (facts: HostFacts) => void) {
  const changed = structuredClone(facts);
  const own = changed[host];
  if (!own) throw new Error(`no host ${host}`);
  change(own);
  return unsettled(resources, topology, (id) => changed[id]);
}

describe('what is not as recorded', () => {
  it('is nothing after a run that ended well', () => {
    expect(unsettled(resources, topology, (id) => facts[id])).toEqual([]);
  });

  it.each([
    ['engine2', 'roll--kafka-cluster1-2', 'cluster1-broker-2-roll'],
    ['engine1', 'zookeeper--zookeeper-cluster1-1', 'cluster1-zookeeper-1-service'],
    ['engine1', 'topics--cluster1', 'cluster1-topics-declared'],
    ['gateway', 'base--host', 'gateway-base'],
    ['kafkaclientmachine1', 'bootstrap--scripts', 'kafkaclientmachine1-scripts'],
  ])('on %s is the resource whose stamp %s is missing: %s', (host, key, resource) => {
    expect(found(host, ({ stamps }) => delete stamps[key])).toEqual([
      { host, resource, why: expect.stringContaining('did not finish') as string },
    ]);
  });

  it('is what drifted, and what holds the result of another run', () => {
    const key = 'base--host';
    const drifted = found('engine1', ({ stamps }) => {
      const stamp = stamps[key];
      if (stamp) stamp.drift = '/etc/x was edited';
    });
    expect(drifted).toEqual([{ host: 'engine1', resource: 'engine1-base', why: '/etc/x was edited' }]);
    const other = found('engine1', ({ stamps }) => {
      const stamp = stamps[key];
      if (stamp) stamp.stamp = '2030-01-01T00:00:00.000Z other content';
    });
    expect(other).toMatchObject([
      { resource: 'engine1-base', why: expect.stringContaining('never recorded') as string },
    ]);
  });

  it('leaves out hosts that did not answer', () => {
    expect(unsettled(resources, topology, () => undefined)).toEqual([]);
  });
});
