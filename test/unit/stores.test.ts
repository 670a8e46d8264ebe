// Proves what openssl and Java find in the stores that a host makes; not that a broker serves them, nor who may read them.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import { secretsDocument } from '../../templates/broker.ts';
import type { Document } from '../../templates/document.ts';
import { type Identity, type NodeKeys, storesHash } from '../../templates/keys.ts';
import { type Authority, makeAuthority, makeIdentity } from '../support/certificates.ts';
import { readProperties } from '../support/java-properties.ts';
import { type Outcome, TemporaryHost } from './client-host.ts';
import { devValues, topologyOf } from './config-fixture.ts';

vi.setConfig({ testTimeout: 60_000 });

const hasJava = spawnSync('keytool', ['-help']).status === 0;
const unit = 'kafka-cluster1-2';
const password = 'correct-horse-battery';

let host: TemporaryHost;
let authority: Authority;
let identity: Identity;
beforeAll(() => {
  authority = makeAuthority('test CA');
  identity = makeIdentity(authority, 'cluster1-broker-2');
});
beforeEach(() => {
  host = new TemporaryHost();
  mkdirSync(host.path('/usr/bin'), { recursive: true });
  const java = execFileSync('sh', ['-c', 'readlink -f "$(command -v java)" || true'], { encoding: 'utf8' });
  symlinkSync(java.trim(), host.path('/usr/bin/java'));
});
afterEach(() => host.remove());

function documentOf(keys: NodeKeys): Document {
  const topology = topologyOf(devValues());
  const [cluster] = topology.clusters;
  const broker = cluster?.brokers[1];
  if (!cluster || !broker) throw new Error('no second broker');
  const hosts = new Map(topology.hosts.map((each) => [each.id, each]));
  const document = secretsDocument({ cluster, broker, plan: makePlan(topology), hosts }, {}, keys);
  if (!document) throw new Error('no document');
  return document;
}

// There is no such group here; the lab looks at owners.
const anyOwner = 'chown() { :; }';
const converge = (keys: NodeKeys): Outcome =>
  host.run('converge', 'secrets', unit, documentOf(keys), anyOwner);
const folders = (): string[] => readdirSync(host.path(`/etc/kafka-proxied/${unit}/tls`)).sort();
const keysOf = (own: Identity): NodeKeys => ({ ...own, password });

describe.skipIf(!hasJava)('stores (need a JDK on this machine)', () => {
  const store = (name: string): string =>
    host.path(`/etc/kafka-proxied/${unit}/tls/${storesHash(keysOf(identity))}/${name}`);

  it('hold the key with its chain, and the authority as one that Java trusts', () => {
    expect(converge(keysOf(identity))).toMatchObject({ code: 0, stderr: '' });
    const inside = (file: string): string =>
      execFileSync('keytool', ['-list', '-v', '-keystore', file, '-storepass', password], {
        encoding: 'utf8',
      });
    const own = inside(store('keystore.p12'));
    expect(own).toContain('Entry type: PrivateKeyEntry');
    expect(own).toContain('Certificate chain length: 2');
    expect(own).toContain('Owner: CN=cluster1-broker-2');
    const trusted = inside(store('truststore.p12'));
    expect(trusted).toContain('Entry type: trustedCertEntry');
    expect(trusted).toContain('Owner: CN=test CA');
  });

  it('trust each of several authorities', () => {
    const authorities = authority.certificate + makeAuthority('next CA').certificate;
    const keys = keysOf({ ...identity, authorities });
    expect(converge(keys)).toMatchObject({ code: 0, stderr: '' });
    const file = host.path(`/etc/kafka-proxied/${unit}/tls/${storesHash(keys)}/truststore.p12`);
    const all = execFileSync('keytool', ['-list', '-keystore', file, '-storepass', password], {
      encoding: 'utf8',
    });
    expect(all).toContain('Your keystore contains 2 entries');
  });

  it('are named in the properties that the broker reads', () => {
    converge(keysOf(identity));
    const properties = readProperties(host.read(`/etc/kafka-proxied/${unit}/secret.properties`));
    const external = (name: string): string | undefined => properties[`listener.name.external.ssl.${name}`];
    expect(host.path(external('keystore.location') ?? '')).toBe(store('keystore.p12'));
    expect(host.path(external('truststore.location') ?? '')).toBe(store('truststore.p12'));
    for (const name of ['keystore.password', 'key.password', 'truststore.password'])
      expect(external(name)).toBe(password);
  });

  it('stay beside new ones as long as a broker may run with them', () => {
    const identities = [1, 2, 3].map((n) => keysOf(makeIdentity(authority, `key ${n}`)));
    for (const keys of identities) converge(keys);
    expect(folders()).toEqual(identities.slice(1).map(storesHash).sort());
  });

  it('leave no key or password elsewhere, and go with their resource', () => {
    expect(converge(keysOf(identity)).results).not.toContain(password);
    const kept = execFileSync('grep', ['-rlE', `PRIVATE KEY|${password}`, host.path('/etc')], {
      encoding: 'utf8',
    });
    expect(kept.trim()).toBe(host.path(`/etc/kafka-proxied/${unit}/secret.properties`));
    expect(host.run('remove', 'secrets', unit, documentOf(keysOf(identity))).code).toBe(0);
    expect(readdirSync(host.path(`/etc/kafka-proxied/${unit}`))).toEqual([]);
  });

  it('are not switched to where a key does not fit its certificate', () => {
    converge(keysOf(identity));
    const other = { ...identity, key: makeIdentity(authority, 'other').key };
    const { code, stderr } = converge(keysOf(other));
    expect(code).toBe(1);
    expect(stderr).toMatch(/the key store of kafka-cluster1-2 could not be made: .*/);
    expect(host.read(`/etc/kafka-proxied/${unit}/secret.properties`)).toContain(storesHash(keysOf(identity)));
  });
});
