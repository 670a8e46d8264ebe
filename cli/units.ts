// Which services run on which host, by what people may name them.
import { nodesOf, type Placed } from '../config/coordination.ts';
import { nodeComponent, nodeText } from '../config/roles.ts';
import type { Tunnel } from '../config/plan/types.ts';
import type { Cluster, ClusterId, Host, HostId, Mirror, NodeId, NodeRole } from '../config/topology.ts';
import { mirrorUnit, tunnelUnit } from '../config/units.ts';
import { UsageError } from '../lib/program.ts';

/** The part of a topology that says what runs where. */
export interface Placement {
  hosts: Host[];
  clusters: (Placed & Pick<Cluster, 'version'>)[];
  /** Default: none. */
  mirrors?: Pick<Mirror, 'id' | 'from' | 'to' | 'host' | 'version'>[];
  /** Those of the plan. Default: none. */
  tunnels?: readonly Tunnel[];
}

interface OnHost {
  /** Of a mirror: the one that it writes to; of a tunnel: the one that it leads to. */
  cluster: ClusterId;
  host: HostId;
  /** systemd unit, without `.service`. */
  unit: string;
  /** Pulumi's name of the component. */
  component: string;
  /** What it is, for people: `broker 1 of cluster1`. */
  what: string;
}

/** What runs Kafka, in the version that the stack wants. */
interface OfVersion extends OnHost {
  version: string;
}

export type NodeService = OfVersion & { role: NodeRole; id: NodeId };
export type MirrorService = OfVersion & { role: 'mirror'; id: string };
export type TunnelService = OnHost & { role: 'tunnel'; id: string };
export type Service = NodeService | MirrorService | TunnelService;

/** Every service of the stack: what coordinates clusters before their brokers, by id; then mirrors, and tunnels last. */
export function servicesOf(placement: Omit<Placement, 'hosts'>): Service[] {
  return [...kafkaServices(placement), ...tunnelServices(placement)];
}

/** Those that run Kafka. */
export function kafkaServices({
  clusters,
  mirrors = [],
}: Omit<Placement, 'hosts'>): (NodeService | MirrorService)[] {
  return [...clusterServices({ clusters }), ...mirrors.map(mirrorService)];
}

export function mirrorService(mirror: NonNullable<Placement['mirrors']>[number]): MirrorService {
  const { id, from, to, host, version } = mirror;
  const names = { unit: mirrorUnit(id), component: `mirror-${id}`, what: `mirror from ${from} to ${to}` };
  return { cluster: to, role: 'mirror', id, host, ...names, version };
}

/** Those of clusters, which hold data. */
export function clusterServices({ clusters }: Pick<Placement, 'clusters'>): NodeService[] {
  return clusters.flatMap((cluster) =>
    nodesOf(cluster).map((node): NodeService => {
      const { role, id, host, unit } = node;
      const names = { unit, component: nodeComponent(node), what: nodeText(role, node) };
      return { cluster: cluster.id, role, id, host, ...names, version: cluster.version };
    }),
  );
}

/** SSH tunnels, on their clients. */
export function tunnelServices({ tunnels = [] }: Pick<Placement, 'tunnels'>): TunnelService[] {
  return tunnels.map(({ id, from: host, to, cluster }): TunnelService => {
    const names = { unit: tunnelUnit(cluster), component: `${host}-tunnel-${cluster}` };
    return { cluster, role: 'tunnel', id, host, ...names, what: `SSH tunnel to ${cluster} on ${to}` };
  });
}

function listing(units: readonly Service[]): string {
  return units.map(({ host, unit, what }) => `  ${host} ${unit}   (${what})`).join('\n');
}

/**
 * The host of a unit that someone named.
 * @throws UsageError that lists what there is
 */
export function findUnit(
  topology: Placement,
  hostId: string,
  unitName: string,
): { host: Host; unit: string } {
  const units = servicesOf(topology);
  const onHost = units.filter(({ host }) => host === hostId);
  const unit = unitName.replace(/\.service$/, '');
  const host = topology.hosts.find(({ id }) => id === hostId);
  if (!host)
    throw new UsageError(`There is no host "${hostId}" in this stack. What runs where:\n${listing(units)}`);
  if (!onHost.some((placed) => placed.unit === unit)) {
    const there =
      onHost.length > 0
        ? `What runs there:\n${listing(onHost)}`
        : `Nothing runs there. What runs where:\n${listing(units)}`;
    throw new UsageError(`${hostId} has no unit "${unit}". ${there}`);
  }
  return { host, unit };
}
