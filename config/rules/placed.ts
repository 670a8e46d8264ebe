// What rules about places look at: the built topology, as far as it is certain where everything in it stands. They ask the
// plan's own functions, so that no rule can take for reachable what the plan would not.
import { nodesOf } from '../coordination.ts';
import { isInOnePlace, locationOf, type ClusterLocation } from '../plan/location.ts';
import type { ConfigProblem } from '../problem.ts';
import type { StackDraft } from '../schema/parse.ts';
import type { Cluster, Host, Network, Topology } from '../topology.ts';
import type { Path } from './view.ts';

/**
 * Networks whose gateways are right, the hosts in them and on the internet, and the clusters that run on these. What is
 * left out has a finding of its own; nothing is said of what hangs on it until that is put right.
 */
export function placedPart(topology: Topology): Topology {
  const { networks, hosts, clusters } = topology;
  const forwards = ({ id, gateway }: Network): boolean =>
    gateway === undefined ||
    hosts.some((host) => host.id === gateway && host.network === id && isPublic(host));
  const known = networks.filter(forwards);
  const there = hosts.filter(
    ({ network }) => network === undefined || known.some(({ id }) => id === network),
  );
  const isThere = ({ host }: { host: string }): boolean => there.some(({ id }) => id === host);
  return {
    ...topology,
    networks: known,
    hosts: there,
    clusters: clusters.filter((cluster) => cluster.brokers.length > 0 && nodesOf(cluster).every(isThere)),
  };
}

function isPublic({ publicName, publicAddress }: Host): boolean {
  return publicName !== undefined && publicAddress !== undefined;
}

export interface PlacedCluster {
  cluster: Cluster;
  place: ClusterLocation;
  path: Path;
}

/** A rule over {@link placedPart}; the draft says where something stands in the config. */
export type PlacedRule = (placed: Topology, draft: StackDraft) => ConfigProblem[];

/** Clusters that are in one place, and where that is. */
export function placesOf(of: Topology): PlacedCluster[] {
  return of.clusters
    .filter((cluster) => isInOnePlace(of, cluster))
    .map((cluster) => ({ cluster, place: locationOf(of, cluster), path: ['clusters', cluster.id] }));
}
