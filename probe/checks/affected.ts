// What of the stack does not work while something is amiss on a host.
import { brokersFirst } from '../../config/coordination.ts';
import { mirrorUnit } from '../../config/units.ts';
import type { Affected, HostView } from './check.ts';

/** Whatever of clusters runs on a host, brokers first, with their units. */
function placedOn({ topology, host }: HostView): { unit: string; affected: Affected }[] {
  return topology.clusters
    .flatMap(brokersFirst)
    .filter((node) => node.host === host.id)
    .map(({ role, cluster, id, unit }) => ({ unit, affected: { node: { cluster, kind: role, id } } }));
}

/** Whatever of clusters runs on a host. */
export function nodesOn(view: HostView): Affected[] {
  return placedOn(view).map(({ affected }) => affected);
}

/** What runs on a host as one of these units. */
export function unitsAmong(view: HostView, units: readonly { unit: string }[]): Affected[] {
  const { topology, host } = view;
  const mirrors = topology.mirrors
    .filter((mirror) => mirror.host === host.id)
    .map(({ id }) => ({ unit: mirrorUnit(id), affected: { mirror: id } }));
  return [...placedOn(view), ...mirrors]
    .filter(({ unit }) => units.some((one) => one.unit === unit))
    .map(({ affected }) => affected);
}

/** A command as root. */
export const asRoot = (command: string): string => `sudo ${command}`;
