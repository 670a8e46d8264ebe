// What each host needs, derived from the roles that the topology gives it.
import type { Cluster, HostId, Topology } from './topology.ts';

/** Clusters that run something on this host. */
export function clustersServedBy(topology: Topology, host: HostId): Cluster[] {
  return topology.clusters.filter((cluster) =>
    [...cluster.brokers, ...cluster.zookeeper].some((node) => node.host === host),
  );
}

/** Clusters that this host has a `kafka` command for: those that it serves, and those that it is a client of. */
export function clustersKnownTo(topology: Topology, host: HostId): Cluster[] {
  const served = clustersServedBy(topology, host);
  return topology.clusters.filter((cluster) => served.includes(cluster) || cluster.clients.includes(host));
}

/** Kafka versions that this host needs, each once. */
export function versionsOn(topology: Topology, host: HostId): string[] {
  return [...new Set(clustersKnownTo(topology, host).map((cluster) => cluster.version))].sort();
}
