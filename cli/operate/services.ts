// The services that a user names: by host, by cluster, by unit, or by Pulumi's name of the component.
import { nodeComponent, nodeRoles, nodesOf } from '../../config/coordination.ts';
import type { ClusterId, HostId, NodeId, NodeRole } from '../../config/topology.ts';
import { mirrorUnit, tunnelUnit } from '../../config/units.ts';
import { UsageError } from '../../lib/program.ts';
import { formatTable } from '../../lib/table.ts';
import type { Placement } from '../units.ts';

interface Placed {
  /** Of a mirror: the one that it writes to; of a tunnel: the one that it leads to. */
  cluster: ClusterId;
  host: HostId;
  /** systemd unit, without `.service`. */
  unit: string;
  /** Pulumi's name of the component. */
  component: string;
}

export type NodeService = Placed & { role: NodeRole; id: NodeId };
export type MirrorService = Placed & { role: 'mirror'; id: string };
export type TunnelService = Placed & { role: 'tunnel'; id: string };
export type Service = NodeService | MirrorService | TunnelService;

const isNode = ({ role }: Service): boolean => nodeRoles.some((one) => one === role);

/** Every service of the stack. */
export function servicesOf({ clusters, mirrors = [], tunnels = [] }: Omit<Placement, 'hosts'>): Service[] {
  return [...clusterServices({ clusters }), ...mirrors.map(mirrorService), ...tunnels.map(tunnelService)];
}

function tunnelService({
  id,
  cluster,
  from: host,
}: NonNullable<Placement['tunnels']>[number]): TunnelService {
  return {
    cluster,
    role: 'tunnel',
    id,
    host,
    unit: tunnelUnit(cluster),
    component: `${host}-tunnel-${cluster}`,
  };
}

function mirrorService({ id, to, host }: NonNullable<Placement['mirrors']>[number]): MirrorService {
  return { cluster: to, role: 'mirror', id, host, unit: mirrorUnit(id), component: `mirror-${id}` };
}

function clusterServices({ clusters }: Pick<Placement, 'clusters'>): Service[] {
  return clusters.flatMap(nodesOf).map(({ cluster, role, id, host, unit }): Service => {
    return { cluster, role, id, host, unit, component: nodeComponent({ cluster, role, id }) };
  });
}

function listing(services: readonly Service[]): string {
  const rows = services.map(({ host, cluster, unit, component }) => [host, cluster, unit, component]);
  return formatTable([['HOST', 'CLUSTER', 'UNIT', 'COMPONENT'], ...rows]).replace(/^/gm, '  ');
}

/**
 * What a name stands for.
 * @throws UsageError that lists what there is, for a name that stands for nothing, or for several things
 */
export function findServices(topology: Placement, name: string): Service[] {
  const all = servicesOf(topology);
  const unit = name.replace(/\.service$/, '');
  const readings = [
    { as: 'the host', found: all.filter(({ host }) => host === name) },
    // Mirrors and tunnels wait for a cluster that is away.
    { as: 'the cluster', found: all.filter((each) => each.cluster === name && isNode(each)) },
    { as: 'a service', found: all.filter((each) => each.unit === unit || each.component === name) },
  ].filter(({ found }) => found.length > 0);
  const [first, ...others] = readings;
  if (!first) {
    const known = topology.hosts.some(({ id }) => id === name);
    throw new UsageError(
      `${known ? `Nothing of ours runs on "${name}".` : `There is no host, cluster, unit or component "${name}".`} What there is:\n${listing(all)}`,
    );
  }
  if (others.length > 0) {
    throw new UsageError(
      `"${name}" is ${readings.map(({ as }) => as).join(' and ')}. Name units instead:\n${listing(all)}`,
    );
  }
  return first.found;
}
