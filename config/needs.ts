// What each host needs, derived from the roles that the topology gives it.
import { hasTls, showsCertificate } from './plan/select.ts';
import type { Plan } from './plan/types.ts';
import type { Cluster, Host, HostId, KnownCluster, Topology } from './topology.ts';

/** Clusters that run something on this host. */
export function clustersServedBy(topology: Topology, host: HostId): Cluster[] {
  return topology.clusters.filter((cluster) =>
    [...cluster.brokers, ...cluster.zookeeper].some((node) => node.host === host),
  );
}

/** Clusters that this host has a `kafka` command for: those that it serves, and those that it is a client of. */
export function clustersKnownTo(topology: Topology, host: HostId): KnownCluster[] {
  const served = clustersServedBy(topology, host);
  const own = topology.clusters.filter(
    (cluster) => served.includes(cluster) || cluster.clients.includes(host),
  );
  return [...own, ...otherClustersOf(topology).filter(({ clients }) => clients.includes(host))];
}

/** Clusters of other stacks, where these say how they are reached. */
export function otherClustersOf({ otherClusters }: Topology): KnownCluster[] {
  return otherClusters.flatMap(({ id, clients, reach }) => (reach ? [{ ...reach, id, clients }] : []));
}

/** Kafka versions of all clusters, each once. */
export function versionsOf(topology: Topology): string[] {
  const all = [...topology.clusters, ...otherClustersOf(topology)];
  return [...new Set(all.map(({ version }) => version))].sort();
}

/** Kafka versions that this host needs, each once. */
export function versionsOn(topology: Topology, host: HostId): string[] {
  return [...new Set(clustersKnownTo(topology, host).map((cluster) => cluster.version))].sort();
}

/** What a host is prepared for, beside Java. */
export interface HostRoles {
  /** Brokers or ZooKeeper run there. */
  services: boolean;
  /** Files there are for the service user's group alone: data, stores, or the keys of a client. */
  user: boolean;
  /** Stores are made there of keys and certificates. */
  openssl: boolean;
}

export function rolesOf(topology: Topology, plan: Plan, host: HostId): HostRoles {
  const served = clustersServedBy(topology, host);
  const hasStores = (cluster: Cluster): boolean =>
    hasTls(plan, cluster) && clustersServedBy(topology, host).includes(cluster);
  return {
    services: served.length > 0,
    user:
      served.length > 0 ||
      clustersKnownTo(topology, host).some((cluster) => showsCertificate(plan, cluster, host)),
    openssl: served.some(hasStores),
  };
}

/**
 * Hosts on either side of a gateway, of which one lies beyond it for whoever logs in: one in its network, one outside.
 * None for other hosts.
 */
export function beyondGateway({ networks, hosts }: Topology, id: HostId): Host[] {
  const own = networks.filter(({ gateway }) => gateway === id).map((network) => network.id);
  if (own.length === 0) return [];
  const others = hosts.filter((host) => host.id !== id && host.ssh && !host.abandoned);
  const inside = others.find(({ network }) => network !== undefined && own.includes(network));
  const outside = others.find(({ network }) => network === undefined || !own.includes(network));
  return [inside, outside].filter((host) => host !== undefined);
}
