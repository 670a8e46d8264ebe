// tls:index/privateKey:PrivateKey, by the names that @pulumi/tls registers.
import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { only, type Fields } from '../../shared/fields.ts';
import type { ValueKind } from '../../shared/value-provider.ts';
import type { Props } from '../../shared/wire.ts';
import { generateKey, type NewAlgorithm, type NewKey } from './keys.ts';

/** Inputs of a PrivateKey. */
export const privateKeyInputs: Fields = {
  algorithm: { kind: only('ECDSA', 'ED25519'), required: true },
  ecdsaCurve: { kind: only('P256') },
};

export const privateKeyKind: ValueKind = {
  inputs: privateKeyInputs,
  secrets: ['privateKeyOpenssh', 'privateKeyPem', 'privateKeyPemPkcs8'],
  schemaVersion: '1',
  complete: (inputs) => ({
    ...inputs,
    // What the official plugin has in the state where neither is given. P224 is not served.
    ecdsaCurve: inputs['ecdsaCurve'] ?? 'P224',
    rsaBits: 2048,
  }),
  mistakes: ({ algorithm, ecdsaCurve }) =>
    algorithm === 'ECDSA' && ecdsaCurve === 'P224'
      ? ["'ecdsaCurve' must be P256; its default, P224, is served by the official plugin only"]
      : [],
  create: async (inputs) => {
    const made = await generateKey(inputs['algorithm'] as NewAlgorithm);
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

/** "BEGIN EC PRIVATE KEY"; for ED25519 there is PKCS #8 only. */
function traditionalPem(key: KeyObject): string | Buffer {
  return key.export({ format: 'pem', type: key.asymmetricKeyType === 'ec' ? 'sec1' : 'pkcs8' });
}
