// Makes the servers that coordinate a cluster.
import type * as pulumi from '@pulumi/pulumi';
import type { Coordinator } from '../config/coordination.ts';
import { nodeComponent } from '../config/roles.ts';
import type { CoordinationKind, HostId } from '../config/topology.ts';
import type { RollOrder } from '../probe/roll-order.ts';
import type { CoordinatorNode, CoordinatorNodeArgs } from './coordinator-node.ts';
import type { HostSession } from './host/session.ts';
import { KraftController } from './kraft-controller.ts';
import { ZookeeperNode } from './zookeeper-node.ts';

/** The component of a server, by kind. */
const components: Record<
  CoordinationKind,
  new (...given: ConstructorParameters<typeof ZookeeperNode>) => CoordinatorNode
> = { zookeeper: ZookeeperNode, controller: KraftController };

/** A server that runs restarts after those before it; servers that don't run need each other to get ready. */
export function makeCoordinators(
  parent: pulumi.Resource,
  {
    cluster,
    plan,
    order,
    opened,
    keysOf,
    sessionOf,
  }: Pick<CoordinatorNodeArgs, 'cluster' | 'plan'> & {
    /** In which order servers that run restart. */
    order: Pick<RollOrder, 'coordinators'>;
    /** Done when all hosts have opened the new ways. */
    opened: pulumi.Resource[];
    keysOf: (server: Coordinator) => CoordinatorNodeArgs['keys'];
    sessionOf: (host: HostId) => HostSession;
  },
): CoordinatorNode[] {
  const all: CoordinatorNode[] = [];
  for (const server of order.coordinators) {
    const session = sessionOf(server.host);
    const runs = session.facts?.services[server.unit]?.active === 'active';
    const args = { cluster, server, plan, session, keys: keysOf(server), after: runs ? [...all] : [] };
    const name = nodeComponent(server);
    const dependsOn = runs ? opened : [];
    all.push(new components[server.role](name, { ...args, dependsOn }, { parent }));
  }
  return all;
}
