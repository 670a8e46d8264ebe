// Proves what a stack makes of the keys that another one exports, and what it refuses; not that Pulumi hands them over.
import * as pulumi from '@pulumi/pulumi';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ExportedKeys } from '../../components/client-keys.ts';
import { keysOfOtherStacks } from '../../components/other-stacks.ts';
import { resolveOtherClusters } from '../../config/other-clusters.ts';
import { makePlan } from '../../config/plan/make.ts';
import type { Topology } from '../../config/topology.ts';
import { deployed, stdinOf } from '../support/deployment.ts';
import { resourceOf, type Run } from '../support/mocks.ts';
import { topologyOf } from '../support/config-fixture.ts';
import { firstValues, outside, reachOfFirst, secondValues } from '../support/two-stacks.ts';

/** All that show the first stack's cluster a certificate. */
const showing = [...outside, 'mirror-copy'];

const identityOf = (client: string): string =>
  `-----BEGIN PRIVATE KEY-----\nkey of ${client}\n-----END PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----\nof ${client}\n-----END CERTIFICATE-----\n`;

async function second(): Promise<Topology> {
  const answer = await resolveOtherClusters(topologyOf(secondValues()), () =>
    Promise.resolve({ reach: reachOfFirst() }),
  );
  return answer.topology;
}

describe('the clients of another stack’s cluster', () => {
  let run: Run;
  beforeAll(async () => {
    const topology = await second();
    const reach = topology.otherClusters[0]?.reach;
    if (!reach) throw new Error('nothing was said');
    const identities = Object.fromEntries(showing.map((client) => [client, identityOf(client)]));
    run = await deployed(topology, {
      otherKeys: () => new Map([['cluster1', new ExportedKeys(reach, identities)]]),
    });
  });

  it.each(outside)('%s gets its own key and the CA, as a secret', (client) => {
    const { secrets, inputs } = resourceOf(run, `${client}-client-cluster1-keys`);
    expect(secrets).toContain('stdin');
    expect(inputs['stdin']).toContain(`key of ${client}\n`);
    expect(inputs['stdin']).toContain('file ca.pem\n  A CA\n');
    for (const other of outside.filter((one) => one !== client))
      expect(inputs['stdin']).not.toContain(`key of ${other}`);
  });

  it('get the files that the first stack would write', async () => {
    const first = firstValues();
    const all = firstValues();
    for (const client of outside)
      delete (all['hosts'] as Record<string, { managed?: boolean }>)[client]?.managed;
    expect(first).not.toEqual(all);
    const alone = await deployed(topologyOf(all));
    const filesOf = (of: Run): string | undefined =>
      /\nfile cluster1\.client\.properties\n(?: {2}.*\n)*/.exec(
        stdinOf(resourceOf(of, 'kafkaclientmachine2-client-files')),
      )?.[0];
    expect(filesOf(run)).toContain('keystore.pem');
    expect(filesOf(run)).toBe(filesOf(alone));
  });

  it('get nothing of the cluster’s brokers', () => {
    expect(run.resources.filter(({ name }) => name.startsWith('cluster1'))).toEqual([]);
  });
});

describe('keys of another stack', () => {
  afterEach(() => void vi.restoreAllMocks());

  async function refused(clientIdentities: unknown): Promise<string> {
    vi.spyOn(pulumi.StackReference.prototype, 'getOutputDetails').mockResolvedValue({
      secretValue: clientIdentities,
    });
    await pulumi.runtime.setMocks({
      newResource: ({ name, inputs }) => ({ id: name, state: inputs as object }),
      call: ({ inputs }) => inputs as Record<string, unknown>,
    });
    const topology = await second();
    try {
      const keys = await keysOfOtherStacks(topology, makePlan(topology));
      return [...keys.keys()].join();
    } catch (error) {
      expect(pulumi.RunError.isInstance(error)).toBe(true);
      return (error as Error).message;
    }
  }

  it('are taken where every client has its own', async () => {
    const identities = Object.fromEntries(showing.map((client) => [client, identityOf(client)]));
    expect(await refused({ cluster1: identities })).toBe('cluster1');
  });

  // What Pulumi hands out for secrets that another passphrase encrypts.
  it.each([
    {},
    undefined,
    '',
    { cluster1: '' },
    { cluster1: { kafkaclientmachine1: '', kafkaclientmachine2: {} } },
  ])('are refused where %j is all there is to read', async (exported) => {
    const text = await refused(exported);
    expect(text).toContain('holds none for kafkaclientmachine1, kafkaclientmachine2, mirror-copy');
    expect(text).toContain('the same passphrase');
  });

  it.each(showing)('are refused where %s alone has none', async (without) => {
    const others = showing.filter((name) => name !== without);
    const text = await refused({
      cluster1: Object.fromEntries(others.map((name) => [name, identityOf(name)])),
    });
    expect(text).toContain(`holds none for ${without} that`);
    expect(text).toContain('list mirror-copy there under kafka-proxied:clusters.cluster1.tls.identities');
  });
});

describe('a mirror from another stack’s cluster', () => {
  it('shows the certificate that this one made for it', async () => {
    const topology = await second();
    const reach = topology.otherClusters[0]?.reach;
    if (!reach) throw new Error('nothing was said');
    const identities = Object.fromEntries(showing.map((name) => [name, identityOf(name)]));
    const run = await deployed(topology, {
      otherKeys: () => new Map([['cluster1', new ExportedKeys(reach, identities)]]),
    });
    const { secrets, inputs } = resourceOf(run, 'mirror-copy-keys');
    expect(secrets).toContain('stdin');
    expect(inputs['stdin']).toContain('key of mirror-copy\n');
    expect(inputs['stdin']).not.toContain('key of kafkaclientmachine');
  });

  it('is left out while that stack is not up', async () => {
    const run = await deployed(topologyOf(secondValues()));
    expect(run.resources.filter(({ name }) => name.startsWith('mirror'))).toEqual([]);
  });
});

describe('the stack of the cluster', () => {
  it('makes certificates for what is described elsewhere, and puts them nowhere', async () => {
    const run = await deployed(topologyOf(firstValues()));
    const { inputs } = resourceOf(run, 'cluster1-keys-client-mirror-copy-request');
    expect(inputs).toMatchObject({ subject: { commonName: 'mirror-copy' } });
    const text = Buffer.from('cluster1-keys-client-mirror-copy-key').toString('base64');
    const placed = run.resources.filter(({ type }) => type.startsWith('command:'));
    expect(placed.filter((resource) => stdinOf(resource).includes(text))).toEqual([]);
  });
});
