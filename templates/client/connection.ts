// How a client connects to a listener. The properties of every client of ours come from here: those that hosts and the
// operator's machine keep, those of mirrors, and what tools on a broker's host show as that broker.
import { type Authentication, securityProtocol, type Transport } from '../../config/listener-security.ts';
import type { Listener } from '../../config/plan/types.ts';
import type { Properties } from '../../config/topology.ts';
import { can } from '../../config/versions.ts';
import { clientKeyFiles, clientStorePassword, namesChecked } from '../keys.ts';

/** What a client connects with. */
export interface ClientIdentity {
  /** Kafka version of the client. */
  version: string;
  /** Properties that lead to the certificates that it trusts. */
  trusts: Properties;
  /** Those that lead to its own, which it shows to any listener that asks; undefined: it has none. */
  certificate?: Properties | undefined;
}

/** What a client needs for a listener's transport. */
const transports: Record<Transport, (identity: ClientIdentity) => Properties> = {
  plain: () => ({}),
  tls: ({ version, trusts, certificate }) => ({ ...namesChecked(version), ...trusts, ...certificate }),
};

/** What it needs beside that to be known. TLS itself shows certificates. */
const authentications: Record<Authentication, (identity: ClientIdentity) => Properties> = {
  none: () => ({}),
  optionalCertificate: () => ({}),
  clientCertificate: () => ({}),
};

/** Properties by which a client connects, wherever the listener is. */
export function clientProperties(
  { security }: Pick<Listener, 'security'>,
  identity: ClientIdentity,
): Properties {
  return {
    'security.protocol': securityProtocol(security),
    ...transports[security.transport](identity),
    ...authentications[security.authentication](identity),
  };
}

/**
 * A client whose keys lie as files in a folder. PEM files need no password, and clients of every other make read them as
 * well; for versions that don't, the host makes stores of them.
 * @param ownCertificate whether it has one
 */
export function identityIn(folder: string, version: string, ownCertificate: boolean): ClientIdentity {
  const [type, trusted, own] = can(version, 'pemStores')
    ? (['PEM', clientKeyFiles.authorities, clientKeyFiles.identity] as const)
    : (['PKCS12', clientKeyFiles.trustStore, clientKeyFiles.keyStore] as const);
  const password = (...names: string[]): Properties =>
    Object.fromEntries(type === 'PEM' ? [] : names.map((name) => [name, clientStorePassword]));
  return {
    version,
    trusts: {
      'ssl.truststore.type': type,
      'ssl.truststore.location': `${folder}/${trusted}`,
      ...password('ssl.truststore.password'),
    },
    certificate: ownCertificate
      ? {
          'ssl.keystore.type': type,
          'ssl.keystore.location': `${folder}/${own}`,
          ...password('ssl.keystore.password', 'ssl.key.password'),
        }
      : undefined,
  };
}
