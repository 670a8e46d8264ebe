// Does not prove that anything is carried: only what is made for a mirror, on which host, after what, and what is secret.
import { expect, test } from 'vitest';
import { set, mirroredValues, topologyOf } from '../support/config-fixture.ts';
import { deployed, factsAfter, hostIdOf, stdinOf } from '../support/deployment.ts';
import { resourceOf, waitsFor } from '../support/mocks.ts';

function withCertificates() {
  const values = mirroredValues();
  set(values, ['clusters', 'cluster1', 'tls'], { clientAuth: 'required' });
  return topologyOf(values);
}

test('a mirror has its keys and one service, after the topics of both clusters', async () => {
  const topology = withCertificates();
  const run = await deployed(topology);
  const component = resourceOf(run, 'mirror-cloud');
  expect(component.type).toBe('kafka-proxied:index:MirrorMaker');
  expect(component.outputs).toEqual({ unit: 'kafka-mirror-cloud' });
  const children = run.resources.filter(({ parent }) => parent === 'mirror-cloud');
  expect(children.map(({ name }) => name).sort()).toEqual(['mirror-cloud-keys', 'mirror-cloud-service']);
  for (const child of children) expect(hostIdOf(topology, child)).toBe('kafkaclientmachine1');
  expect([...waitsFor(run, 'mirror-cloud-service')]).toEqual(
    expect.arrayContaining(['cluster1-topics-declared', 'cluster2-topics-declared', 'mirror-cloud-keys']),
  );
});

test('it has a certificate of its own, from the CA of the cluster that asks for one', async () => {
  const run = await deployed(withCertificates());
  const request = resourceOf(run, 'cluster1-keys-client-mirror-cloud-request');
  expect(request.inputs['subject']).toMatchObject({ commonName: 'mirror-cloud' });
  const keys = resourceOf(run, 'mirror-cloud-keys');
  expect(keys.secrets).toContain('stdin');
  expect(stdinOf(keys)).toContain('file cluster1.keystore.pem\n');
  expect(stdinOf(keys)).not.toContain('cluster2');
  const service = resourceOf(run, 'mirror-cloud-service');
  expect(service.secrets).not.toContain('stdin');
  expect(stdinOf(service)).not.toContain('BEGIN');
});

test('where nobody asks for a certificate, there is only the CA to trust', async () => {
  const run = await deployed(topologyOf(mirroredValues()));
  expect(run.resources.filter(({ name }) => name.includes('client-mirror'))).toEqual([]);
  expect(stdinOf(resourceOf(run, 'mirror-cloud-keys'))).not.toContain('keystore');
});

test('where both clusters speak plain text, there are no keys', async () => {
  const values = mirroredValues();
  set(values, ['clusters', 'cluster1', 'tls'], { external: false });
  const run = await deployed(topologyOf(values));
  const children = run.resources.filter(({ parent }) => parent === 'mirror-cloud');
  expect(children.map(({ name }) => name)).toEqual(['mirror-cloud-service']);
});

test('on a host as it was left nothing differs, and another setting changes the mirror alone', async () => {
  const values = mirroredValues();
  const topology = topologyOf(values);
  const first = await deployed(topology);
  const facts = factsAfter(topology, first);
  const later = { facts, now: '2026-03-03T03:03:03.333Z' };
  const again = await deployed(topology, later);
  const texts = (run: typeof first) => new Map(run.resources.map((one) => [one.name, stdinOf(one)]));
  expect(texts(again)).toEqual(texts(first));

  set(values, ['mirrors', 'cloud', 'settings'], { 'offset.lag.max': 10 });
  const changed = texts(await deployed(topologyOf(values), later));
  expect(
    [...changed].filter(([name, text]) => texts(first).get(name) !== text).map(([name]) => name),
  ).toEqual(['mirror-cloud-service']);
});

test('a mirror that runs with other keys is restarted, and that is said', async () => {
  const topology = withCertificates();
  const facts = factsAfter(topology, await deployed(topology));
  const service = facts['kafkaclientmachine1']?.services['kafka-mirror-cloud'];
  if (!service) throw new Error('the mirror does not run');
  service.stores = 'other';
  const run = await deployed(topology, { facts });
  expect(run.notes).toContain(
    'kafka-mirror-cloud on kafkaclientmachine1 will be restarted: its certificates change',
  );
  expect(stdinOf(resourceOf(run, 'mirror-cloud-service'))).toContain('other certificates');
});
