// What of the stack does not work while something is amiss on a host.
import { brokerUnit, mirrorUnit, zookeeperUnit } from '../../config/units.ts';
import type { Affected, HostView } from './check.ts';

/** Brokers and ZooKeeper servers of a host, with their units. */
function placedOn({ topology, host }: HostView): { unit: string; affected: Affected }[] {
  return topology.clusters.flatMap(({ id: cluster, brokers, zookeeper }) => [
    ...brokers
      .filter((one) => one.host === host.id)
      .map(({ id }) => ({
        unit: brokerUnit(cluster, id),
        affected: { node: { cluster, kind: 'broker', id } } as const,
      })),
    ...zookeeper
      .filter((one) => one.host === host.id)
      .map(({ id }) => ({
        unit: zookeeperUnit(cluster, id),
        affected: { node: { cluster, kind: 'zookeeper', id } } as const,
      })),
  ]);
}

/** All brokers and ZooKeeper servers of a host. */
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
