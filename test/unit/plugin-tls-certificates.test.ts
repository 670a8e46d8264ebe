// Doesn't prove: that Java's TLS accepts the certificates; OpenSSL and Node.js do.
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isSecret, reveal, secret, type Props } from '../../plugins/shared/wire.ts';
import { newTlsProvider } from '../../plugins/tls/src/provider.ts';
import { make, mistakesOf, urns, type Made } from '../support/value-plugin.ts';

const folder = mkdtempSync(join(tmpdir(), 'plugin-tls-'));
afterAll(() => rmSync(folder, { recursive: true }));

const provider = newTlsProvider();
const keys = [
  { algorithm: 'RSA', rsaBits: 2048 },
  { algorithm: 'ECDSA', ecdsaCurve: 'P256' },
  { algorithm: 'ECDSA', ecdsaCurve: 'P384' },
  { algorithm: 'ECDSA', ecdsaCurve: 'P521' },
  { algorithm: 'ED25519' },
];
const authorityInputs = {
  subject: {
    commonName: 'authority',
    organization: 'Some "Org", Ltd. #1',
    country: 'CH',
    province: 'Zürich',
  },
  isCaCertificate: true,
  maxPathLength: 0,
  allowedUses: ['cert_signing', 'crl_signing'],
  validityPeriodHours: 24 * 3650,
};
const names = {
  dnsNames: ['broker.test', '*.lan.test'],
  ipAddresses: ['192.0.2.1', '2001:db8::1'],
  uris: ['spiffe://a/b'],
};
const leafInputs = {
  allowedUses: ['digital_signature', 'key_encipherment', 'server_auth', 'client_auth'],
  validityPeriodHours: 48,
};

async function openssl(args: string[], input?: string): Promise<string> {
  return (await execa('openssl', args, { ...(input === undefined ? {} : { input }), all: true })).all;
}

const text = (pem: unknown): Promise<string> =>
  openssl(['x509', '-noout', '-text', '-nameopt', 'RFC2253,utf8,-esc_msb'], pem as string);

async function verified(authority: string, certificate: string, ...more: string[]): Promise<string> {
  const [ca, leaf] = [join(folder, 'ca.pem'), join(folder, 'leaf.pem')];
  writeFileSync(ca, authority);
  writeFileSync(leaf, certificate);
  return openssl(['verify', '-x509_strict', '-CAfile', ca, ...more, leaf]);
}

/** An authority, and a certificate that it signed for another key. */
async function chain(key: Props, own = newTlsProvider(), more: Props = {}) {
  const caKey = await make(own, urns.privateKey, key);
  const ca = await make(own, urns.selfSignedCert, {
    ...authorityInputs,
    privateKeyPem: caKey.outs['privateKeyPem'],
  });
  const leafKey = await make(own, urns.privateKey, key);
  const { privateKeyPem } = leafKey.outs;
  const request = await make(own, urns.certRequest, {
    ...names,
    subject: { commonName: 'broker' },
    privateKeyPem,
  });
  const inputs = {
    ...leafInputs,
    caCertPem: ca.outs['certPem'],
    caPrivateKeyPem: caKey.outs['privateKeyPem'],
    certRequestPem: request.outs['certRequestPem'],
    ...more,
  };
  return { caKey, ca, leafKey, request, inputs, leaf: await make(own, urns.locallySignedCert, inputs) };
}

describe.each(keys)('with keys of %j', (key) => {
  it('a chain holds for OpenSSL and Node.js', async () => {
    const { ca, leaf, leafKey, request } = await chain(key);
    const [caPem, leafPem] = [ca.outs['certPem'] as string, leaf.outs['certPem'] as string];
    expect(await verified(caPem, leafPem, '-purpose', 'sslserver', '-verify_ip', '192.0.2.1')).toMatch(
      /: OK$/,
    );
    expect(await verified(caPem, leafPem, '-purpose', 'sslclient', '-verify_hostname', 'a.lan.test')).toMatch(
      /: OK$/,
    );
    const certificate = new X509Certificate(leafPem);
    const authority = new X509Certificate(caPem);
    expect(certificate.verify(authority.publicKey)).toBe(true);
    expect(certificate.checkIssued(authority)).toBe(true);
    expect(authority.verify(authority.publicKey)).toBe(true);
    expect(certificate.publicKey.export({ format: 'pem', type: 'spki' })).toBe(leafKey.outs['publicKeyPem']);
    expect(await openssl(['req', '-noout', '-verify'], request.outs['certRequestPem'] as string)).toMatch(
      /verify OK/,
    );
    expect(leaf.outs['caKeyAlgorithm']).toBe(key.algorithm);
    expect(request.outs['keyAlgorithm']).toBe(key.algorithm);
    expect(leaf.id).toBe(BigInt(`0x${certificate.serialNumber}`).toString());
  });
});

