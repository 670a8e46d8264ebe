// The reachability plan as plain data: who reaches which service, under which name and port, through what.
import type { ClusterId, HostId, NameSource, NodeId } from '../ids.ts';
import type { ListenerName, ListenerSecurity, Transport } from '../listener-security.ts';
import type { CoordinationKind, NodeRole } from '../roles.ts';
import type { Hop } from './hop-kinds.ts';

export type Service =
  | { kind: 'broker'; cluster: ClusterId; id: NodeId; listener: ListenerName }
  // One member of the union a kind, so that each can be told apart.
  | {
      [Kind in CoordinationKind]: { kind: Kind; cluster: ClusterId; id: NodeId; transport: Transport };
    }[CoordinationKind];

/** A port of a node that no route leads to. */
export interface NodePort {
  kind: 'port';
  cluster: ClusterId;
  node: NodeRole;
  id: NodeId;
  /** Its name in `config/ports.ts`. */
  port: string;
}

/** One listener of one broker. It binds an address and advertises a name: installers map own names to 127.0.1.1. */
export interface Listener {
  name: ListenerName;
  security: ListenerSecurity;
  bind: { address: string; port: number };
  advertise: { name: string; port: number };
}

/** Where a server that coordinates binds, and the name and port by which brokers and its network know it. */
export interface CoordinatorEndpoint {
  /** By which brokers reach it. */
  transport: Transport;
  bind: { address: string; port: number };
  /** Where it answers in plain text as well, while the cluster moves to TLS. */
  plain?: { address: string; port: number };
  advertise: { name: string; port: number };
}

/** A path that must answer. */
export interface OpenRoute {
  expect: 'answers';
  vantage: HostId;
  service: Service;
  /** The name that the client uses, as the service advertises it, and the port. */
  name: string;
  port: number;
  /** What `name` must resolve to at this vantage. */
  address: string;
  /** The way that packets take to the service's host, in order. */
  hops: Hop[];
  /** Source address as it arrives at the service's host. */
  arrivesFrom: string;
}

/** An address and port that must never answer from this vantage. */
export interface ClosedRoute {
  expect: 'closed';
  vantage: HostId;
  service: Service | NodePort;
  address: string;
  port: number;
  /** What keeps it closed: the gateway maps nothing there, the host filters, or the service doesn't bind there. */
  closedBy: 'gateway' | 'firewall' | 'binding';
  /** Why it is closed, for people. */
  reason: string;
}

export type Route = OpenRoute | ClosedRoute;

/**
 * One line of the block in a host's /etc/hosts, or a name that is only checked: because DNS answers for it, or because
 * the host isn't ours to change.
 */
export interface NameEntry {
  name: string;
  address: string;
  source: NameSource;
}

/** One DNAT rule: the gateway's `publicAddress:port` leads to `to`. */
export interface PortMapEntry {
  gateway: HostId;
  publicAddress: string;
  port: number;
  to: { host: HostId; address: string; port: number };
  service: Service;
  /**
   * Addresses that the gateway itself lets in to this port, because hosts behind it can't tell who calls; undefined: it
   * maps for everybody, and the service's host decides.
   */
  allow?: string[];
}

/** A service's port on its host and the source ranges that may reach it there. */
export interface FirewallRule {
  host: HostId;
  service: Service | NodePort;
  port: number;
  /** CIDR ranges; never the gateway's own address. */
  allow: string[];
}

/** A port that a host's firewall lets some in to. */
export interface Opening {
  port: number;
  /** What answers there, for people. */
  what: string;
  /** CIDR ranges, none nested in another; empty: nobody but the host itself. */
  allow: string[] | 'anywhere';
}

/** What a host's firewall lets in. `ports`: only these ports are filtered; `closed`: everything else is dropped, too. */
export interface HostPolicy {
  mode: 'ports' | 'closed';
  /** In the order of ports, sshd among them. */
  openings: Opening[];
}

/** An SSH tunnel kept up by the client's host. */
export interface Tunnel {
  id: string;
  cluster: ClusterId;
  from: HostId;
  to: HostId;
  /** Source address of `from` as it arrives at sshd. */
  arrivesFrom: string;
  forwards: { address: string; port: number; service: Service }[];
}

/** The names and addresses that a node's certificate must hold. */
export interface TlsNames {
  service: Service;
  dns: string[];
  addresses: string[];
}

/**
 * How a route is to whoever tried it. `fine`: it answers as the plan says; `fault`: it does not; `untried`: nobody could
 * try it from there, or not closely enough.
 */
export type Verdict = 'fine' | 'fault' | 'untried';

export interface Plan {
  routes: Route[];
  /** By host: what must resolve there, and to what. */
  names: Record<HostId, NameEntry[]>;
  /** By cluster, then broker id. */
  listeners: Record<ClusterId, Record<NodeId, Listener[]>>;
  /** By cluster, then id: the servers that coordinate it. */
  coordinators: Record<ClusterId, Record<NodeId, CoordinatorEndpoint>>;
  portMap: PortMapEntry[];
  firewall: FirewallRule[];
  /** By host: what its firewall lets in; a host without rules of ours is left out. */
  policies: Record<HostId, HostPolicy>;
  tunnels: Tunnel[];
  tlsNames: TlsNames[];
}
