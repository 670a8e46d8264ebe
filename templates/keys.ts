// The properties that lead to the stores made of a host's keys and certificates, and that say how TLS is spoken.
import type { Listener, SecurityProtocol } from '../config/plan/types.ts';
import type { Cluster, ClusterId, Properties } from '../config/topology.ts';
import { can } from '../config/versions.ts';
import type { Document } from './document.ts';
import { bindText } from './endpoint.ts';
import type { NodeKeys } from './identity.ts';
import { kafkaTool } from './kafka-tools.ts';
import { clientDir } from '../config/host-paths.ts';
import { storeLocations, storesOf } from './stores.ts';

/** Prefix of the properties of one listener only; where listeners have no names, one at most speaks TLS. */
function listenerPrefix(version: string, { name }: Listener): string {
  return can(version, 'namedListeners') ? `listener.name.${name.toLowerCase()}.` : '';
}

function prefixed(version: string, listeners: readonly Listener[], properties: Properties): Properties {
  return Object.fromEntries(
    listeners
      .filter(({ protocol }) => protocol === 'SSL')
      .flatMap((listener) =>
        Object.entries(properties).map(([name, value]) => [
          `${listenerPrefix(version, listener)}${name}`,
          value,
        ]),
      ),
  );
}

/** TLS 1.0 and 1.1 are deprecated (RFC 8996). */
function protocolsOf(version: string): string {
  return can(version, 'tls13') ? 'TLSv1.2,TLSv1.3' : 'TLSv1.2';
}

/** What whoever connects must be told, where it would take a certificate of any name. */
function namesChecked(version: string): Properties {
  return can(version, 'hostNamesChecked') ? {} : { 'ssl.endpoint.identification.algorithm': 'https' };
}

/** What a broker's TLS listeners ask of clients, and brokers of each other. */
export function tlsListenerProperties({ tls, version }: Cluster, listeners: readonly Listener[]): Properties {
  return prefixed(version, listeners, {
    'ssl.client.auth': tls.clientAuth,
    'ssl.enabled.protocols': protocolsOf(version),
    'ssl.keystore.type': 'PKCS12',
    'ssl.truststore.type': 'PKCS12',
    ...namesChecked(version),
    // Else other names and another subject restart a broker.
    ...(can(version, 'namesChangeWhileRunning') && {
      'ssl.allow.dn.changes': 'true',
      'ssl.allow.san.changes': 'true',
    }),
  });
}

/** The stores of a broker's TLS listeners, with the passwords: for the file that its group alone reads. */
export function storeProperties(
  { version }: Cluster,
  listeners: readonly Listener[],
  keys: NodeKeys,
  unit: string,
): Properties {
  return prefixed(version, listeners, { ...storesOf(unit, keys), 'ssl.key.password': keys.password });
}

/**
 * By what a running broker is made to look at its stores again (KIP-226): an update that names the same paths as before.
 * So what it leaves in the cluster's dynamic configuration never leads elsewhere than the broker's own file. Older versions
 * see no change in that, and are restarted.
 */
export function reloadSettings(
  { version }: Cluster,
  listeners: readonly Listener[],
  unit: string,
): Document['settings'] {
  const speaking = listeners.filter(({ protocol }) => protocol === 'SSL');
  if (speaking.length === 0) return {};
  const tls = speaking.map(bindText).join(' ');
  if (!can(version, 'renewsWhileRunning')) return { tls, renewal: 'restart' };
  const locations = Object.entries(prefixed(version, speaking, storeLocations(unit)));
  return {
    tls,
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
export function brokerToZookeeper(version: string, protocol: SecurityProtocol): Properties {
  if (protocol === 'PLAINTEXT') return {};
  return { ...zookeeperClientProperties('PKCS12'), 'zookeeper.ssl.enabled.protocols': protocolsOf(version) };
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
export function secureServerProperties(version: string, bind: { address: string; port: number }): Properties {
  return {
    secureClientPort: String(bind.port),
    secureClientPortAddress: bind.address,
    serverCnxnFactory: 'org.apache.zookeeper.server.NettyServerCnxnFactory',
    'ssl.clientAuth': 'need',
    'ssl.enabledProtocols': protocolsOf(version),
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

/** Who may read a client's key is decided by its file's mode, here as for PEM; but older Kafka takes no store without one. */
export const clientStorePassword = 'changeit';

/** How a client that reads no PEM connects. */
function clientStoreProperties(version: string, folder: string, ownCertificate: boolean): Properties {
  return {
    ...namesChecked(version),
    'ssl.truststore.type': 'PKCS12',
    'ssl.truststore.location': `${folder}/${clientKeyFiles.trustStore}`,
    'ssl.truststore.password': clientStorePassword,
    ...(ownCertificate && {
      'ssl.keystore.type': 'PKCS12',
      'ssl.keystore.location': `${folder}/${clientKeyFiles.keyStore}`,
      'ssl.keystore.password': clientStorePassword,
      'ssl.key.password': clientStorePassword,
    }),
  };
}

/**
 * How a client of a TLS listener connects. PEM files need no password, and clients of every other make read them as well;
 * for versions that don't, the host makes stores of them.
 * @param folder where its files lie
 * @param ownCertificate whether it has one
 */
export function clientTlsProperties(version: string, folder: string, ownCertificate: boolean): Properties {
  if (!can(version, 'pemStores')) return clientStoreProperties(version, folder, ownCertificate);
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
export const clientKeyFiles = {
  authorities: 'ca.pem',
  identity: 'keystore.pem',
  /** Made of the two, where the version reads no PEM. */
  trustStore: 'truststore.p12',
  keyStore: 'keystore.p12',
} as const;
