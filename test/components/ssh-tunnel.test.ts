// Proves what is registered for tunnels, and in which order; that they stand, the lab's case `tunnel` proves.
import { beforeAll, describe, expect, it } from 'vitest';
import { deployed, hostIdOf, stdinOf } from '../support/deployment.ts';
import { resourceOf, type Run, waitsFor } from '../support/mocks.ts';
import { devValues, set, topologyOf } from '../support/config-fixture.ts';

const keyList = 'kafkaclientmachine1-tunnel-doors-list';
const tunnel = 'kafkaclientmachine2-tunnel-cluster2';
const parts = ['identity', 'service'].map((what) => `${tunnel}-${what}`);

function abandoning(...hosts: string[]) {
  const values = devValues();
  set(values, ['abandonHosts'], hosts);
  return topologyOf(values);
}

describe('the tunnel of the dev stack', () => {
  const topology = topologyOf(devValues());
  let run: Run;
  beforeAll(async () => {
    run = await deployed(topology);
  });

  it('has its private key in one secret document, on its client', () => {
    const holding = run.resources.filter(({ inputs }) =>
      JSON.stringify(inputs).includes('OPENSSH PRIVATE KEY'),
    );
    expect(holding.map(({ name }) => name)).toEqual([`${tunnel}-identity`]);
    expect(holding[0]?.secrets).toContain('stdin');
    expect(holding.map((one) => hostIdOf(topology, one))).toEqual(['kafkaclientmachine2']);
  });

  it('is started when its machine knows the key, and lets in logins by its new rules', () => {
    const before = waitsFor(run, `${tunnel}-service`);
    expect([...before]).toEqual(
      expect.arrayContaining([keyList, `${tunnel}-identity`, 'kafkaclientmachine1-firewall-rules']),
    );
    expect(hostIdOf(topology, resourceOf(run, keyList))).toBe('kafkaclientmachine1');
    const [, key = ''] = /ssh-ed25519 (\S+) /.exec(stdinOf(resourceOf(run, keyList))) ?? [];
    expect(Buffer.from(key, 'base64').toString()).toBe(`${tunnel}-key`);
  });
});

describe('where a machine is abandoned', () => {
  it('no tunnel leads there, and its list stays as it is recorded', async () => {
    const run = await deployed(abandoning('kafkaclientmachine1'), { recorded: [keyList, ...parts] });
    expect(run.resources.filter(({ name }) => name.startsWith(tunnel))).toEqual([]);
    expect(resourceOf(run, keyList)).toMatchObject({ retained: true, ignored: ['*'] });
  });

  it('a client’s key leaves the list, and the rest stays as it is recorded', async () => {
    const run = await deployed(abandoning('kafkaclientmachine2'), { recorded: parts });
    expect(stdinOf(resourceOf(run, keyList))).not.toContain('ssh-ed25519');
    for (const name of parts) expect(resourceOf(run, name)).toMatchObject({ retained: true, ignored: ['*'] });
  });
});
