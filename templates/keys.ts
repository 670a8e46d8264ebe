// Keys and certificates as they reach a host: PEM texts, and the properties that lead to the stores made of them.
import { createHash } from 'node:crypto';
import type { Listener } from '../config/plan/types.ts';
import type { Cluster, ClusterId, Properties } from '../config/topology.ts';
import { clientDir, etcDir } from './names.ts';

/** What a node shows others, and whom it trusts: PEM texts. */
export interface Identity {
  /** Private key, PKCS #8. */
  key: string;
  certificate: string;
  /** Certificates of the CAs that it trusts, one after the other. */
  authorities: string;
}

/** A service's identity, with the password of its stores. */
export interface NodeKeys extends Identity {
  password: string;
}

/** Files from which the host makes a service's stores (`stage_stores` in scripts/kind-secrets.sh). */
export function storeFiles({ key, certificate, authorities, password }: NodeKeys): Record<string, string> {
  return { 'tls.key': key, 'tls.crt': certificate, 'tls.ca': authorities, 'tls.password': `${password}\n` };
}

/** Name of the folder in which a service's stores lie: other keys are in another folder, so no file changes under a reader. */
export function storesHash(keys: NodeKeys): string {
  const hash = createHash('sha256');
  for (const text of [keys.key, keys.certificate, keys.authorities, keys.password])
    hash.update(`${text}\n--\n`);
  return hash.digest('hex').slice(0, 16);
}

/** Prefix of the properties of one listener only (Kafka 1.1 and later, KIP-226). */
function listenerPrefix({ name }: Listener): string {
  return `listener.name.${name.toLowerCase()}.`;
}

function prefixed(listeners: readonly Listener[], properties: Properties): Properties {
  return Object.fromEntries(
    listeners
      .filter(({ protocol }) => protocol === 'SSL')
      .flatMap((listener) =>
        Object.entries(properties).map(([name, value]) => [`${listenerPrefix(listener)}${name}`, value]),
      ),
  );
}

/** What a broker's TLS listeners ask of clients. */
export function tlsListenerProperties({ tls }: Cluster, listeners: readonly Listener[]): Properties {
  return prefixed(listeners, {
    'ssl.client.auth': tls.clientAuth,
    // TLS 1.0 and 1.1 are deprecated (RFC 8996).
    'ssl.enabled.protocols': 'TLSv1.2,TLSv1.3',
    'ssl.keystore.type': 'PKCS12',
    'ssl.truststore.type': 'PKCS12',
  });
}

/** Where a broker's TLS listeners find their stores, with the passwords: for the file that its group alone reads. */
export function storeProperties(unit: string, listeners: readonly Listener[], keys: NodeKeys): Properties {
  const folder = `${etcDir}/${unit}/tls/${storesHash(keys)}`;
  return prefixed(listeners, {
    'ssl.keystore.location': `${folder}/keystore.p12`,
    'ssl.keystore.password': keys.password,
    'ssl.key.password': keys.password,
    'ssl.truststore.location': `${folder}/truststore.p12`,
    'ssl.truststore.password': keys.password,
  });
}

/**
 * How a client of a TLS listener connects. PEM files (Kafka 2.7 and later, KIP-651) need no password, and clients of
 * every other make read them as well.
 * @param ownCertificate whether it has one
 */
export function clientTlsProperties(cluster: ClusterId, ownCertificate: boolean): Properties {
  const folder = `${clientDir}/${cluster}`;
  return {
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': `${folder}/${clientKeyFiles.authorities}`,
    ...(ownCertificate && {
      'ssl.keystore.type': 'PEM',
      'ssl.keystore.location': `${folder}/${clientKeyFiles.identity}`,
    }),
  };
}

/** Names of a client's files, in the folder of the cluster. */
export const clientKeyFiles = { authorities: 'ca.pem', identity: 'keystore.pem' } as const;
