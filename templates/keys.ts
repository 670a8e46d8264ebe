// How TLS is spoken, by brokers and clients and with ZooKeeper, and where a client has its keys.
import { type Transport, usesTls } from '../config/listener-security.ts';
import type { ClusterId, Properties } from '../config/topology.ts';
import { can } from '../config/versions.ts';
import type { NodeKeys } from './identity.ts';
import { clientDir } from '../config/host-paths.ts';
import { storesOf } from './stores.ts';

/** TLS 1.0 and 1.1 are deprecated (RFC 8996). */
export function tlsVersions(version: string): string {
  return can(version, 'tls13') ? 'TLSv1.2,TLSv1.3' : 'TLSv1.2';
}

/** What whoever connects must be told, where it would take a certificate of any name. */
export function namesChecked(version: string): Properties {
  return can(version, 'hostNamesChecked') ? {} : { 'ssl.endpoint.identification.algorithm': 'https' };
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
export function brokerToZookeeper(version: string, transport: Transport): Properties {
  if (!usesTls({ transport })) return {};
  return { ...zookeeperClientProperties('PKCS12'), 'zookeeper.ssl.enabled.protocols': tlsVersions(version) };
}

/** Where a broker finds what it shows ZooKeeper: for the file that its group alone reads. */
export function brokerToZookeeperStores(transport: Transport, unit: string, keys: NodeKeys): Properties {
  if (!usesTls({ transport })) return {};
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
    'ssl.enabledProtocols': tlsVersions(version),
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

/** Names of a client's files, in the folder of the cluster. */
export const clientKeyFiles = {
  authorities: 'ca.pem',
  identity: 'keystore.pem',
  /** Made of the two, where the version reads no PEM. */
  trustStore: 'truststore.p12',
  keyStore: 'keystore.p12',
} as const;
