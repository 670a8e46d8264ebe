// Proves which steps of a CA's replacement are refused, from what hosts are said to hold; not that they hold it (the lab does).
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import { authorities } from '../../probe/checks/authorities.ts';
import type { HostFacts, KeyFacts } from '../../probe/facts.ts';
import { bareHost } from '../support/deployment.ts';
import { devValues, set, topologyOf } from '../support/config-fixture.ts';

/** What is found where the config lists these, and hosts hold that. */
function findings(listed: number[], held: Record<string, Partial<HostFacts>>): Record<string, string[]> {
  const values = devValues();
  set(values, ['clusters', 'cluster1', 'tls', 'authorities'], listed);
  const topology = topologyOf(values);
  const plan = makePlan(topology);
  const factsOf = (id: string): HostFacts => ({ ...bareHost(), ...held[id] });
  const found = topology.hosts.map((host) => {
    const view = { topology, plan, host, facts: factsOf(host.id), factsOf };
    return [host.id, authorities.find(view)] as const;
  });
  return Object.fromEntries(found.filter(([, texts]) => texts.length > 0));
}
const broker = (id: number, keys: KeyFacts) => ({
  [`engine${id}`]: { keys: { [`kafka-cluster1-${id}`]: keys } },
});
const client = (keys: KeyFacts) => ({ kafkaclientmachine2: { clientKeys: { cluster1: keys } } });
const all = (keys: KeyFacts) => ({
  ...broker(1, keys),
  ...broker(2, keys),
  ...broker(3, keys),
  ...client(keys),
});

describe('the CAs of a cluster', () => {
  it('are anything where nobody holds certificates yet', () => {
    expect(findings([2], {})).toEqual({});
  });

  it('are replaced in three steps', () => {
    const [one, both, two] = [['1'], ['1', '2'], ['2']];
    expect(findings([1, 2], all({ issuer: '1', trusts: one }))).toEqual({});
    expect(findings([2, 1], all({ issuer: '1', trusts: both }))).toEqual({});
    expect(findings([2], all({ issuer: '2', trusts: both }))).toEqual({});
    expect(findings([2], all({ issuer: '2', trusts: two }))).toEqual({});
  });

  it('may go on, and back, from a step that was interrupted', () => {
    const turning = {
      ...all({ issuer: '1', trusts: ['1', '2'] }),
      ...broker(1, { issuer: '2', trusts: ['1', '2'] }),
    };
    expect(findings([2, 1], turning)).toEqual({});
    expect(findings([1, 2], turning)).toEqual({});
    const spreading = {
      ...all({ issuer: '1', trusts: ['1'] }),
      ...broker(1, { issuer: '1', trusts: ['1', '2'] }),
    };
    expect(findings([1, 2], spreading)).toEqual({});
    expect(findings([1], spreading)).toEqual({});
  });

  it('issue only what everybody trusts', () => {
    const path = 'kafka-proxied:clusters.cluster1.tls.authorities';
    expect(
      findings([2, 1], {
        ...all({ issuer: '1', trusts: ['1', '2'] }),
        ...broker(3, { issuer: '1', trusts: ['1'] }),
      }),
    ).toEqual({
      engine3: [
        `kafka-cluster1-3 does not trust CA 2 yet, but ${path} makes it issue certificates: it would refuse them. First set it to [1, 2], run \`up\`, and give the new certificateAuthorities to clients that you manage yourself. Then put CA 2 first`,
      ],
    });
    const everywhere = findings([2], all({ issuer: '1', trusts: ['1'] }));
    expect(Object.keys(everywhere)).toEqual(['engine1', 'engine2', 'engine3', 'kafkaclientmachine2']);
    expect(everywhere['kafkaclientmachine2']).toEqual([
      expect.stringContaining('the client of cluster1 does not trust CA 2 yet') as string,
    ]);
    expect(
      Object.keys(
        findings([2, 1], { ...all({ issuer: '1', trusts: ['1', '2'] }), ...client({ trusts: ['1'] }) }),
      ),
    ).toEqual(['kafkaclientmachine2']);
  });

  it('are looked at on ZooKeeper servers as well', () => {
    const keys = { 'zookeeper-cluster1-1': { issuer: '1', trusts: ['1'] } };
    expect(findings([2], { engine1: { keys } })['engine1']).toEqual([
      expect.stringContaining('zookeeper-cluster1-1 does not trust CA 2 yet') as string,
    ]);
  });

  it('go only when nothing of them is shown', () => {
    const turning = {
      ...all({ issuer: '2', trusts: ['1', '2'] }),
      ...broker(2, { issuer: '1', trusts: ['1', '2'] }),
    };
    const found = findings([2], turning);
    expect(found).toEqual({
      engine2: [
        expect.stringMatching(
          /^kafka-cluster1-2 still shows a certificate of CA 1, .* First set it to \[2, 1\] and run `up`/,
        ) as string,
      ],
    });
    expect(Object.keys(findings([1], turning)).sort()).toEqual(['engine1', 'engine3', 'kafkaclientmachine2']);
  });
});
