// Doesn't prove: that Java's TLS accepts the certificates; OpenSSL and Node.js do.
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { isSecret, reveal, secret, type Props } from '../../plugins/shared/wire.ts';
import { newTlsProvider } from '../../plugins/tls/src/provider.ts';
import { make, mistakesOf, urns, type Made } from '../support/value-plugin.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();

const provider = newTlsProvider();
/** Keys that a CA's owner may bring along, beside those that are made here. */
const brought = {
  RSA: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  'P-384': () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  'P-521': () => generateKeyPairSync('ec', { namedCurve: 'P-521' }),
};
const authorities: { kind: string; algorithm: string; key: () => Promise<unknown> }[] = [
  ...Object.entries(brought).map(([kind, pair]) => ({
    kind,
    algorithm: kind === 'RSA' ? 'RSA' : 'ECDSA',
    key: async () => pair().privateKey.export({ format: 'pem', type: 'pkcs8' }),
  })),
  ...[{ algorithm: 'ECDSA', ecdsaCurve: 'P256' }, { algorithm: 'ED25519' }].map((inputs) => ({
    kind: inputs.algorithm,
    algorithm: inputs.algorithm,
    key: () => newKey(inputs),
  })),
];

async function newKey(inputs: Props): Promise<unknown> {
  return (await make(provider, urns.privateKey, inputs)).outs['privateKeyPem'];
}

