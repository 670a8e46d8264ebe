// Where nodes are found, as the reachability plan says. Host scripts connect to addresses, whatever names resolve to.
import type { CoordinatorEndpoint, Listener, Plan } from '../config/plan/types.ts';
import type { BrokerSpec, Cluster, ClusterId, Host, HostId, NodeId } from '../config/topology.ts';

/** The part of the plan that says where the nodes of clusters bind, and under which names they are known. */
export type NodePlan = Pick<Plan, 'listeners' | 'coordinators'>;

/** A broker, and where it finds the others. */
export interface BrokerFacts {
  cluster: Cluster;
  broker: BrokerSpec;
  plan: NodePlan;
  hosts: ReadonlyMap<HostId, Host>;
}

/** A broker's listeners, INTERNAL first. */
export function listenersOf(plan: NodePlan, cluster: ClusterId, id: NodeId): Listener[] {
  const listeners = plan.listeners[cluster]?.[id];
  if (!listeners) throw new Error(`broker ${id} of ${cluster} is not in the plan`);
  return listeners;
}

/** A server that coordinates its cluster. */
export function coordinatorOf(plan: NodePlan, cluster: ClusterId, id: NodeId): CoordinatorEndpoint {
  const node = plan.coordinators[cluster]?.[id];
  if (!node) throw new Error(`server ${id}, which coordinates ${cluster}, is not in the plan`);
  return node;
}

/** The nodes whose hosts are not abandoned: nothing waits for the others. */
export function notAbandoned<N extends { host: HostId }>(
  hosts: ReadonlyMap<HostId, Host>,
  nodes: readonly N[],
): N[] {
  return nodes.filter((node) => !hosts.get(node.host)?.abandoned);
}

/** The broker whose host runs the tools that declare topics: the first, by id, whose host is there. */
export function topicsBroker(hosts: ReadonlyMap<HostId, Host>, { id, brokers }: Cluster): BrokerSpec {
  const byId = brokers.toSorted((a, b) => a.id - b.id);
  const first = notAbandoned(hosts, byId)[0] ?? byId[0];
  if (!first) throw new Error(`cluster ${id} has no broker`);
  return first;
}

export function bindText({ bind }: Pick<Listener, 'bind'>): string {
  return `${bind.address}:${bind.port}`;
}
