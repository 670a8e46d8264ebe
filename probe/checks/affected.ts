// What of the stack does not work while something is amiss on a host.
import { brokersFirst } from '../../config/coordination.ts';
import { mirrorsOn } from '../../config/needs.ts';
import type { Cluster, NodeId } from '../../config/topology.ts';
import { brokerUnit, mirrorUnit } from '../../config/units.ts';
import type { Affected, HostView } from './check.ts';

/** Whatever of clusters runs on a host, brokers first, with their units. */
function placedOn({ topology, host }: HostView): { unit: string; affected: Affected }[] {
  return topology.clusters
    .flatMap(brokersFirst)
    .filter((node) => node.host === host.id)
    .map(({ role, cluster, id, unit }) => ({ unit, affected: { node: { cluster, kind: role, id } } }));
}

/** Brokers on a host, with their units. */
export function brokersOn({ topology, host }: HostView): { cluster: Cluster; id: NodeId; unit: string }[] {
  return topology.clusters.flatMap((cluster) =>
    cluster.brokers
      .filter((broker) => broker.host === host.id)
      .map(({ id }) => ({ cluster, id, unit: brokerUnit(cluster.id, id) })),
  );
}

/** Whatever of clusters runs on a host. */
export function nodesOn(view: HostView): Affected[] {
  return placedOn(view).map(({ affected }) => affected);
}

/** What runs on a host as one of these units. */
export function unitsAmong(view: HostView, units: readonly { unit: string }[]): Affected[] {
  const { topology, host } = view;
  const mirrors = mirrorsOn(topology, host.id).map(({ id }) => {
    return { unit: mirrorUnit(id), affected: { mirror: id } };
  });
  return [...placedOn(view), ...mirrors]
    .filter(({ unit }) => units.some((one) => one.unit === unit))
    .map(({ affected }) => affected);
}

/** A command as root. */
export const asRoot = (command: string): string => `sudo ${command}`;
