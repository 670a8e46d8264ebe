// Makes the servers that coordinate a cluster, by kind.
import type * as pulumi from '@pulumi/pulumi';
import { type Coordinator, coordinationOf, coordinatorsOf, nodeComponent } from '../config/coordination.ts';
import type { CoordinationKind, HostId } from '../config/topology.ts';
import type { CoordinatorArgs, CoordinatorComponent } from './coordinator.ts';
import type { HostSession } from './host/session.ts';
import { ZookeeperNode } from './zookeeper-node.ts';

type Maker = (
  name: string,
  id: number,
  args: CoordinatorArgs,
  options: pulumi.ComponentResourceOptions,
) => CoordinatorComponent;

const makers: Record<CoordinationKind, Maker> = {
  zookeeper: (name, id, args, options) => {
    const node = args.cluster.zookeeper.find((one) => one.id === id);
    if (!node) throw new Error(`${args.cluster.id} has no ZooKeeper ${id}`);
    return new ZookeeperNode(name, { ...args, node }, options);
  },
};

/** A server that runs restarts after the one before it; servers that don't run need each other to get ready. */
export function makeCoordinators(
  parent: pulumi.Resource,
  {
    cluster,
    plan,
    opened,
    keysOf,
    sessionOf,
  }: Pick<CoordinatorArgs, 'cluster' | 'plan'> & {
    /** Done when all hosts have opened the new ways. */
    opened: pulumi.Resource[];
    keysOf: (server: Coordinator) => CoordinatorArgs['keys'];
    sessionOf: (host: HostId) => HostSession;
  },
): CoordinatorComponent[] {
  const make = makers[coordinationOf(cluster)];
  const all: CoordinatorComponent[] = [];
  for (const server of coordinatorsOf(cluster)) {
    const session = sessionOf(server.host);
    const runs = session.facts?.services[server.unit]?.active === 'active';
    const args = { cluster, plan, session, keys: keysOf(server), after: runs ? all.slice(-1) : [] };
    all.push(make(nodeComponent(server), server.id, { ...args, dependsOn: runs ? opened : [] }, { parent }));
  }
  return all;
}
