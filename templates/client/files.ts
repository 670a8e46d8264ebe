// The files that the `kafka` command and other clients of a cluster read.
import { usesTls } from '../../config/listener-security.ts';
import type { Properties } from '../../config/topology.ts';
import { can } from '../../config/versions.ts';
import { clientKeysFolder, clientToZookeeper } from '../keys.ts';
import { renderToolsTable } from '../kafka-tools.ts';
import { renderProperties } from '../properties.ts';
import type { ClusterAccess } from './access.ts';
import { clientProperties, identityIn } from './connection.ts';

/** What every client needs to connect; an application can take it as it is. */
function connection(access: ClusterAccess, folder: string): Properties {
  return {
    'bootstrap.servers': access.bootstrap.join(','),
    ...clientProperties(access, identityIn(folder, access.version, access.ownCertificate)),
  };
}

/** A retry neither writes a record twice nor changes the order; where producers can't tell, the order is kept alone. */
function retries(version: string): Properties {
  return can(version, 'idempotentProducers')
    ? { 'enable.idempotence': 'true' }
    : { retries: '2147483647', 'max.in.flight.requests.per.connection': '1' };
}

/**
 * Files of one cluster by name: where it is for the `kafka` command, and properties for each kind of client.
 * @param folder where the client's keys lie
 */
export function clusterFiles(
  access: ClusterAccess,
  folder = clientKeysFolder(access.cluster),
): Record<string, string> {
  const base = connection(access, folder);
  return {
    cluster: [
      `version ${access.version}`,
      `bootstrap ${access.bootstrap.join(',')}`,
      ...(access.zookeeper === undefined ? [] : [`zookeeper ${access.zookeeper}`]),
      '',
    ].join('\n'),
    'client.properties': renderProperties(base),
    ...(usesTls({ transport: access.zookeeperTransport }) && {
      'zookeeper.properties': renderProperties(clientToZookeeper(folder)),
    }),
    'producer.properties': renderProperties({
      ...base,
      // No acknowledged record is lost with a broker.
      acks: 'all',
      ...retries(access.version),
      ...access.sizes.producer,
    }),
    'consumer.properties': renderProperties({ ...base, ...access.sizes.consumer }),
  };
}

/** Files beside the clusters' folders. Their names hold a dot, which no cluster's name does. */
export function commonFiles(accesses: readonly ClusterAccess[]): Record<string, string> {
  const versions = [...new Set(accesses.map((access) => access.version))];
  return {
    'defaults.conf': `version ${defaultVersion(accesses)}\n`,
    ...Object.fromEntries(versions.map((version) => [`tools-${version}`, renderToolsTable(version)])),
  };
}

/** The version that a login's KAFKA_HOME leads to: that of the first cluster. */
export function defaultVersion(accesses: readonly ClusterAccess[]): string {
  const first = accesses[0];
  if (!first) throw new Error('no cluster can be reached from here');
  return first.version;
}
