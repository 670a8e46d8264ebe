// Proves what is said where hosts hold what the state does not know, from what hosts are said to hold; not that they hold it.
import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { caId } from '../../config/ca-id.ts';
import { makePlan } from '../../config/plan/make.ts';
import type { Topology } from '../../config/topology.ts';
import type { HostFacts, KeyFacts } from '../../probe/facts.ts';
import { type KnownState, knownState } from '../../probe/known.ts';
import { describeObstacles, findObstacles } from '../../probe/preflight.ts';
import type { ProbeResult } from '../../probe/probe-result.ts';
import { parseAuthorities } from '../../pulumi/state.ts';
import { type Authority, makeAuthority, makeIdentity } from '../support/certificates.ts';
import { bareHost, deployed, stdinOf } from '../support/deployment.ts';
import { resourceOf } from '../support/mocks.ts';
import { check, devValues, set } from '../support/config-fixture.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let first: Authority;
let other: Authority;
let shown: string;
beforeAll(() => {
  first = makeAuthority('cluster1 CA');
  other = makeAuthority('cluster1 CA');
  const pem = makeIdentity(first, 'engine1', 'DNS:engine1').certificate;
  shown = new X509Certificate(pem).raw.toString('base64');
});

const nothing = { resources: 0, authorities: [], adopts: false };
const owner = 'kafka-proxied/dev';
const stamps = { 'base--host': { stamp: '1', body: 'a' }, 'bootstrap--scripts': { stamp: '1', body: 'b' } };
const tls = ['clusters', 'cluster1', 'tls'];

function topologyOf(authorities = [1], given?: object): Topology {
  const values = devValues();
  set(values, [...tls, 'authorities'], authorities);
  if (given) set(values, [...tls, 'givenAuthorities'], { '1': given });
  const checked = check(values, undefined, {
    secretKeys: ['kafka-proxied:secrets'],
    secretNames: ['oldCa'],
  });
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.topology;
}

interface Looked {
  topology?: Topology;
  facts?: Record<string, Partial<HostFacts>>;
  known?: KnownState | undefined;
  removing?: boolean;
}

function found({ topology = topologyOf(), facts = {}, known, removing = false }: Looked) {
  const results = topology.hosts
    .filter(({ managed }) => managed)
    .map(({ id }): [string, ProbeResult] => [id, { ok: true, facts: { ...bareHost(), ...facts[id] } }]);
  return findObstacles(topology, makePlan(topology), new Map(results), removing, known);
}

const findings = (looked: Looked): string[] =>
  found(looked).map(({ host, id, text }) => `${host} ${id}: ${text}`);

const ours = { engine1: { owner, stamps }, engine2: { owner, stamps } };
const holding = (keys: Partial<KeyFacts> = {}): Record<string, Partial<HostFacts>> => ({
  engine1: {
    keys: { 'kafka-cluster1-1': { issuer: '1', trusts: ['1'], certificate: shown, ...keys } },
    services: {
      'kafka-cluster1-1': {
        active: 'active',
        sub: 'running',
        since: '',
        pid: 1,
        started: '',
        stores: '5a4e',
      },
    },
  },
});
const knows = (...authorities: Authority[]): KnownState =>
  knownState(
    1,
    authorities.map(({ certificate }) => certificate),
    {},
  );

describe('a state that knows nothing', () => {
  it('is told where hosts say that they are this stack’s, also before they are given back', () => {
    for (const removing of [false, true]) {
      const found = findings({ facts: ours, known: nothing, removing });
      expect(found.map((text) => text.split(':')[0])).toEqual(['engine1 state-lost', 'engine2 state-lost']);
      expect(found[0]).toMatch(
        /has 2 resources of kafka-proxied\/dev, .*restore -- --from FILE.*up -- --adopt/,
      );
    }
  });

  it.each<[string, Looked]>([
    ['the hosts are bare', { known: nothing }],
    ['somebody said that it shall take over', { facts: ours, known: { ...nothing, adopts: true } }],
    ['it knows of one host at least', { facts: ours, known: { ...nothing, resources: 1 } }],
    ['it was not looked at', { facts: ours, known: undefined }],
  ])('is nothing to tell where %s', (_, looked) => {
    expect(findings(looked)).toEqual([]);
  });

  it('names where it was looked for, without who logs in there', () => {
    const known = knownState(0, [], { PULUMI_BACKEND_URL: 'postgres://ann:s3cret@db/state?password=s3cret' });
    const [found = ''] = findings({ facts: ours, known });
    expect(found).toContain('(looked for in postgres://db/state)');
    expect(found).not.toContain('s3cret');
  });
});

