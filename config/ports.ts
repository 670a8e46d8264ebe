// Every port of a node on its host: the one table that the schema, the rules about ports, firewalls, checks of what is bound,
// pictures and the ports that doctor finds closed are made from. Another port is one more row.
import type { ClusterId, NodeId } from './ids.ts';
import type { NodePort, Service } from './plan/types.ts';
import type { NodeRole } from './roles.ts';

/**
 * Who may reach a port, beside the host itself. `network`: the network of its cluster, or its own machine alone, and clients
 * that have a route to it; `outside`: clients that come through a gateway's map; `cluster`: the hosts of its cluster's other
 * nodes; `ensemble`: the hosts of the ensemble's other nodes; `nobody`: it binds 127.0.0.1.
 */
export type PortReach = 'network' | 'outside' | 'cluster' | 'ensemble' | 'nobody';

/** What decides which ports the nodes of a cluster have. */
export interface PortFacts {
  /** What the config says of TLS, as far as it could be read. Defaults: `zookeeper` is `off`, `internal` false. */
  tls: { zookeeper?: 'off' | 'both' | 'only' | undefined; internal?: boolean | undefined } | undefined;
  /** Number of servers that coordinate the cluster. */
  coordinators: number;
}

export interface PortRole {
  /** Where its number stands under the node, in the config and in the topology. */
  key: readonly string[];
  /** True where a node may go without. Default: false. */
  optional?: true;
  /** What it is for, in the configuration reference. */
  doc: string;
  /** The number where none is given. Default: there is none. */
  default?: (id: NodeId) => number;
  /** Whether nodes of such a cluster have it. Default: all have. */
  when?: (facts: PortFacts) => boolean;
  reach: PortReach;
  /** What clients connect to there by routes. Default: nothing; the port only is open or closed. */
  service?: (cluster: ClusterId, id: NodeId) => Service;
  /** Who has the port, in messages about two that want the same one. */
  holder: (node: string) => string;
  /** What answers there, in the comments of firewall rules, where there is no `service`. */
  what?: (node: string) => string;
  /** What answers there, in pictures. Default: they don't show it. */
  shown?: string;
}

/**
 * Port of a broker's INTERNAL listener by default: 9091 for broker 1, 9092 for broker 2 and so on, so that brokers
 * share a host. Above 65535 for ids that need a port of their own in the config.
 */
export function defaultBrokerPort(id: number): number {
  return 9090 + id;
}

const jmx = {
  key: ['jmxPort'],
  optional: true,
  doc: 'Port of JMX, for programs on the same host. It answers only on 127.0.0.1, without a password, so every user of that host can control the process. From other machines: `ssh -L`. Default: none.',
  reach: 'nobody',
  holder: (node: string) => `JMX of ${node}`,
  what: (node: string) => `JMX of ${node}`,
} as const satisfies PortRole;

export const brokerPorts = {
  INTERNAL: {
    key: ['port'],
    doc: 'Port of the INTERNAL listener: for its network, or its machine, and between brokers. Default: 9090 plus the id, such as 9091 for broker 1.',
    default: defaultBrokerPort,
    reach: 'network',
    service: (cluster: ClusterId, id: NodeId) => ({ kind: 'broker', cluster, id, listener: 'INTERNAL' }),
    holder: (node: string) => `the INTERNAL listener of ${node}`,
    shown: 'INTERNAL',
  },
  /** A listener advertises one address only, so what comes from outside has a listener, and a port, of its own. */
  EXTERNAL: {
    key: ['external', 'port'],
    doc: "Port of the EXTERNAL listener on the broker's own host.",
    reach: 'outside',
    service: (cluster: ClusterId, id: NodeId) => ({ kind: 'broker', cluster, id, listener: 'EXTERNAL' }),
    holder: (node: string) => `the EXTERNAL listener of ${node}`,
    shown: 'EXTERNAL',
  },
  jmx,
} as const satisfies Record<string, PortRole>;

/** In an ensemble, nodes talk to each other on two more ports, and nobody else does. */
const inEnsembles = ({ coordinators }: PortFacts): boolean => coordinators > 1;

