// Where nodes are found, as the reachability plan says. Host scripts connect to addresses, whatever names resolve to.
import type { Listener, Plan, ZookeeperEndpoint } from '../config/plan/types.ts';
import type { Cluster, ClusterId, Host, HostId, NodeId } from '../config/topology.ts';

/** The part of the plan that says where the nodes of clusters bind, and under which names they are known. */
export type NodePlan = Pick<Plan, 'listeners' | 'zookeeper'>;

/** A broker's listeners, INTERNAL first. */
export function listenersOf(plan: NodePlan, cluster: ClusterId, id: NodeId): Listener[] {
  const listeners = plan.listeners[cluster]?.[id];
  if (!listeners) throw new Error(`broker ${id} of ${cluster} is not in the plan`);
  return listeners;
}

export function zookeeperOf(plan: NodePlan, cluster: ClusterId, id: NodeId): ZookeeperEndpoint {
  const node = plan.zookeeper[cluster]?.[id];
  if (!node) throw new Error(`ZooKeeper ${id} of ${cluster} is not in the plan`);
  return node;
}

/** The nodes whose hosts are there: nothing waits for those that are gone for good. */
export function notAbandoned<N extends { host: HostId }>(
  hosts: ReadonlyMap<HostId, Host>,
  nodes: readonly N[],
): N[] {
  return nodes.filter((node) => !hosts.get(node.host)?.abandoned);
}

export function bindText({ bind }: Pick<Listener, 'bind'>): string {
  return `${bind.address}:${bind.port}`;
}

/** `address:port` of the INTERNAL listener of each broker that is there, separated by commas. */
export function bootstrapAddresses(
  plan: NodePlan,
  hosts: ReadonlyMap<HostId, Host>,
  { id, brokers }: Cluster,
): string {
  const internal = notAbandoned(hosts, brokers).flatMap((broker) =>
    listenersOf(plan, id, broker.id).filter(({ name }) => name === 'INTERNAL'),
  );
  return internal.map(bindText).join(',');
}

/** `address:port` of each ZooKeeper node that is there, separated by spaces. */
export function zookeeperAddresses(
  plan: NodePlan,
  hosts: ReadonlyMap<HostId, Host>,
  { id, zookeeper }: Cluster,
): string {
  const nodes = notAbandoned(hosts, zookeeper).map((node) => zookeeperOf(plan, id, node.id));
  return nodes.map(bindText).join(' ');
}
