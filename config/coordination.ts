// What coordinates a cluster, as the rest of the program asks for it: who the servers are, what they are called, where brokers
// register with them. ZooKeeper is one kind. Another is one more entry of this record, and of those by kind in ports.ts, templates/coordination.ts, components/coordination.ts and doctor/gather/coordination.ts.
import { brokerDataDir, dataDir } from './host-paths.ts';
import type { ClusterId, CoordinationKind, HostId, NodeId, NodeRole } from './ids.ts';
import type { Cluster } from './topology.ts';
import { brokerUnit, zookeeperUnit } from './units.ts';

/** What one role's processes are called. */
interface RoleNames {
  /** For people, before an id: `ZooKeeper 1`. */
  name: string;
  /** systemd unit, without `.service`. */
  unit: (cluster: ClusterId, id: NodeId) => string;
  /** Where the data of a unit lies. */
  dataFolder: (unit: string) => string;
}

const names: Record<NodeRole, RoleNames> = {
  broker: { name: 'broker', unit: brokerUnit, dataFolder: brokerDataDir },
  zookeeper: { name: 'ZooKeeper', unit: zookeeperUnit, dataFolder: dataDir },
};

/** The part of a cluster that says what runs where. */
export type Placed = Pick<Cluster, 'id' | 'brokers' | 'zookeeper'>;

/** A server that coordinates, as the topology has it. */
export interface CoordinatorSpec {
  id: NodeId;
  host: HostId;
  jmxPort?: number;
  /** Port on the gateway that leads to the port that brokers use; undefined: none. */
  externalPort?: number;
}

interface CoordinationSpec {
  servers: (cluster: Pick<Cluster, 'zookeeper'>) => readonly CoordinatorSpec[];
  /** Whether anything of it speaks TLS. */
  hasTls: (cluster: Pick<Cluster, 'tls'>) => boolean;
  /** Where brokers of the cluster register, as hosts tell it. */
  scope: (cluster: Pick<Cluster, 'chroot'>) => string;
}

const kinds: Record<CoordinationKind, CoordinationSpec> = {
  zookeeper: {
    servers: ({ zookeeper }) => zookeeper,
    hasTls: ({ tls }) => tls.zookeeper !== 'off',
    scope: ({ chroot }) => chroot,
  },
};

/** What coordinates a cluster: the kind that it has servers of. */
export function coordinationOf(cluster: Pick<Cluster, 'zookeeper'>): CoordinationKind {
  const all = Object.keys(kinds) as CoordinationKind[];
  return all.find((kind) => kinds[kind].servers(cluster).length > 0) ?? 'zookeeper';
}

/** The servers that coordinate a cluster, as the topology has them, with their ports. */
export function coordinatorSpecs(cluster: Pick<Cluster, 'zookeeper'>): readonly CoordinatorSpec[] {
  return kinds[coordinationOf(cluster)].servers(cluster);
}

/** Every role that a process of a cluster can have. */
export const nodeRoles = Object.keys(names) as NodeRole[];

/** A process of a cluster. */
export interface ClusterNode {
  role: NodeRole;
  cluster: ClusterId;
  id: NodeId;
  host: HostId;
  /** systemd unit, without `.service`. */
  unit: string;
  /** Port of JMX; undefined: none. */
  jmxPort?: number;
}

/** A server that coordinates its cluster. */
export type Coordinator = ClusterNode & { role: CoordinationKind };

const node = <Role extends NodeRole>(
  role: Role,
  cluster: ClusterId,
  { id, host, jmxPort }: { id: NodeId; host: HostId; jmxPort?: number },
): ClusterNode & { role: Role } => {
  const unit = names[role].unit(cluster, id);
  return { role, cluster, id, host, unit, ...(jmxPort !== undefined && { jmxPort }) };
};

/** The servers that coordinate a cluster, in the order of their ids. */
export function coordinatorsOf(cluster: Placed): Coordinator[] {
  const kind = coordinationOf(cluster);
  return kinds[kind].servers(cluster).map((server) => node(kind, cluster.id, server));
}

/** Everything that runs for a cluster: the servers that coordinate it, then its brokers, each in the order of ids. */
export function nodesOf(cluster: Placed): ClusterNode[] {
  return [...coordinatorsOf(cluster), ...cluster.brokers.map((broker) => node('broker', cluster.id, broker))];
}

/** As {@link nodesOf}, brokers first. */
export function brokersFirst(cluster: Placed): ClusterNode[] {
  const isBroker = ({ role }: ClusterNode): boolean => role === 'broker';
  return nodesOf(cluster).toSorted((a, b) => Number(isBroker(b)) - Number(isBroker(a)));
}

/** What coordinates a cluster, for people. */
export function coordinationName(cluster: Pick<Cluster, 'zookeeper'>): string {
  return names[coordinationOf(cluster)].name;
}

export function roleName(role: NodeRole): string {
  return names[role].name;
}

/** A node for people: `broker 1 of cluster1`. */
export function nodeText(role: NodeRole, { id, cluster }: Pick<ClusterNode, 'id' | 'cluster'>): string {
  return `${names[role].name} ${id} of ${cluster}`;
}

/** systemd unit of a node, without `.service`. */
export function nodeUnit(role: NodeRole, { id, cluster }: Pick<ClusterNode, 'id' | 'cluster'>): string {
  return names[role].unit(cluster, id);
}

/** Pulumi's name of a node's component. */
export function nodeComponent({ role, id, cluster }: Pick<ClusterNode, 'role' | 'id' | 'cluster'>): string {
  return `${cluster}-${role}-${id}`;
}

/** Where a node's data lies. */
export function dataFolderOf({ role, unit }: Pick<ClusterNode, 'role' | 'unit'>): string {
  return names[role].dataFolder(unit);
}

/** Whether anything of what coordinates a cluster speaks TLS. */
export function coordinationHasTls(cluster: Pick<Cluster, 'tls' | 'zookeeper'>): boolean {
  return kinds[coordinationOf(cluster)].hasTls(cluster);
}

/** Where the brokers of a cluster register, as hosts tell it: `scope` of probe/cluster-state.ts. */
export function registrationScope(cluster: Pick<Cluster, 'chroot' | 'zookeeper'>): string {
  return kinds[coordinationOf(cluster)].scope(cluster);
}
