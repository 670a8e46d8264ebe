// tls:index/privateKey:PrivateKey, by the names that @pulumi/tls registers.
import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { oneOf, wholeFrom, type Shape } from '../../shared/shapes.ts';
import type { ValueKind } from '../../shared/value-provider.ts';
import type { Props } from '../../shared/wire.ts';
import { curveBits, generateKey, type KeyWish, type NewKey } from './keys.ts';

/** Inputs of a PrivateKey. */
export const privateKeyInputs: Shape = {
  algorithm: { kind: oneOf(['RSA', 'ECDSA', 'ED25519']), required: true },
  ecdsaCurve: { kind: oneOf(Object.keys(curveBits)) },
  rsaBits: { kind: wholeFrom(1024) },
};

export const privateKeyKind: ValueKind = {
  inputs: privateKeyInputs,
  secrets: ['privateKeyOpenssh', 'privateKeyPem', 'privateKeyPemPkcs8'],
  schemaVersion: '1',
  complete: (inputs) => ({
    ...inputs,
    // P224 is the official plugin's default, also in the state of an RSA key. It is not served.
    ecdsaCurve: inputs['ecdsaCurve'] ?? 'P224',
    rsaBits: inputs['rsaBits'] ?? 2048,
  }),
  mistakes: ({ algorithm, ecdsaCurve }) =>
    algorithm === 'ECDSA' && ecdsaCurve === 'P224'
      ? [
          `'ecdsaCurve' is required, one of ${Object.keys(curveBits).join(', ')}: this stand-in serves no P224`,
        ]
      : [],
  create: async (inputs) => {
    const made = await generateKey(inputs as unknown as KeyWish);
    const spki = createPublicKey(made.key).export({ format: 'der', type: 'spki' });
    return { id: createHash('sha1').update(spki).digest('hex'), results: results(made) };
  },
};

function results({ key, openssh, ssh }: NewKey): Props {
  return {
    privateKeyOpenssh: openssh,
    privateKeyPem: traditionalPem(key),
    privateKeyPemPkcs8: key.export({ format: 'pem', type: 'pkcs8' }),
    publicKeyFingerprintMd5: createHash('md5').update(ssh.blob).digest('hex').match(/../g)?.join(':'),
    publicKeyFingerprintSha256: `SHA256:${createHash('sha256').update(ssh.blob).digest('base64').replace(/=+$/, '')}`,
    publicKeyOpenssh: `${ssh.type} ${ssh.blob.toString('base64')}\n`,
    publicKeyPem: createPublicKey(key).export({ format: 'pem', type: 'spki' }),
  };
}

/** "BEGIN RSA PRIVATE KEY" and the like; for ED25519 there is PKCS #8 only. */
function traditionalPem(key: KeyObject): string | Buffer {
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return key.export({ format: 'pem', type: 'pkcs1' });
    case 'ec':
      return key.export({ format: 'pem', type: 'sec1' });
    default:
      return key.export({ format: 'pem', type: 'pkcs8' });
  }
}
