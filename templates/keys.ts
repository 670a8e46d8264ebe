// Keys and certificates as they reach a host: PEM texts, and the properties that lead to the stores made of them.
import type { Listener, SecurityProtocol } from '../config/plan/types.ts';
import type { Cluster, ClusterId, Properties } from '../config/topology.ts';
import type { Document } from './document.ts';
import { bindText } from './endpoint.ts';
import { kafkaTool } from './kafka-tools.ts';
import { clientDir } from './names.ts';
import { storeLocations, storesOf } from './stores.ts';

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
  /** DNS names and addresses by which clients know it. */
  names: readonly string[];
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

/** TLS 1.0 and 1.1 are deprecated (RFC 8996). */
const protocols = 'TLSv1.2,TLSv1.3';

/** What a broker's TLS listeners ask of clients. */
export function tlsListenerProperties({ tls }: Cluster, listeners: readonly Listener[]): Properties {
  return prefixed(listeners, {
    'ssl.client.auth': tls.clientAuth,
    'ssl.enabled.protocols': protocols,
    'ssl.keystore.type': 'PKCS12',
    'ssl.truststore.type': 'PKCS12',
    // Kafka 3.7 and later: other names and another subject are taken by a running broker, too. Before, they restart it.
    'ssl.allow.dn.changes': 'true',
    'ssl.allow.san.changes': 'true',
  });
}

/** The stores of a broker's TLS listeners, with the passwords: for the file that its group alone reads. */
export function storeProperties(unit: string, listeners: readonly Listener[], keys: NodeKeys): Properties {
  return prefixed(listeners, { ...storesOf(unit, keys), 'ssl.key.password': keys.password });
}

/**
 * By what a running broker is made to look at its stores again (KIP-226): an update that names the same paths as before.
 * So what it leaves in the cluster's dynamic configuration never leads elsewhere than the broker's own file.
 */
export function reloadSettings(
  unit: string,
  version: string,
  listeners: readonly Listener[],
): Document['settings'] {
  const speaking = listeners.filter(({ protocol }) => protocol === 'SSL');
  if (speaking.length === 0) return {};
  const locations = Object.entries(prefixed(speaking, storeLocations(unit)));
  return {
    tls: speaking.map(bindText).join(' '),
    config_tool: kafkaTool(version, 'configs').mainClass,
    reload: locations.map(([name, value]) => `${name}=${value}`).join(','),
  };
}

/** How a Kafka program speaks TLS with ZooKeeper (Kafka 2.5 and later, KIP-515). */
function zookeeperClientProperties(storeType: 'PKCS12' | 'PEM'): Properties {
  return {
    'zookeeper.ssl.client.enable': 'true',
    'zookeeper.clientCnxnSocket': 'org.apache.zookeeper.ClientCnxnSocketNetty',
    'zookeeper.ssl.keystore.type': storeType,
    'zookeeper.ssl.truststore.type': storeType,
  };
}

/** How a broker connects to ZooKeeper. */
export function brokerToZookeeper(protocol: SecurityProtocol): Properties {
  if (protocol === 'PLAINTEXT') return {};
  return { ...zookeeperClientProperties('PKCS12'), 'zookeeper.ssl.enabled.protocols': protocols };
}

/** Where a broker finds what it shows ZooKeeper: for the file that its group alone reads. */
export function brokerToZookeeperStores(
  protocol: SecurityProtocol,
  unit: string,
  keys: NodeKeys,
): Properties {
  if (protocol === 'PLAINTEXT') return {};
  const stores = Object.entries(storesOf(unit, keys));
  return Object.fromEntries(stores.map(([name, value]) => [`zookeeper.${name}`, value]));
}

/**
 * How Kafka's `zookeeper-shell` connects.
 * @param folder where the client's files lie
 */
export function clientToZookeeper(folder: string): Properties {
  return {
    ...zookeeperClientProperties('PEM'),
    'zookeeper.ssl.truststore.location': `${folder}/${clientKeyFiles.authorities}`,
    'zookeeper.ssl.keystore.location': `${folder}/${clientKeyFiles.identity}`,
  };
}

/** What a ZooKeeper server asks of clients on its port for TLS (ZooKeeper 3.5 and later, which need Netty for it). */
export function secureServerProperties(bind: { address: string; port: number }): Properties {
  return {
    secureClientPort: String(bind.port),
    secureClientPortAddress: bind.address,
    serverCnxnFactory: 'org.apache.zookeeper.server.NettyServerCnxnFactory',
    'ssl.clientAuth': 'need',
    'ssl.enabledProtocols': protocols,
    'ssl.keyStore.type': 'PKCS12',
    'ssl.trustStore.type': 'PKCS12',
  };
}

/** Where a ZooKeeper server finds its stores: for the file that its group alone reads. */
export function serverStores(unit: string, keys: NodeKeys): Properties {
  const spelling: Record<string, string> = { keystore: 'keyStore', truststore: 'trustStore' };
  return Object.fromEntries(
    Object.entries(storesOf(unit, keys)).map(([name, value]) => [
      name.replace(/keystore|truststore/, (word) => spelling[word] ?? word),
      value,
    ]),
  );
}

/** Where a host has a client's keys for a cluster. */
export function clientKeysFolder(cluster: ClusterId): string {
  return `${clientDir}/${cluster}`;
}

/**
 * How a client of a TLS listener connects. PEM files (Kafka 2.7 and later, KIP-651) need no password, and clients of
 * every other make read them as well.
 * @param folder where its files lie
 * @param ownCertificate whether it has one
 */
export function clientTlsProperties(folder: string, ownCertificate: boolean): Properties {
  return {
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': `${folder}/${clientKeyFiles.authorities}`,
    ...(ownCertificate && {
      'ssl.keystore.type': 'PEM',
      'ssl.keystore.location': `${folder}/${clientKeyFiles.identity}`,
    }),
  };
}

/** The file of a client's key and certificate. */
export function identityFile({ key, certificate }: Identity): string {
  return `${key.trimEnd()}\n${certificate}`;
}

const certificateBegins = '-----BEGIN CERTIFICATE-----';

/** Whether a text is a file of {@link identityFile}. */
export function hasIdentity(text: string): boolean {
  return /^-----BEGIN [A-Z ]*PRIVATE KEY-----\n/.test(text) && text.includes(`\n${certificateBegins}\n`);
}

/**
 * What {@link identityFile} wrote.
 * @param authorities certificates that its owner trusts, PEM
 */
export function identityIn(text: string, authorities: string): Identity {
  const at = text.indexOf(certificateBegins);
  return { key: text.slice(0, at), certificate: text.slice(at), authorities };
}

/** Names of a client's files, in the folder of the cluster. */
export const clientKeyFiles = { authorities: 'ca.pem', identity: 'keystore.pem' } as const;
