// Where nodes are found, as the reachability plan says. Host scripts connect to addresses, whatever names resolve to.
import { doorText } from '../config/plan/select.ts';
import { securityProtocol, type Transport, unprotected } from '../config/listener-security.ts';
import type { Listener, Plan, ZookeeperEndpoint } from '../config/plan/types.ts';
import type { BrokerSpec, Cluster, ClusterId, Host, HostId, NodeId } from '../config/topology.ts';
import { brokerUnit } from '../config/units.ts';

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

/** By which brokers reach ZooKeeper. */
export function zookeeperTransport(plan: NodePlan, { id, zookeeper }: Cluster): Transport {
  const [first] = zookeeper;
  return first ? zookeeperOf(plan, id, first.id).transport : 'plain';
}

/** Settings by which a script on a broker's host finds the rest of its cluster; nodes that are gone for good are left out. */
export function brokerDoors(of: {
  cluster: Cluster;
  broker: BrokerSpec;
  plan: NodePlan;
  hosts: ReadonlyMap<HostId, Host>;
}): Record<'unit' | 'zookeeper' | 'bootstrap' | 'doors' | 'internal', string> {
  const { cluster, broker, plan, hosts } = of;
  const unit = brokerUnit(cluster.id, broker.id);
  const internal = notAbandoned(hosts, cluster.brokers).flatMap(({ id }) =>
    listenersOf(plan, cluster.id, id).filter(({ name }) => name === 'INTERNAL'),
  );
  const nodes = notAbandoned(hosts, cluster.zookeeper).map(({ id }) => zookeeperOf(plan, cluster.id, id));
  return {
    unit,
    zookeeper: nodes.map((node) => doorText(unit, node)).join(' '),
    bootstrap: internal.map(bindText).join(','),
    doors: internal.map(({ bind, security }) => doorText(unit, { bind, ...security })).join(' '),
    internal: securityProtocol(internal[0]?.security ?? unprotected),
  };
}
