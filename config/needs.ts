// What each host needs, derived from the roles that the topology gives it.
import { nodesOf } from './coordination.ts';
import { type Mirrored, mirroredTopics } from './mirrored.ts';
import { hasTls, showsCertificate } from './plan/select.ts';
import type { Plan } from './plan/types.ts';
import { type ClientSizes, clientSizes } from './settings.ts';
import type { Cluster, Host, HostId, KnownCluster, Mirror, Topology } from './topology.ts';
import { can } from './versions.ts';

/** Clusters that run something on this host. */
export function clustersServedBy(topology: Topology, host: HostId): Cluster[] {
  return topology.clusters.filter((cluster) => nodesOf(cluster).some((node) => node.host === host));
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

/** Kafka versions of all clusters and mirrors, each once. */
export function versionsOf(topology: Topology): string[] {
  const all = [...topology.clusters, ...otherClustersOf(topology), ...topology.mirrors];
  return [...new Set(all.map(({ version }) => version))].sort();
}

/** Mirrors that run on this host. */
export function mirrorsOn({ mirrors }: Pick<Topology, 'mirrors'>, host: HostId): Mirror[] {
  return mirrors.filter((mirror) => mirror.host === host);
}

/** What a mirror joins. */
export interface MirrorEnds {
  from: KnownCluster;
  to: Cluster;
  carried: Mirrored;
  /** Sizes that the clients of a cluster need. */
  sizesOf: (cluster: KnownCluster) => ClientSizes;
}

/** Both ends of a mirror; undefined where another stack does not say yet how its cluster is reached. */
export function mirrorEnds(topology: Topology, { from, to, topics }: Mirror): MirrorEnds | undefined {
  const source = [...topology.clusters, ...otherClustersOf(topology)].find(({ id }) => id === from);
  const target = topology.clusters.find(({ id }) => id === to);
  if (!source || !target) return undefined;
  const declared = source.topics.map(({ name }) => name);
  return {
    from: source,
    to: target,
    carried: mirroredTopics(topics, declared),
    sizesOf: (cluster) => clientSizes(cluster.settings, cluster.topics),
  };
}

/** Kafka versions that this host needs, each once. */
export function versionsOn(topology: Topology, host: HostId): string[] {
  const users = [...clustersKnownTo(topology, host), ...mirrorsOn(topology, host)];
  return [...new Set(users.map(({ version }) => version))].sort();
}

/** What a host is prepared for, beside Java. */
export interface HostRoles {
  /** Nodes of clusters run there. */
  services: boolean;
  /** Something runs as the service user, or is for its group alone: data, stores, or the keys of a client or a tunnel. */
  user: boolean;
  /** Stores are made there of keys and certificates. */
  openssl: boolean;
}

export function rolesOf(topology: Topology, plan: Plan, host: HostId): HostRoles {
  const served = clustersServedBy(topology, host);
  const hasStores = (cluster: Cluster): boolean =>
    hasTls(plan, cluster) && clustersServedBy(topology, host).includes(cluster);
  const holds = clustersKnownTo(topology, host).filter((cluster) => showsCertificate(plan, cluster, host));
  return {
    services: served.length > 0,
    user:
      served.length > 0 ||
      mirrorsOn(topology, host).length > 0 ||
      keepsTunnel(plan, host) ||
      holds.length > 0,
    openssl: served.some(hasStores) || holds.some(({ version }) => !can(version, 'pemStores')),
  };
}

/** Whether this host keeps up an SSH tunnel. */
export function keepsTunnel({ tunnels }: Plan, host: HostId): boolean {
  return tunnels.some(({ from }) => from === host);
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