describe('what a certificate says', () => {
  let made: { ca: Made; leaf: Made; request: Made };
  beforeAll(async () => {
    made = await chain({ algorithm: 'ED25519' });
  });

  it('of an authority: that it is one, its depth, key, uses and name', async () => {
    const said = await text(made.ca.outs['certPem']);
    expect(said).toMatch(/Basic Constraints: critical\n\s+CA:TRUE, pathlen:0\n/);
    expect(said).toMatch(/Key Usage: critical\n\s+Certificate Sign, CRL Sign\n/);
    expect(said).toMatch(/Subject Key Identifier: \n\s+(?:[0-9A-F]{2}:){19}[0-9A-F]{2}\n/);
    expect(said).not.toMatch(/Extended Key Usage|Authority Key Identifier|Alternative Name/);
    const subject = new X509Certificate(made.ca.outs['certPem'] as string).subject;
    expect(subject).toBe('C=CH\nST=Zürich\nO=Some \\"Org\\"\\, Ltd. #1\nCN=authority');
  });

  it('of a leaf: names, uses, and whose it is', async () => {
    const said = await text(made.leaf.outs['certPem']);
    expect(said).toMatch(/Basic Constraints: critical\n\s+CA:FALSE\n/);
    expect(said).toMatch(/X509v3 Key Usage: critical\n\s+Digital Signature, Key Encipherment\n/);
    expect(said).toMatch(
      /Extended Key Usage: \n\s+TLS Web Server Authentication, TLS Web Client Authentication\n/,
    );
    const certificate = new X509Certificate(made.leaf.outs['certPem'] as string);
    expect(certificate.subjectAltName).toBe(
      'DNS:broker.test, DNS:*.lan.test, IP Address:192.0.2.1, IP Address:2001:DB8:0:0:0:0:0:1, URI:spiffe://a/b',
    );
    expect(certificate.subject).toBe('CN=broker');
    expect(certificate.issuer).toBe(new X509Certificate(made.ca.outs['certPem'] as string).subject);
    expect(said).not.toContain('Subject Key Identifier');
    const [, authority] = /Authority Key Identifier: \n\s+(.*)\n/.exec(said) ?? [];
    expect(await text(made.ca.outs['certPem'])).toContain(
      `Subject Key Identifier: \n                ${authority}\n`,
    );
  });

  it('of a self-signed one: only what was asked for', async () => {
    const { outs } = await make(provider, urns.privateKey, { algorithm: 'ED25519' });
    const { privateKeyPem } = outs;
    const bare = await make(provider, urns.selfSignedCert, {
      privateKeyPem,
      allowedUses: [],
      validityPeriodHours: 1,
      dnsNames: ['a'],
      maxPathLength: 3,
    });
    const said = await text(bare.outs['certPem']);
    // Without a subject the alternative names are all that there is.
    expect(said).toMatch(/Alternative Name: critical\n\s+DNS:a\n/);
    expect(said).toContain('CA:FALSE\n');
    expect(said).not.toMatch(/Key Identifier|Key Usage/);
    const full = await make(provider, urns.selfSignedCert, {
      privateKeyPem,
      subject: { streetAddresses: ['1', '2'], emailAddress: 'a@b.test' },
      allowedUses: ['any_extended', 'content_commitment', 'encipher_only', 'decipher_only'],
      validityPeriodHours: 1,
      setSubjectKeyId: true,
      setAuthorityKeyId: true,
    });
    const saidOfFull = await text(full.outs['certPem']);
    expect(saidOfFull).toContain('Non Repudiation, Encipher Only, Decipher Only');
    expect(saidOfFull).toContain('Any Extended Key Usage');
    expect(saidOfFull).toMatch(/Subject: emailAddress=a@b.test,street=2,street=1\n/);
    const [, own] = /Subject Key Identifier: \n\s+(.*)\n/.exec(saidOfFull) ?? [];
    expect(saidOfFull).toContain(`Authority Key Identifier: \n                ${own}\n`);
  });

  it('sets the alternative names critical where they stand alone, in a certificate only', async () => {
    const { inputs, leafKey } = await chain({ algorithm: 'ED25519' });
    const { privateKeyPem } = leafKey.outs;
    const request = await make(provider, urns.certRequest, { dnsNames: ['a'], privateKeyPem });
    const { certRequestPem } = request.outs;
    expect(await openssl(['req', '-noout', '-text'], certRequestPem as string)).toMatch(
      /Alternative Name: \n/,
    );
    const leaf = await make(provider, urns.locallySignedCert, { ...inputs, certRequestPem });
    expect(await text(leaf.outs['certPem'])).toMatch(/Alternative Name: critical\n\s+DNS:a\n/);
  });

  it('keeps its dates beyond 2049', async () => {
    const late = newTlsProvider(() => Date.parse('2049-12-31T23:30:00.900Z'));
    const { ca } = await chain({ algorithm: 'ED25519' }, late);
    expect(ca.outs).toMatchObject({
      validityStartTime: '2049-12-31T23:30:00Z',
      validityEndTime: '2059-12-29T23:30:00Z',
    });
    const dates = await openssl(
      ['x509', '-noout', '-dates', '-dateopt', 'iso_8601'],
      ca.outs['certPem'] as string,
    );
    expect(dates).toBe('notBefore=2049-12-31 23:30:00Z\nnotAfter=2059-12-29 23:30:00Z');
  });
});

