// Makes the servers that coordinate a cluster, by kind.
import type * as pulumi from '@pulumi/pulumi';
import { type Coordinator, coordinationOf, coordinatorsOf, nodeComponent } from '../config/coordination.ts';
import type { Plan } from '../config/plan/types.ts';
import type { Cluster, CoordinationKind, HostId } from '../config/topology.ts';
import type { NodeKeys } from '../templates/identity.ts';
import type { HostSession } from './host/session.ts';
import { ZookeeperNode } from './zookeeper-node.ts';

/** What was made of a server. */
export interface CoordinatorComponent extends pulumi.ComponentResource {
  /** Ready when the server serves; undefined: its host is gone for good, and never had it. */
  readonly service: pulumi.Resource | undefined;
}

export interface CoordinatorArgs {
  cluster: Cluster;
  plan: Plan;
  session: HostSession;
  /** Of a server that speaks TLS. */
  keys?: pulumi.Output<NodeKeys> | undefined;
  /** Servers of the same cluster that must be ready first: those that run restart one at a time. */
  after: CoordinatorComponent[];
  /** What else must be done first. */
  dependsOn: pulumi.Resource[];
}

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
