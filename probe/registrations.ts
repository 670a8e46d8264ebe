// Which brokers are registered, and which one is the controller, from ZooKeeper's ephemeral nodes.
import type { Cluster, NodeId } from '../config/topology.ts';
import type { HostFacts } from './facts.ts';

export interface Registrations {
  registered: NodeId[];
  controller?: NodeId;
}

/** Joins what the cluster's ZooKeeper hosts reported. The controller is the broker whose session holds /controller. */
export function registrations(cluster: Cluster, facts: Iterable<HostFacts>): Registrations {
  const ids = new Map<string, NodeId>();
  let controllerSession: string | undefined;
  const idPath = `${cluster.chroot}/brokers/ids/`;
  for (const { session, path } of [...facts].flatMap((host) => host.ephemerals)) {
    if (path.startsWith(idPath)) ids.set(session, Number(path.slice(idPath.length)));
    if (path === `${cluster.chroot}/controller`) controllerSession = session;
  }
  const controller = controllerSession === undefined ? undefined : ids.get(controllerSession);
  return {
    registered: [...new Set(ids.values())].sort((a, b) => a - b),
    ...(controller === undefined ? {} : { controller }),
  };
}