/** Of the two for clients, the one that brokers and the gateway's map use comes first. */
export const zookeeperPorts = {
  secure: {
    key: ['securePort'],
    doc: 'Client port for TLS, if `tls.zookeeper` of the cluster is `both` or `only`.',
    default: () => 2182,
    when: ({ tls }: PortFacts) => (tls?.zookeeper ?? 'off') !== 'off',
    reach: 'network',
    service: (cluster: ClusterId, id: NodeId) => ({ kind: 'zookeeper', cluster, id, transport: 'tls' }),
    holder: (node: string) => `TLS of ${node}`,
    shown: 'clients',
  },
  plain: {
    key: ['port'],
    doc: 'Client port, plain text.',
    default: () => 2181,
    when: ({ tls }: PortFacts) => tls?.zookeeper !== 'only',
    reach: 'network',
    service: (cluster: ClusterId, id: NodeId) => ({ kind: 'zookeeper', cluster, id, transport: 'plain' }),
    holder: (node: string) => node,
    shown: 'clients',
  },
  followers: {
    key: ['peerPort'],
    doc: 'Port on which followers reach the leader, in ensembles of several nodes.',
    default: () => 2888,
    when: inEnsembles,
    reach: 'ensemble',
    holder: (node: string) => `followers of ${node}`,
    what: (node: string) => `${node}, followers`,
  },
  elections: {
    key: ['electionPort'],
    doc: 'Port of leader elections, in ensembles of several nodes.',
    default: () => 3888,
    when: inEnsembles,
    reach: 'ensemble',
    holder: (node: string) => `elections of ${node}`,
    what: (node: string) => `${node}, elections`,
  },
  jmx,
} as const satisfies Record<string, PortRole>;

const controllerPort = {
  key: ['port'],
  doc: 'Port of the CONTROLLER listener: for the other nodes of the cluster. Default: 9190 plus the id, such as 9291 for controller 101.',
  default: (id: NodeId) => 9190 + id,
  reach: 'cluster',
  holder: (node: string) => node,
  shown: 'CONTROLLER',
} as const satisfies PortRole;

/** One listener, which speaks TLS where the brokers' INTERNAL listeners do. */
export const controllerPorts = {
  secure: {
    ...controllerPort,
    when: ({ tls }: PortFacts) => tls?.internal === true,
    service: (cluster: ClusterId, id: NodeId) => ({ kind: 'controller', cluster, id, transport: 'tls' }),
  },
  plain: {
    ...controllerPort,
    when: ({ tls }: PortFacts) => tls?.internal !== true,
    service: (cluster: ClusterId, id: NodeId) => ({ kind: 'controller', cluster, id, transport: 'plain' }),
  },
  jmx,
} as const satisfies Record<string, PortRole>;

const ports: Record<NodeRole, Readonly<Record<string, PortRole>>> = {
  broker: brokerPorts,
  zookeeper: zookeeperPorts,
  controller: controllerPorts,
};

/** The numbers of ports that a node has where its spec gives none, by their keys; those that lie deeper are left out. */
export function defaultPorts(role: NodeRole, id: NodeId): Record<string, number> {
  const all = Object.values(ports[role]).flatMap(({ key, default: byDefault }) => {
    const [first, ...deeper] = key;
    return first !== undefined && deeper.length === 0 && byDefault ? [[first, byDefault(id)] as const] : [];
  });
  return Object.fromEntries(all);
}

/** The ports that nodes of such a cluster have; whether a node gives an optional one a number, its own spec says. */
export function portsOf(node: NodeRole, facts: PortFacts): [name: string, role: PortRole][] {
  return Object.entries(ports[node]).filter(([, { when }]) => when?.(facts) ?? true);
}

export function portRole({ node, port }: Pick<NodePort, 'node' | 'port'>): PortRole {
  const role = ports[node][port];
  if (!role) throw new Error(`a ${node} has no port ${port}`);
  return role;
}

/** Whether clients connect to it by routes, as they do through tunnels. */
export function isForClients({ service, reach }: PortRole): boolean {
  return service !== undefined && reach !== 'cluster';
}

/** The number that a node gives a port; undefined: none. */
export function portNumber(spec: object, { key }: Pick<PortRole, 'key'>): number | undefined {
  let at: unknown = spec;
  for (const step of key) at = (at as Record<string, unknown> | undefined)?.[step];
  return at as number | undefined;
}

/** The fields of a node's ports that it may go without. */
export type OptionalPorts<Ports> = {
  [
    Name in keyof Ports as Ports[Name] extends { optional: true; key: readonly [infer Key extends string] }
      ? Key
      : never
  ]?: number;
};
