// What coordinates a cluster, as the rest of the program asks for it: who the servers are, where brokers register with them, what
// else each kind has of its own; docs/architecture.md says what another kind takes.
import type { ClusterId, HostId, NodeId } from './ids.ts';
import {
  allOfRole,
  type CoordinationKind,
  coordinationKinds,
  type NodeRole,
  nodesKey,
  type NodesKey,
  nodeUnit,
} from './roles.ts';
import type { Cluster, Properties } from './topology.ts';
import { can, isSince, zookeeperOfKafka } from './versions.ts';

/** The part of a cluster that says what coordinates it. */
export type Coordinated = Pick<Cluster, NodesKey<CoordinationKind>>;

/** The part of a cluster that says what runs where. */
export type Placed = Pick<Cluster, 'id' | NodesKey>;

/** A server that coordinates, as the topology has it. */
export interface CoordinatorSpec {
  id: NodeId;
  host: HostId;
  jmxPort?: number;
  /** Port on the gateway that leads to the port that brokers use; undefined: none. */
  externalPort?: number;
}

interface CoordinationSpec {
  /** Whether anything of it speaks TLS. */
  hasTls: (cluster: Pick<Cluster, 'tls'>) => boolean;
  /** Where brokers of the cluster register, as hosts tell it: `scope` of probe/cluster-state.ts. */
  scope: (cluster: Pick<Cluster, 'id' | 'chroot'>) => string;
  /** The same for people, of any scope. */
  registry: (scope: string) => string;
  /** Roles whose hosts tell who is registered. */
  toldBy: readonly NodeRole[];
  /** Property by which a broker finds the servers: `name:port` with commas between, and perhaps a path behind. */
  serversProperty: string;
  /** The role of which one process is the cluster's controller. */
  controllers: NodeRole;
  /** Ids that servers can have. Default: any. */
  ids?: { lowest: number; highest: number };
  /** Whether what brokers show the servers is read again for each connection. */
  isReread: boolean;
  /** Whether brokers speak a protocol that the config names; else controllers keep what all nodes can do (KIP-778). */
  hasProtocolSetting: boolean;
  /** What becomes of brokers that have data when the servers have lost theirs. */
  withoutData: string;
  /**
   * The servers' own versions with two versions of Kafka, where they can't serve beside each other while one restarts after
   * the other. Default: they always can.
   */
  clash?: (from: string, to: string) => { from: string; to: string } | undefined;
}

const kinds: Record<CoordinationKind, CoordinationSpec> = {
  zookeeper: {
    hasTls: ({ tls }) => tls.zookeeper !== 'off',
    scope: ({ chroot }) => chroot,
    registry: (scope) => `${scope}/brokers/ids`,
    toldBy: ['zookeeper'],
    serversProperty: 'zookeeper.connect',
    controllers: 'broker',
    isReread: true,
    hasProtocolSetting: true,
    // ZooKeeper's administrator guide: a myid is between 1 and 255.
    ids: { lowest: 1, highest: 255 },
    withoutData:
      'a new ZooKeeper creates a new id, and they would refuse to start (InconsistentClusterIdException)',
    // 3.4 and what came after 3.5 were never meant to be of one ensemble.
    clash: (...kafka) => {
      const [from, to] = [zookeeperOfKafka(kafka[0]), zookeeperOfKafka(kafka[1])];
      if (from === undefined || to === undefined) return undefined;
      return isSince(to, '3.5') && !isSince(from, '3.5') ? { from, to } : undefined;
    },
  },
  controller: {
    hasTls: ({ tls }) => tls.internal,
    scope: ({ id }) => id,
    registry: (scope) => `the metadata of ${scope}`,
    // Brokers know who is registered; the controllers, which of them is the active one.
    toldBy: ['broker', 'controller'],
    serversProperty: 'controller.quorum.bootstrap.servers',
    controllers: 'controller',
    isReread: false,
    hasProtocolSetting: false,
    withoutData:
      'new controllers know no topics, and brokers would set the data of their partitions aside (folders that end in -stray). If the cluster has run with ZooKeeper so far, keep zookeeper in the config',
  },
};

/** What coordinates a cluster: the kind that it has servers of. */
export function coordinationOf(cluster: Coordinated): CoordinationKind {
  return coordinationKinds.find((kind) => cluster[nodesKey(kind)].length > 0) ?? 'zookeeper';
}

/** What is true of a kind of coordination, whatever the cluster. */
export function coordinationSpec(kind: CoordinationKind): CoordinationSpec {
  return kinds[kind];
}

/** The servers that coordinate a cluster, as the topology has them, with their ports. */
export function coordinatorSpecs(cluster: Coordinated): readonly CoordinatorSpec[] {
  return cluster[nodesKey(coordinationOf(cluster))];
}

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
  const unit = nodeUnit(role, { cluster, id });
  return { role, cluster, id, host, unit, ...(jmxPort !== undefined && { jmxPort }) };
};

/** The servers that coordinate a cluster, in the order of their ids. */
export function coordinatorsOf(cluster: Placed): Coordinator[] {
  const kind = coordinationOf(cluster);
  return coordinatorSpecs(cluster).map((server) => node(kind, cluster.id, server));
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
export function coordinationName(cluster: Coordinated): string {
  return allOfRole(coordinationOf(cluster));
}

/** Whether a process of this role can be the controller of its cluster. Ids of brokers and controllers are apart. */
export function canBeController(role: NodeRole): boolean {
  return coordinationKinds.some((kind) => kinds[kind].controllers === role);
}

/** Whether one of the servers that coordinate a cluster is its controller; else one of its brokers is. */
export function hasControllers(cluster: Coordinated): boolean {
  const kind = coordinationOf(cluster);
  return kinds[kind].controllers === kind;
}

/** Whether anything of what coordinates a cluster speaks TLS. */
export function coordinationHasTls(cluster: Coordinated & Pick<Cluster, 'tls'>): boolean {
  return kinds[coordinationOf(cluster)].hasTls(cluster);
}

/** Hosts whose answers tell who is registered in a cluster, each once. */
export function registrationTellers(cluster: Placed): HostId[] {
  const { toldBy } = kinds[coordinationOf(cluster)];
  return [...new Set(nodesOf(cluster).flatMap(({ role, host }) => (toldBy.includes(role) ? [host] : [])))];
}

/**
 * Whether its brokers take other certificates while they run. Controllers are spoken to by a client of the broker that reads its
 * stores when it starts (KafkaRaftManager).
 */
export function takesCertificatesWhileRunning(
  cluster: Coordinated & Pick<Cluster, 'tls' | 'version'>,
): boolean {
  const { isReread } = kinds[coordinationOf(cluster)];
  return can(cluster.version, 'renewsWhileRunning') && (isReread || !coordinationHasTls(cluster));
}

/** Where the brokers of a cluster register, as hosts tell it: `scope` of probe/cluster-state.ts. */
export function registrationScope(cluster: Coordinated & Pick<Cluster, 'id' | 'chroot'>): string {
  return kinds[coordinationOf(cluster)].scope(cluster);
}

/** The same for people, of any scope. */
export function registryOf(cluster: Coordinated, scope: string): string {
  return kinds[coordinationOf(cluster)].registry(scope);
}

/** Servers by which a broker with these properties knows what coordinates its cluster, `name:port`. */
export function serversIn(cluster: Coordinated, properties: Properties): string[] {
  const { serversProperty } = kinds[coordinationOf(cluster)];
  return properties[serversProperty]?.replace(/\/.*$/, '').split(',') ?? [];
}
