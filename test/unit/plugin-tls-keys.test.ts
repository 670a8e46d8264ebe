// Doesn't prove: that keys are random; two of them differ, and each works.
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { execa } from 'execa';
import ssh2 from 'ssh2';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isSecret, reveal, type Props } from '../../plugins/shared/wire.ts';
import { newTlsProvider } from '../../plugins/tls/src/provider.ts';
import { make, mistakesOf, urns } from '../support/value-plugin.ts';

const provider = newTlsProvider();
const wishes = [
  {
    inputs: { algorithm: 'ECDSA', ecdsaCurve: 'P256' },
    bits: '256 bit',
    preamble: 'EC PRIVATE KEY',
    ssh: 'ecdsa-sha2-nistp256',
  },
  { inputs: { algorithm: 'ED25519' }, bits: 'ED25519', preamble: 'PRIVATE KEY', ssh: 'ssh-ed25519' },
];

/** What OpenSSH says of a public key. */
async function sshKeygen(publicKey: string, hash: string): Promise<string> {
  const { stdout } = await execa('ssh-keygen', ['-l', '-E', hash, '-f', '-'], { input: publicKey });
  return stdout.split(' ')[1] ?? '';
}

describe.each(wishes)('a key of $inputs', ({ inputs, bits, preamble, ssh }) => {
  it('is one key in every format, and OpenSSL and OpenSSH agree', async () => {
    const { id, outs } = await make(provider, urns.privateKey, inputs);
    const out = reveal(outs) as Record<string, string>;
    expect(id).toMatch(/^[0-9a-f]{40}$/);
    expect(out['id']).toBe(id);
    expect(out['privateKeyPem']).toMatch(new RegExp(`^-----BEGIN ${preamble}-----\n`));
    expect(out['privateKeyPemPkcs8']).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    for (const pem of [out['privateKeyPem'], out['privateKeyPemPkcs8']]) {
      const made = createPrivateKey(pem ?? '');
      expect(createPublicKey(made).export({ format: 'pem', type: 'spki' })).toBe(out['publicKeyPem']);
    }
    const { stdout } = await execa('openssl', ['pkey', '-noout', '-text', '-check'], {
      input: out['privateKeyPem'] ?? '',
    });
    expect(stdout).toContain('Key is valid');
    expect(stdout).toContain(bits);

    const openssh = ssh2.utils.parseKey(out['privateKeyOpenssh'] ?? '');
    if (openssh instanceof Error) throw openssh;
    expect(out['publicKeyOpenssh']).toBe(`${ssh} ${openssh.getPublicSSH().toString('base64')}\n`);
    const signature = sign(null, Buffer.from('text'), openssh.getPrivatePEM());
    expect(verify(null, Buffer.from('text'), out['publicKeyPem'] ?? '', signature)).toBe(true);
    expect(await sshKeygen(out['publicKeyOpenssh'] ?? '', 'sha256')).toBe(out['publicKeyFingerprintSha256']);
    expect(await sshKeygen(out['publicKeyOpenssh'] ?? '', 'md5')).toBe(
      `MD5:${out['publicKeyFingerprintMd5']}`,
    );
  });
});

