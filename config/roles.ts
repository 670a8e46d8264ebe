// What the processes of a cluster are, by role: names, units, data folders, room. Brokers have one role; each kind of coordination
// has another. A role is one row here; what more a kind of coordination has is in coordination.ts.
import { brokerDataDir, dataDir } from './host-paths.ts';
import type { ClusterId, NodeId } from './ids.ts';
import { brokerUnit } from './units.ts';

/** Room on a disk. */
export interface Room {
  mib: number;
  inodes: number;
}

/** What all processes of one role have in common. */
interface RoleSpec {
  /** For people, before an id: `ZooKeeper 1`. */
  name: string;
  /** All of a cluster, for people: `connects to ZooKeeper`. */
  together: string;
  /** Key of a cluster under which they stand, by id, in the config and in the topology. */
  key: string;
  /** systemd unit, without `.service`. */
  unit: (cluster: ClusterId, id: NodeId) => string;
  /** Where the data of a unit lies. */
  dataFolder: (unit: string) => string;
  /** What data takes at first. */
  firstData: Room;
  /**
   * What a restart takes where data lies already. Not more: a shorter retention is how a disk that is nearly full gets its
   * room back, and must not be refused for it.
   */
  restart: Room;
}

const roles = {
  broker: {
    name: 'broker',
    together: 'the brokers',
    key: 'brokers',
    unit: brokerUnit,
    dataFolder: brokerDataDir,
    // Two first segments' indexes and Kafka's 50 partitions of offsets.
    firstData: { mib: 512, inodes: 2000 },
    restart: { mib: 16, inodes: 50 },
  },
  zookeeper: {
    name: 'ZooKeeper',
    together: 'ZooKeeper',
    key: 'zookeeper',
    unit: (cluster, id) => `zookeeper-${cluster}-${id}`,
    dataFolder: dataDir,
    // It preallocates 64 MiB of log.
    firstData: { mib: 128, inodes: 50 },
    restart: { mib: 64, inodes: 10 },
  },
  controller: {
    name: 'controller',
    together: 'the controllers',
    key: 'controllers',
    unit: (cluster, id) => `kraft-${cluster}-${id}`,
    dataFolder: brokerDataDir,
    // The first segment of the metadata log, and a snapshot.
    firstData: { mib: 64, inodes: 50 },
    restart: { mib: 16, inodes: 10 },
  },
} as const satisfies Record<string, RoleSpec>;

/** What a process of a cluster is; also the word for it in the kinds of host scripts, in Pulumi's names, and under `heap`. */
export type NodeRole = keyof typeof roles;
/** What coordinates a cluster: keeps who is registered, and who is the controller. */
export type CoordinationKind = Exclude<NodeRole, 'broker'>;
/** Key of a cluster under which the processes of a role stand. */
export type NodesKey<Role extends NodeRole = NodeRole> = (typeof roles)[Role]['key'];

/** Every role that a process of a cluster can have. */
export const nodeRoles = Object.keys(roles) as NodeRole[];

/** Every kind of coordination. */
export const coordinationKinds = nodeRoles.filter((role): role is CoordinationKind => role !== 'broker');

/** What a role is called, for people. */
export function roleName(role: NodeRole): string {
  return roles[role].name;
}

/** All processes of a role in one cluster, for people. */
export function allOfRole(role: NodeRole): string {
  return roles[role].together;
}

/** What coordinates clusters, of whatever kind, in texts about any cluster. */
export const anyCoordination = coordinationKinds.map(allOfRole).join(' or ');

/** Key of a cluster under which the processes of a role stand, by id. */
export function nodesKey<Role extends NodeRole>(role: Role): NodesKey<Role> {
  return roles[role].key;
}

/** A process of a cluster. */
interface Node {
  cluster: ClusterId;
  id: NodeId;
}

/** A node for people: `broker 1 of cluster1`. */
export function nodeText(role: NodeRole, { id, cluster }: Node): string {
  return `${roles[role].name} ${id} of ${cluster}`;
}

/** systemd unit of a node, without `.service`. */
export function nodeUnit(role: NodeRole, { id, cluster }: Node): string {
  return roles[role].unit(cluster, id);
}

/** Pulumi's name of a node's component. */
export function nodeComponent({ role, id, cluster }: Node & { role: NodeRole }): string {
  return `${cluster}-${role}-${id}`;
}

/** Where a node's data lies. */
export function dataFolderOf({ role, unit }: { role: NodeRole; unit: string }): string {
  return roles[role].dataFolder(unit);
}

/** What a start takes on the disk of a node's data. */
export function roomOf(role: NodeRole, hasData: boolean): Room {
  return hasData ? roles[role].restart : roles[role].firstData;
}
