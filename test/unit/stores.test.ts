// Proves what openssl and Java find in the stores that a host makes; not that a broker serves them, nor who may read them.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { secretsDocument } from '../../templates/broker.ts';
import type { Document } from '../../templates/document.ts';
import { type Identity, keptIdentity, type NodeKeys } from '../../templates/identity.ts';
import { storesHash } from '../../templates/stores.ts';
import { type Authority, makeAuthority, makeIdentity } from '../support/certificates.ts';
import { readProperties } from '../support/java-properties.ts';
import { type Outcome, temporaryHost } from '../support/temporary-host.ts';
import { brokerFactsOf, devValues, topologyOf } from '../support/config-fixture.ts';

const hasJava = spawnSync('keytool', ['-help']).status === 0;
const unit = 'kafka-cluster1-2';
const password = 'correct-horse-battery';

const host = temporaryHost();
let authority: Authority;
let identity: Identity;
beforeAll(() => {
  authority = makeAuthority('test CA');
  identity = makeIdentity(authority, 'cluster1-broker-2');
});
beforeEach(() => {
  mkdirSync(host.path('/usr/bin'), { recursive: true });
  const java = execFileSync('sh', ['-c', 'readlink -f "$(command -v java)" || true'], { encoding: 'utf8' });
  symlinkSync(java.trim(), host.path('/usr/bin/java'));
});

function documentOf(keys: NodeKeys): Document {
  const document = secretsDocument(brokerFactsOf(topologyOf(devValues()), 2), {}, keys);
  if (!document) throw new Error('no document');
  return document;
}

// There is no such group here; the lab looks at owners.
const anyOwner = 'chown() { :; }';
const converge = (keys: NodeKeys): Outcome =>
  host.run('converge', 'secrets', unit, documentOf(keys), anyOwner);
/** What a start of the unit does with its stores. */
function start(): void {
  mkdirSync(host.path(`/run/kafka-proxied/${unit}`), { recursive: true });
  const lines = `set -euo pipefail; . "$1/lib.sh"; . "$1/stores.sh"; use_stores ${unit}`;
  execFileSync('bash', ['-c', lines, '_', host.scripts]);
}
const folders = (): string[] => readdirSync(host.path(`/etc/kafka-proxied/${unit}/tls`)).sort();
const keysOf = (own: Identity, ...names: string[]): NodeKeys => ({ ...own, password, names });

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
    const current = `/etc/kafka-proxied/${unit}/tls/current`;
    expect(external('keystore.location')).toBe(`${current}/keystore.p12`);
    expect(external('truststore.location')).toBe(`${current}/truststore.p12`);
    start();
    expect(readlinkSync(host.path(current))).toBe(storesHash(keysOf(identity)));
    for (const name of ['keystore.password', 'key.password', 'truststore.password'])
      expect(external(name)).toBe(password);
  });

  it('stay beside new ones as long as a broker may run with them', () => {
    const [first, ...others] = [1, 2, 3].map((n) => keysOf(makeIdentity(authority, `key ${n}`)));
    if (!first) throw new Error('no keys');
    converge(first);
    start();
    for (const keys of others) converge(keys);
    const kept = [...[first, ...others.slice(-1)].map(storesHash), 'current'].sort();
    expect(folders()).toEqual(kept);
    start();
    converge(first);
    expect(folders()).toEqual(kept);
    const without: Document = { params: {}, files: { 'secret.properties': 'a=b\n' } };
    expect(host.run('converge', 'secrets', unit, without, anyOwner).code).toBe(0);
    expect(host.has(`/etc/kafka-proxied/${unit}/tls/current/keystore.p12`)).toBe(true);
    start();
    expect(host.has(`/etc/kafka-proxied/${unit}/tls`)).toBe(false);
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
    const before = host.read(`/etc/kafka-proxied/${unit}/secret.properties`);
    const { code, stderr } = converge(keysOf(other));
    expect(code).toBe(1);
    expect(stderr).toContain(
      'the certificate of kafka-cluster1-2 was not taken: it is not of the key that came with it. Nothing was changed',
    );
    expect(host.read(`/etc/kafka-proxied/${unit}/secret.properties`)).toBe(before);
    expect(folders()).toEqual([storesHash(keysOf(identity))]);
  });

  it('keep the key and certificate that they have where none come, also after an interruption', () => {
    const inside = (of: NodeKeys): string =>
      execFileSync(
        'openssl',
        [
          ...['pkcs12', '-nodes', '-passin', `pass:${of.password}`, '-in'],
          host.path(`/etc/kafka-proxied/${unit}/tls/${storesHash(of)}/keystore.p12`),
        ],
        { encoding: 'utf8' },
      );
    const lines = (pem: string): string => pem.split('\n').slice(1, 3).join('\n');
    const holds = (of: NodeKeys): boolean =>
      [identity.key, identity.certificate].every((pem) => inside(of).includes(lines(pem)));
    converge(keysOf(identity));
    start();
    const both = authority.certificate + makeAuthority('next CA').certificate;
    const kept = (word: string): NodeKeys => ({
      ...keptIdentity,
      authorities: both,
      password: word,
      names: [],
    });
    // The second comes before any start took the first, and then once more.
    for (const of of [kept('first-word'), kept('second-word'), kept('second-word')]) {
      expect(converge(of)).toMatchObject({ code: 0, stderr: '' });
      expect(holds(of)).toBe(true);
    }
  }, 300_000);

  it('can’t keep what was never there', () => {
    const { code, stderr } = converge(keysOf({ ...identity, ...keptIdentity }));
    expect(code).toBe(1);
    expect(stderr).toMatch(/has no key and certificate to keep, .*put it first in tls\.authorities/);
    expect(host.has(`/etc/kafka-proxied/${unit}/secret.properties`)).toBe(false);
  });

  const named = ['one.example', '10.0.0.1', 'fd00::1'];
  const inCertificate = 'DNS:one.example,IP:10.0.0.1,IP:fd00::1';

  it('are made of a certificate that holds for all its names', () => {
    const good = makeIdentity(authority, 'good', inCertificate);
    expect(converge(keysOf(good, ...named))).toMatchObject({ code: 0, stderr: '' });
  });

  it('are not made of one that has expired, lacks names, or is of another authority: all of it is told', () => {
    const past = makeIdentity(authority, 'past', 'DNS:one.example', -1);
    const { code, stderr } = converge(keysOf(past, ...named));
    expect(code).toBe(1);
    expect(stderr).toContain(
      'was not taken: it does not hold: certificate has expired; it does not hold the name 10.0.0.1; it does not hold the name fd00::1. Nothing',
    );
    const foreign = { ...makeIdentity(makeAuthority('foreign CA'), 'x'), authorities: authority.certificate };
    expect(converge(keysOf(foreign)).stderr).toContain(
      'it does not hold: unable to get local issuer certificate. Nothing was changed',
    );
    expect(readdirSync(host.path(`/etc/kafka-proxied/${unit}`))).toEqual([]);
  });
});