describe('a private key', () => {
  it('is secret in all formats, and nothing else of it is', async () => {
    const { outs } = await make(provider, urns.privateKey, { algorithm: 'ED25519' });
    const secrets = Object.keys(outs).filter((name) => isSecret(outs[name]));
    expect(secrets.sort()).toEqual(['privateKeyOpenssh', 'privateKeyPem', 'privateKeyPemPkcs8']);
  });

  it('has in the state what the official plugin would have assumed', async () => {
    const { outs } = await make(provider, urns.privateKey, { algorithm: 'ED25519' });
    expect(outs).toMatchObject({ algorithm: 'ED25519', ecdsaCurve: 'P224', rsaBits: 2048 });
    expect(outs['__meta']).toBe('{"schema_version":"1"}');
  });

  it('is another one each time', async () => {
    const [one, other] = await Promise.all(
      [1, 2].map(() => make(provider, urns.privateKey, { algorithm: 'ED25519' })),
    );
    expect(one?.id).not.toBe(other?.id);
  });

  it.each([
    [{}, "'algorithm' is required"],
    [
      { algorithm: 'RSA' },
      "'algorithm' must be ECDSA or ED25519; anything else is served by the official plugin only",
    ],
    [
      { algorithm: 'ECDSA' },
      "'ecdsaCurve' must be P256; its default, P224, is served by the official plugin only",
    ],
    [
      { algorithm: 'ECDSA', ecdsaCurve: 'P384' },
      "'ecdsaCurve' must be P256; anything else is served by the official plugin only",
    ],
    [
      { algorithm: 'ED25519', rsaBits: 4096 },
      "'rsaBits' is served by the official plugin only, not by this stand-in",
    ],
  ])('%j is refused: %s', async (inputs, mistake) => {
    expect(await mistakesOf(provider, urns.privateKey, inputs)).toEqual([mistake]);
  });

  it('is replaced by one with other inputs, and left alone where only a default is spelt out', async () => {
    const { id, outs } = await make(provider, urns.privateKey, { algorithm: 'ED25519' });
    const diff = (news: Props) => provider.diff(id, urns.privateKey, outs, news);
    expect(await diff({ algorithm: 'ED25519' })).toEqual({ changes: false, replaces: [] });
    expect(await diff({ algorithm: 'ED25519', ecdsaCurve: 'P224' })).toEqual({
      changes: false,
      replaces: [],
    });
    expect(await diff({ algorithm: 'ECDSA', ecdsaCurve: 'P256' })).toEqual({
      replaces: ['algorithm', 'ecdsaCurve'],
    });
  });
});

describe('a request that fails', () => {
  it('is not left hanging when something else breaks', async () => {
    const making = provider.create(urns.privateKey, { algorithm: 'ECDSA', ecdsaCurve: 'P256' });
    provider.abort(new Error('a bug'));
    await expect(making).rejects.toThrow('a bug');
  });

  it('names what is not served', async () => {
    const urn = 'urn:pulumi:s::p::tls:index/other:Other::x';
    const text =
      'tls:index/other:Other is not served by the stand-in for the tls plugin; install the official plugin';
    await expect(provider.check(urn, {}, {})).rejects.toThrow(text);
    await expect(provider.diff('', urn, {}, {})).rejects.toThrow(text);
    await expect(provider.create(urn, {})).rejects.toThrow(text);
    await expect(provider.invoke('tls:index/getCertificate:getCertificate')).rejects.toThrow('is not served');
  });
});

describe('a key that its maker wrote wrongly', () => {
  type Done = (error: Error | null, made: { private: string }) => void;
  afterEach(() => void vi.restoreAllMocks());

  /** Lets so many keys come out damaged, and the others as they are. */
  function damageFirst(count: number): { made: () => number } {
    const real = ssh2.utils.generateKeyPairSync.bind(ssh2.utils);
    let made = 0;
    vi.spyOn(ssh2.utils, 'generateKeyPair').mockImplementation(((type: 'ed25519', done: Done) => {
      const text = real(type).private;
      const cut = text.replace(/(BEGIN OPENSSH PRIVATE KEY-----\n).{40}/, '$1');
      done(null, { private: made++ < count ? cut : text });
    }) as typeof ssh2.utils.generateKeyPair);
    return { made: () => made };
  }

  it('is thrown away, and another is made', async () => {
    const maker = damageFirst(3);
    const { outs } = await make(provider, urns.privateKey, { algorithm: 'ED25519' });
    expect(maker.made()).toBeGreaterThanOrEqual(4);
    expect(createPrivateKey(String(reveal(outs['privateKeyPem']))).asymmetricKeyType).toBe('ed25519');
  });

  it('is told where none comes out right', async () => {
    damageFirst(1000);
    await expect(make(provider, urns.privateKey, { algorithm: 'ED25519' })).rejects.toThrow(
      /private key|OpenSSH|format/i,
    );
  });
});