describe('many hosts', () => {
  const all = ['engine1', 'engine2', 'engine3'];
  const keys = (id: string) => ({
    [`kafka-cluster1-${id}`]: { issuer: '1', trusts: ['1'], certificate: shown },
  });
  const facts = (): Record<string, Partial<HostFacts>> =>
    Object.fromEntries(all.map((host) => [host, { owner, stamps, keys: keys(host.slice(-1)) }]));
  const lines = (): string[] =>
    describeObstacles(found({ facts: facts(), known: nothing }))
      .split('\n')
      .slice(1, -1);

  it('are told what follows once; each further one has a short line', () => {
    const told = lines();
    expect(told).toHaveLength(2 * all.length);
    expect(told.filter((line) => line.includes('restore -- --from FILE'))).toHaveLength(1);
    expect(told.filter((line) => line.includes('givenAuthorities.1'))).toHaveLength(1);
    expect(told.slice(0, 2).join()).toMatch(/restore -- --from FILE[^]*givenAuthorities\.1/);
    expect(told.slice(2)).toEqual(
      ['2', '3'].flatMap((id) => [
        `  engine${id}: has 2 resources of kafka-proxied/dev, but none is in the stack's state (state-lost)`,
        `  engine${id}: kafka-cluster1-${id} shows a certificate of CA 1 of cluster1, whose key is not in the stack's state (ca-not-in-state)`,
      ]),
    );
  });
});

describe('a CA', () => {
  it('whose key the state holds is known by what it signed', () => {
    expect(findings({ facts: holding(), known: knows(other, first) })).toEqual([]);
  });

  it('that has the same name and number, and another key, is another one', () => {
    const [found = '', ...more] = findings({ facts: holding(), known: knows(other) });
    expect(more).toEqual([]);
    expect(found).toMatch(
      /^engine1 ca-not-in-state: kafka-cluster1-1 shows a certificate of CA 1 of cluster1, .*givenAuthorities\.1: .*\/etc\/kafka-proxied\/kafka-cluster1-1\/tls\/current\/truststore\.p12 on engine1/,
    );
  });

  it('is known where the config brings it along, with its key or without, under the number that it had', () => {
    const { certificate } = first;
    for (const given of [{ certificate, key: { secret: 'oldCa' } }, { certificate }])
      expect(findings({ topology: topologyOf([1, 2], given), facts: holding(), known: knows() })).toEqual([]);
    const wrong = findings({
      topology: topologyOf([1, 2], { certificate: other.certificate }),
      facts: holding(),
      known: knows(),
    });
    expect(wrong.join('\n')).toMatch(/ca-step-left-out: .*another CA as number 1/);
  });

  it('is known to a client that shows nothing by what it trusts', () => {
    const trusting = (authority: Authority) => ({
      kafkaclientmachine2: {
        clientKeys: {
          cluster1: {
            trusts: ['1'],
            authorities: [new X509Certificate(authority.certificate).raw.toString('base64')],
          },
        },
      },
    });
    const topology = topologyOf([1, 2], { certificate: first.certificate });
    expect(findings({ topology, facts: trusting(first), known: knows() })).toEqual([]);
    expect(findings({ topology, facts: trusting(other), known: knows() })).toHaveLength(1);
  });

  it('without a key must be trusted beside the next one before that issues', () => {
    const topology = topologyOf([2, 1], { certificate: first.certificate });
    expect(findings({ topology, facts: holding(), known: knows() }).join()).toContain(
      'does not trust CA 2 yet',
    );
    expect(findings({ topology, facts: holding({ trusts: ['1', '2'] }), known: knows() })).toEqual([]);
  });

  it('without a key signs nothing: hosts keep what they have, and are told whom to trust as well', async () => {
    const topology = topologyOf([1, 2], { certificate: first.certificate });
    const run = await deployed(topology);
    const names = run.resources.map(({ name }) => name);
    expect(names).toContain('cluster1-keys-ca-2');
    expect(names.filter((name) => /^cluster1-keys-(broker|client)/.test(name))).toEqual([]);
    const [mark] = topology.clusters.map((cluster) => caId(cluster.tls, 1));
    const broker = stdinOf(resourceOf(run, 'cluster1-broker-1-secrets'));
    expect(broker).toMatch(/^set keep yes$/m);
    expect(broker).toContain(`set trusts ${mark} 2\nset issuer ${mark}\n`);
    expect(broker).not.toMatch(/^file tls\.(key|crt)$/m);
    expect(broker).toMatch(/^file tls\.ca$/m);
    const client = stdinOf(resourceOf(run, 'kafkaclientmachine2-client-cluster1-keys'));
    expect(client).toMatch(/^set keep yes$/m);
    expect(client).not.toMatch(/^file keystore\.pem$/m);
  });
});

describe('what a state says of CAs', () => {
  it('is their certificates', () => {
    const type = 'tls:index/selfSignedCert:SelfSignedCert';
    const state = {
      deployment: {
        resources: [
          { urn: 'u::cluster1-keys-ca', type, outputs: { certPem: 'PEM' } },
          { urn: 'u::half', type },
          { urn: 'u::other', type: 'tls:index/privateKey:PrivateKey', outputs: { certPem: 'no' } },
        ],
      },
    };
    expect(parseAuthorities(JSON.stringify(state))).toEqual(['PEM']);
    expect(parseAuthorities('{"deployment":null}')).toEqual([]);
    const hidden = { urn: 'u::hidden', type, outputs: { certPem: { ciphertext: 'v1:' } } };
    const [one] = state.deployment.resources;
    expect(parseAuthorities(JSON.stringify({ deployment: { resources: [one, hidden] } }))).toBe(undefined);
    expect(findings({ facts: holding(), known: knownState(1, undefined, {}) })).toEqual([]);
  });
});