describe('secrets', () => {
  it('stay so, and a certificate is none', async () => {
    const { ca, request, leaf } = await chain({ algorithm: 'ED25519' });
    const secrets = ({ outs }: Made): string[] => Object.keys(outs).filter((name) => isSecret(outs[name]));
    expect(secrets(ca)).toEqual(['privateKeyPem']);
    expect(secrets(request)).toEqual(['privateKeyPem']);
    expect(secrets(leaf)).toEqual(['caPrivateKeyPem']);
  });

  it('are secret also where the program gave them plain', async () => {
    const { caKey, inputs } = await chain({ algorithm: 'ED25519' });
    const plain = reveal(caKey.outs['privateKeyPem']);
    const request = await make(provider, urns.certRequest, { privateKeyPem: plain, dnsNames: ['a'] });
    expect(request.outs['privateKeyPem']).toEqual(secret(plain));
    const ca = await make(provider, urns.selfSignedCert, { ...authorityInputs, privateKeyPem: plain });
    expect(ca.outs['privateKeyPem']).toEqual(secret(plain));
    const leaf = await make(provider, urns.locallySignedCert, { ...inputs, caPrivateKeyPem: plain });
    expect(leaf.outs['caPrivateKeyPem']).toEqual(secret(plain));
  });

  it('are in no error', async () => {
    const { inputs } = await chain({ algorithm: 'ED25519' });
    const bad = make(provider, urns.locallySignedCert, { ...inputs, caPrivateKeyPem: secret('PASS') });
    await expect(bad).rejects.toThrow("'caPrivateKeyPem' is no private key in PEM format without a password");
    await expect(bad).rejects.not.toThrow('PASS');
  });
});

describe('mistakes', () => {
  it.each([
    [
      { privateKeyPem: 'x', allowedUses: ['all'], validityPeriodHours: -1 },
      [
        "'allowedUses' must be a list of any_extended, cert_signing,",
        "'validityPeriodHours' must be a whole number of at least 0",
      ],
    ],
    [
      {
        privateKeyPem: 'x',
        allowedUses: [],
        validityPeriodHours: 1,
        ipAddresses: ['1.2.3'],
        dnsNames: ['', 'ä'],
      },
      [`'dnsNames' holds ""`, `'dnsNames' holds "ä"`, `'ipAddresses' holds "1.2.3", which is no IP address`],
    ],
    [
      { privateKeyPem: 'x', allowedUses: [], validityPeriodHours: 1, isCaCertificate: true },
      ["'subject' is required for an authority"],
    ],
    [
      { privateKeyPem: 'x', allowedUses: [], validityPeriodHours: 1, setAuthorityKeyId: true },
      ["'setAuthorityKeyId' needs 'setSubjectKeyId'"],
    ],
    [
      { privateKeyPemWo: 'x', allowedUses: [], validityPeriodHours: 1 },
      ["'privateKeyPem' is required", "'privateKeyPemWo' is served by the official plugin only"],
    ],
  ])('of a self-signed certificate: %j', async (inputs, expected) => {
    const found = await mistakesOf(provider, urns.selfSignedCert, inputs);
    expect(found).toEqual(expected.map((start) => expect.stringContaining(start) as string));
  });

  it('of a signed one: another key, no certificate, no request', async () => {
    const { inputs, leafKey } = await chain({ algorithm: 'ED25519' });
    const failing = (more: Props) => make(provider, urns.locallySignedCert, { ...inputs, ...more });
    await expect(failing({ caPrivateKeyPem: leafKey.outs['privateKeyPem'] })).rejects.toThrow(
      "'caPrivateKeyPem' is not the key of 'caCertPem'",
    );
    await expect(failing({ caCertPem: 'x' })).rejects.toThrow("'caCertPem' is no certificate in PEM format");
    await expect(failing({ certRequestPem: 'x' })).rejects.toThrow(
      "'certRequestPem' is no request in PEM format",
    );
  });
});
