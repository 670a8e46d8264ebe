// The stores that a host makes of a service's keys: what they are made of, where they lie, and what is recorded of them.
import { createHash } from 'node:crypto';
import { caIds } from '../config/ca-id.ts';
import type { CaIds, ClusterTls, Properties } from '../config/topology.ts';
import type { Document } from './document.ts';
import { isKept, keeping, type NodeKeys } from './identity.ts';
import { unitDir } from '../config/host-paths.ts';
import { renderProperties } from './properties.ts';

/** Files from which the host makes a service's stores (`stage_stores` in scripts/kind-secrets.sh). */
function storeFiles(keys: NodeKeys): Record<string, string> {
  const { key, certificate, authorities, password } = keys;
  const own = isKept(keys) ? {} : { 'tls.key': key, 'tls.crt': certificate };
  return { ...own, 'tls.ca': authorities, 'tls.password': `${password}\n` };
}

/**
 * Name of the folder in which a service's stores lie: other keys are in another folder, so no file changes under a reader.
 * A link, `current`, leads to those in use.
 */
export function storesHash(keys: NodeKeys): string {
  const hash = createHash('sha256');
  for (const text of [keys.key, keys.certificate, keys.authorities, keys.password])
    hash.update(`${text}\n--\n`);
  return hash.digest('hex').slice(0, 16);
}

/** Where a service finds its stores, whichever these are. */
export function storeLocations(unit: string): Properties {
  const folder = `${unitDir(unit)}/tls/current`;
  return {
    'ssl.keystore.location': `${folder}/keystore.p12`,
    'ssl.truststore.location': `${folder}/truststore.p12`,
  };
}

/** The stores of a service, with the passwords. */
export function storesOf(unit: string, keys: NodeKeys): Properties {
  return {
    ...storeLocations(unit),
    'ssl.keystore.password': keys.password,
    'ssl.truststore.password': keys.password,
  };
}

/** Which CAs issue and are trusted, by their ids: what the host records of the certificates that it holds. */
export function authorityParams({ trusts, issuer }: CaIds, ownCertificate: boolean): Document['params'] {
  return { trusts, ...(ownCertificate && { issuer }) };
}

/**
 * The document of a service's stores, and of the properties that its group alone reads. A start takes the stores that a
 * comment names, so passwords and stores change in one step.
 */
export function storesDocument(tls: ClusterTls, properties: Properties, keys: NodeKeys): Document {
  const stores = storesHash(keys);
  return {
    params: {
      stores,
      names: keys.names.join(' '),
      ...authorityParams(caIds(tls), true),
      ...keeping(keys),
    },
    files: {
      'secret.properties': `# stores ${stores}\n${renderProperties(properties)}`,
      ...storeFiles(keys),
    },
  };
}
