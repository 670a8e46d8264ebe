// Private keys: made by ssh2, which knows OpenSSH's format, and read by Node.js, which knows all others.
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import ssh2 from 'ssh2';
import { ProviderError, reasonOf } from '../../shared/errors.ts';

export type Algorithm = 'RSA' | 'ECDSA' | 'ED25519';

/** What to sign with, and how: as WebCrypto names it. */
export interface Signer {
  readonly algorithm: Algorithm;
  readonly key: KeyObject;
  readonly keys: CryptoKeyPair;
  readonly signing: EcdsaParams | { name: string };
}

/** The kinds of keys that are made: ECDSA keys are of the curve P256. */
export type NewAlgorithm = 'ECDSA' | 'ED25519';

/** A new key. */
export interface NewKey {
  readonly key: KeyObject;
  /** The same in OpenSSH's format. */
  readonly openssh: string;
  /** The public key as SSH sends it, and its name there. */
  readonly ssh: { readonly type: string; readonly blob: Buffer };
}

/** ssh2 1.17.0 makes about one ED25519 key in 200 that it can't read itself. A second such key in a row is rare; so many are another fault. */
const mostAttempts = 20;

export async function generateKey(algorithm: NewAlgorithm): Promise<NewKey> {
  for (let attempt = 1; ; attempt++) {
    const openssh = await writeNewKey(algorithm);
    const parsed = ssh2.utils.parseKey(openssh);
    if (!(parsed instanceof Error)) {
      return {
        key: createPrivateKey(parsed.getPrivatePEM()),
        openssh,
        ssh: { type: parsed.type, blob: parsed.getPublicSSH() },
      };
    }
    if (attempt === mostAttempts) throw parsed;
  }
}

/** A new private key in OpenSSH's format. */
async function writeNewKey(algorithm: NewAlgorithm): Promise<string> {
  const pair = await new Promise<{ private: string }>((resolve, reject) => {
    const done = (error: Error | null, made: { private: string }): void =>
      error ? reject(error) : resolve(made);
    switch (algorithm) {
      case 'ECDSA':
        return ssh2.utils.generateKeyPair('ecdsa', { bits: 256 }, done);
      case 'ED25519':
        return ssh2.utils.generateKeyPair('ed25519', done);
    }
  });
  return pair.private;
}

const algorithms: Readonly<Record<string, Algorithm>> = { rsa: 'RSA', ec: 'ECDSA', ed25519: 'ED25519' };

/** The private key in a PEM text (PKCS #1, SEC 1 or PKCS #8). @param name the input, for the error */
function readPrivateKey(pem: string, name: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    throw new ProviderError(
      `'${name}' is no private key in PEM format without a password: ${reasonOf(error)}`,
    );
  }
}

function algorithmOf(key: KeyObject, name: string): Algorithm {
  const algorithm = algorithms[key.asymmetricKeyType ?? ''];
  if (!algorithm) throw new ProviderError(`'${name}' must be an RSA, ECDSA or ED25519 key`);
  return algorithm;
}

// With each curve the hash of its strength, as the official plugin does.
const ecdsa: Readonly<Record<string, { namedCurve: string; hash: string }>> = {
  prime256v1: { namedCurve: 'P-256', hash: 'SHA-256' },
  secp384r1: { namedCurve: 'P-384', hash: 'SHA-384' },
  secp521r1: { namedCurve: 'P-521', hash: 'SHA-512' },
};

/** Prepares a key for signing certificates: of any kind, as the owner of a CA brings its key along. */
export async function signerOf(pem: string, name: string): Promise<Signer> {
  const key = readPrivateKey(pem, name);
  const algorithm = algorithmOf(key, name);
  switch (algorithm) {
    case 'RSA': {
      const rsa = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
      return { algorithm, key, keys: await imported(key, rsa), signing: rsa };
    }
    case 'ECDSA': {
      const curve = ecdsa[key.asymmetricKeyDetails?.namedCurve ?? ''];
      if (!curve) throw new ProviderError(`'${name}' must be of the curve P256, P384 or P521`);
      const keys = await imported(key, { name: 'ECDSA', namedCurve: curve.namedCurve });
      return { algorithm, key, keys, signing: { name: 'ECDSA', hash: curve.hash } };
    }
    case 'ED25519': {
      const ed25519 = { name: 'Ed25519' };
      return { algorithm, key, keys: await imported(key, ed25519), signing: ed25519 };
    }
  }
}

async function imported(
  key: KeyObject,
  how: RsaHashedImportParams | EcKeyImportParams | { name: string },
): Promise<CryptoKeyPair> {
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  const pkcs8 = key.export({ format: 'der', type: 'pkcs8' });
  return {
    publicKey: await crypto.subtle.importKey('spki', spki, how, true, ['verify']),
    privateKey: await crypto.subtle.importKey('pkcs8', pkcs8, how, false, ['sign']),
  };
}