const authorityInputs = {
  subject: {
    commonName: 'authority',
    organization: 'Some "Org", Ltd. #1',
    country: 'CH',
    province: 'Zürich',
  },
  isCaCertificate: true,
  allowedUses: ['cert_signing', 'crl_signing'],
  validityPeriodHours: 24 * 3650,
};
const names = {
  dnsNames: ['broker.test', '*.lan.test'],
  ipAddresses: ['192.0.2.1', '2001:db8::1'],
};
const leafInputs = {
  allowedUses: ['digital_signature', 'server_auth', 'client_auth'],
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
async function chain(caKey: unknown, own = newTlsProvider()) {
  const ca = await make(own, urns.selfSignedCert, { ...authorityInputs, privateKeyPem: caKey });
  const leafKey = await make(own, urns.privateKey, { algorithm: 'ECDSA', ecdsaCurve: 'P256' });
  const { privateKeyPem } = leafKey.outs;
  const request = await make(own, urns.certRequest, {
    ...names,
    subject: { commonName: 'broker' },
    privateKeyPem,
  });
  const inputs = {
    ...leafInputs,
    caCertPem: ca.outs['certPem'],
    caPrivateKeyPem: caKey,
    certRequestPem: request.outs['certRequestPem'],
  };
  return { ca, leafKey, request, inputs, leaf: await make(own, urns.locallySignedCert, inputs) };
}

describe.each(authorities)('with an authority’s key of $kind', ({ algorithm, key }) => {
  it('a chain holds for OpenSSL and Node.js', async () => {
    const { ca, leaf, leafKey, request } = await chain(await key());
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
    expect(leaf.outs['caKeyAlgorithm']).toBe(algorithm);
    expect(ca.outs['keyAlgorithm']).toBe(algorithm);
    expect(request.outs['keyAlgorithm']).toBe('ECDSA');
    expect(leaf.id).toBe(BigInt(`0x${certificate.serialNumber}`).toString());
  });
});

describe('what a certificate says', () => {
  let made: { ca: Made; leaf: Made; request: Made };
  beforeAll(async () => {
    made = await chain(await newKey({ algorithm: 'ED25519' }));
  });

  it('of an authority: that it is one, its key, uses and name', async () => {
    const said = await text(made.ca.outs['certPem']);
    expect(said).toMatch(/Basic Constraints: critical\n\s+CA:TRUE\n/);
    expect(said).toMatch(/Key Usage: critical\n\s+Certificate Sign, CRL Sign\n/);
    expect(said).toMatch(/Subject Key Identifier: \n\s+(?:[0-9A-F]{2}:){19}[0-9A-F]{2}\n/);
    expect(said).not.toMatch(/Extended Key Usage|Authority Key Identifier|Alternative Name/);
    const subject = new X509Certificate(made.ca.outs['certPem'] as string).subject;
    expect(subject).toBe('C=CH\nST=Zürich\nO=Some \\"Org\\"\\, Ltd. #1\nCN=authority');
  });

  it('of a leaf: names, uses, and whose it is', async () => {
    const said = await text(made.leaf.outs['certPem']);
    expect(said).toMatch(/Basic Constraints: critical\n\s+CA:FALSE\n/);
    expect(said).toMatch(/X509v3 Key Usage: critical\n\s+Digital Signature\n/);
    expect(said).toMatch(
      /Extended Key Usage: \n\s+TLS Web Server Authentication, TLS Web Client Authentication\n/,
    );
    const certificate = new X509Certificate(made.leaf.outs['certPem'] as string);
    expect(certificate.subjectAltName).toBe(
      'DNS:broker.test, DNS:*.lan.test, IP Address:192.0.2.1, IP Address:2001:DB8:0:0:0:0:0:1',
    );
    expect(certificate.subject).toBe('CN=broker');
    expect(certificate.issuer).toBe(new X509Certificate(made.ca.outs['certPem'] as string).subject);
    expect(said).not.toContain('Subject Key Identifier');
    const [, authority] = /Authority Key Identifier: \n\s+(.*)\n/.exec(said) ?? [];
    expect(await text(made.ca.outs['certPem'])).toContain(
      `Subject Key Identifier: \n                ${authority}\n`,
    );
  });

  it('keeps its dates beyond 2049', async () => {
    const late = newTlsProvider(() => Date.parse('2049-12-31T23:30:00.900Z'));
    const { ca } = await chain(await newKey({ algorithm: 'ED25519' }), late);
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
    const { ca, request, leaf } = await chain(await newKey({ algorithm: 'ED25519' }));
    const secrets = ({ outs }: Made): string[] => Object.keys(outs).filter((name) => isSecret(outs[name]));
    expect(secrets(ca)).toEqual(['privateKeyPem']);
    expect(secrets(request)).toEqual(['privateKeyPem']);
    expect(secrets(leaf)).toEqual(['caPrivateKeyPem']);
  });

  it('are secret also where the program gave them plain', async () => {
    const plain = reveal(await newKey({ algorithm: 'ED25519' }));
    const { inputs } = await chain(plain);
    const subject = { commonName: 'a' };
    const request = await make(provider, urns.certRequest, { privateKeyPem: plain, subject });
    expect(request.outs['privateKeyPem']).toEqual(secret(plain));
    const ca = await make(provider, urns.selfSignedCert, { ...authorityInputs, privateKeyPem: plain });
    expect(ca.outs['privateKeyPem']).toEqual(secret(plain));
    const leaf = await make(provider, urns.locallySignedCert, { ...inputs, caPrivateKeyPem: plain });
    expect(leaf.outs['caPrivateKeyPem']).toEqual(secret(plain));
  });

  it('are in no error', async () => {
    const { inputs } = await chain(await newKey({ algorithm: 'ED25519' }));
    const bad = make(provider, urns.locallySignedCert, { ...inputs, caPrivateKeyPem: secret('PASS') });
    await expect(bad).rejects.toThrow("'caPrivateKeyPem' is no private key in PEM format without a password");
    await expect(bad).rejects.not.toThrow('PASS');
  });
});

describe('mistakes', () => {
  it('of an authority’s certificate', async () => {
    const inputs = { privateKeyPemWo: 'x', allowedUses: ['code_signing'], validityPeriodHours: -1 };
    expect(await mistakesOf(provider, urns.selfSignedCert, inputs)).toEqual([
      expect.stringMatching(
        /^'allowedUses' must be a list of .*; anything else is served by the official plugin only$/,
      ),
      "'validityPeriodHours' must be a whole number of at least 0",
      "'isCaCertificate' is required",
      "'privateKeyPem' is required",
      "'subject' is required",
      "'privateKeyPemWo' is served by the official plugin only, not by this stand-in",
    ]);
  });

  it('of a request', async () => {
    const given = { privateKeyPem: 'x', subject: { commonName: 'a' } };
    const mistakes = (more: Props) => mistakesOf(provider, urns.certRequest, { ...given, ...more });
    expect(await mistakes({ ipAddresses: ['1.2.3'], dnsNames: ['', 'ä'] })).toEqual([
      expect.stringContaining(`'dnsNames' holds ""`),
      expect.stringContaining(`'dnsNames' holds "ä"`),
      `'ipAddresses' holds "1.2.3", which is no IP address`,
    ]);
    expect(await mistakes({ subject: { emailAddress: 'a@b.test' } })).toEqual([
      "'subject.commonName' is required",
      "'subject.emailAddress' is served by the official plugin only, not by this stand-in",
    ]);
  });

  it('of a signed one: another key, no certificate, no request', async () => {
    const { inputs, leafKey } = await chain(await newKey({ algorithm: 'ED25519' }));
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
