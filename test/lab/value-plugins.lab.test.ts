// Does not prove: what clients make of the certificates. Keys, certificates and a password come out of a `pulumi up`, by whichever plugins set-up chose, and stay as they are.
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensurePlugins } from '../../setup/plugins.ts';
import { ensurePulumi } from '../../setup/pulumi.ts';
import { smallProgram, type Recorded, type SmallProgram } from '../support/small-program.ts';

const temporary = mkdtempSync(join(tmpdir(), 'kafka-proxied-plugins-'));
afterAll(() => rmSync(temporary, { recursive: true }));

const text = `
import * as random from '@pulumi/random';
import * as tls from '@pulumi/tls';

const caKey = new tls.PrivateKey('ca-key', { algorithm: 'ECDSA', ecdsaCurve: 'P256' });
const ca = new tls.SelfSignedCert('ca', {
  privateKeyPem: caKey.privateKeyPem,
  subject: { commonName: 'test authority', organization: 'kafka-proxied' },
  isCaCertificate: true,
  setSubjectKeyId: true,
  allowedUses: ['cert_signing', 'crl_signing'],
  validityPeriodHours: 1000,
});
const key = new tls.PrivateKey('key', { algorithm: 'ECDSA', ecdsaCurve: 'P256' });
const request = new tls.CertRequest('request', {
  privateKeyPem: key.privateKeyPem,
  subject: { commonName: 'broker' },
  dnsNames: ['broker.test'],
  ipAddresses: ['192.0.2.1'],
});
const certificate = new tls.LocallySignedCert('certificate', {
  caCertPem: ca.certPem,
  caPrivateKeyPem: caKey.privateKeyPem,
  certRequestPem: request.certRequestPem,
  allowedUses: ['digital_signature', 'client_auth', 'server_auth'],
  validityPeriodHours: 100,
  earlyRenewalHours: 10,
});
const password = new random.RandomPassword('password', { length: 24, special: false });
export const caPem = ca.certPem;
export const pem = certificate.certPem;
export const renew = certificate.readyForRenewal;
export const secret = password.result;
`;

let program: SmallProgram;
const change = (from: string, to: string): void => {
  const before = readFileSync(join(program.folder, 'index.ts'), 'utf8');
  expect(before).toContain(from);
  writeFileSync(join(program.folder, 'index.ts'), before.replace(from, to));
};
const byName = (resources: readonly Recorded[], name: string): Recorded => {
  const found = resources.find(({ urn }) => urn.endsWith(`::${name}`));
  if (!found) throw new Error(`no ${name} in the state`);
  return found;
};
/** A secret in an exported state is an object with a signature. */
const secretsOf = (resource: Recorded): string[] =>
  Object.entries(resource.outputs ?? {})
    .filter(([, value]) => typeof value === 'object' && value !== null && 'ciphertext' in value)
    .map(([name]) => name)
    .sort();

beforeAll(async () => {
  await ensurePlugins();
  program = await smallProgram(await ensurePulumi(), { text, in: temporary });
});

describe('the plugins for keys, certificates and passwords', () => {
  it('make them, and keep what is private encrypted', async () => {
    const up = await program.pulumi('up', '--yes', '--skip-preview');
    expect(up.failed, up.all).toBe(false);
    expect(up.all).not.toContain('PRIVATE KEY');
    const state = await program.state();
    expect(secretsOf(byName(state, 'key'))).toEqual([
      'privateKeyOpenssh',
      'privateKeyPem',
      'privateKeyPemPkcs8',
    ]);
    expect(secretsOf(byName(state, 'ca'))).toEqual(['privateKeyPem']);
    expect(secretsOf(byName(state, 'request'))).toEqual(['privateKeyPem']);
    expect(secretsOf(byName(state, 'certificate'))).toEqual(['caPrivateKeyPem']);
    expect(secretsOf(byName(state, 'password'))).toContain('result');
    const { certPem } = byName(state, 'certificate').outputs as { certPem: string };
    const authority = new X509Certificate((byName(state, 'ca').outputs as { certPem: string }).certPem);
    const certificate = new X509Certificate(certPem);
    expect(authority.ca).toBe(true);
    expect(certificate.checkIssued(authority)).toBe(true);
    expect(certificate.verify(authority.publicKey)).toBe(true);
    expect(certificate.subjectAltName).toBe('DNS:broker.test, IP Address:192.0.2.1');
  });

  it('change nothing the second time, nor after a refresh', async () => {
    const again = await program.pulumi('up', '--yes', '--skip-preview');
    expect(again.all).toMatch(/Resources:\n\s+7 unchanged/);
    const refreshed = await program.pulumi('refresh', '--yes', '--skip-preview');
    expect(refreshed.all).toMatch(/Resources:\n\s+7 unchanged/);
    expect((await program.pulumi('preview', '--expect-no-changes')).failed).toBe(false);
  });

  it('keep a certificate when only its renewal moves, and make another when that is due', async () => {
    const before = byName(await program.state(), 'certificate').id;
    change('earlyRenewalHours: 10', 'earlyRenewalHours: 20');
    const moved = await program.pulumi('up', '--yes', '--skip-preview');
    expect(moved.all).toMatch(/~ 1 updated/);
    expect(byName(await program.state(), 'certificate').id).toBe(before);
    change('earlyRenewalHours: 20', 'earlyRenewalHours: 100');
    const due = await program.pulumi('up', '--yes', '--skip-preview');
    expect(due.all).toMatch(/1 replaced/);
    expect(byName(await program.state(), 'certificate').id).not.toBe(before);
    change('earlyRenewalHours: 100', 'earlyRenewalHours: 10');
    await program.pulumi('up', '--yes', '--skip-preview');
  });

  it('replace what another input is made into, and all that follows from it', async () => {
    change("'ca-key', { algorithm: 'ECDSA', ecdsaCurve: 'P256' }", "'ca-key', { algorithm: 'ED25519' }");
    const preview = await program.pulumi('preview');
    expect(preview.all).toMatch(/\+-3 to replace/);
    const up = await program.pulumi('up', '--yes', '--skip-preview');
    expect(up.failed, up.all).toBe(false);
    expect(up.all).toMatch(/\+-3 replaced/);
  });
});
