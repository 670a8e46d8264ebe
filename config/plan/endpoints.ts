// Every port of a cluster's nodes, with the names and addresses by which it is reached.
import { coordinationOf, coordinatorSpecs, type CoordinatorSpec } from '../coordination.ts';
import { securityOfListener } from '../listener-security.ts';
import { type PortFacts, portNumber, type PortRole, portsOf } from '../ports.ts';
import type { BrokerSpec, Cluster, Host, NodeId, NodeRole, Topology } from '../topology.ts';
import { jmxAddress } from '../units.ts';
import { type ClusterLocation, hostOf, locationOf, type PublicGateway } from './location.ts';
import type { CoordinatorEndpoint, Listener, NodePort, Service } from './types.ts';

/** A name and port as the service's users know it, and what the name resolves to. */
export interface NamedAddress {
  name: string;
  address: string;
  port: number;
}

/** On a gateway. */
export interface GatewayAddress extends NamedAddress {
  gateway: PublicGateway;
}

/** A port of a node on its host, and the names and addresses by which it is reached. */
export interface Endpoint<Of extends Service | NodePort = Service | NodePort> {
  service: Of;
  role: PortRole;
  cluster: Cluster;
  location: ClusterLocation;
  host: Host;
  bind: { address: string; port: number };
  /** For its network; its machine and that machine's tunnels; or its machines and their clients. */
  inside?: NamedAddress;
  /** On the gateway. */
  outside?: GatewayAddress;
}

/** Whether routes lead there. */
export function isServed(endpoint: Endpoint): endpoint is Endpoint<Service> {
  return endpoint.service.kind !== 'port';
}

/** Every port of every node, by the table of ports. */
export function endpointsOf(topology: Topology): Endpoint[] {
  return topology.clusters.flatMap((cluster) => {
    const location = locationOf(topology, cluster);
    const coordinators = coordinatorSpecs(cluster);
    const facts = { tls: cluster.tls, coordinators: coordinators.length };
    const of = (role: NodeRole, node: NodeSpec): Endpoint[] => {
      const at = { cluster, location, host: hostOf(topology, node.host) };
      const mapped = mappedPorts(role, node, facts);
      return portsOf(role, facts).flatMap(
        ([name, port]) => endpoint(at, role, node, name, port, mapped) ?? [],
      );
    };
    const coordinator = coordinationOf(cluster);
    return [
      ...coordinators.flatMap((node) => of(coordinator, node)),
      ...cluster.brokers.flatMap((node) => of('broker', node)),
    ];
  });
}

/** A broker, or a server that coordinates. */
type NodeSpec = BrokerSpec | CoordinatorSpec;

/** By the name of a port: the one on the gateway that leads to it. */
type MappedPorts = Readonly<Record<string, number | undefined>>;

/** A broker's EXTERNAL listener; of a server that coordinates the port that brokers use. */
function mappedPorts(role: NodeRole, node: NodeSpec, facts: PortFacts): MappedPorts {
  if ('external' in node) return { EXTERNAL: node.external?.externalPort };
  const [first] = portsOf(role, facts);
  return first && 'externalPort' in node ? { [first[0]]: node.externalPort } : {};
}

/** Undefined where the node has no such port, or nothing could lead to it. */
function endpoint(
  at: Pick<Endpoint, 'cluster' | 'location' | 'host'>,
  node: NodeRole,
  { id, ...spec }: NodeSpec,
  name: string,
  role: PortRole,
  mapped: MappedPorts,
): Endpoint | undefined {
  const port = portNumber(spec, role);
  if (port === undefined) return undefined;
  const cluster = at.cluster.id;
  const service = role.service?.(cluster, id) ?? { kind: 'port', cluster, node, id, port: name };
  const own = insideAddress(at.location, at.host, port);
  const outside = outsideAddress(at.location, mapped[name]);
  const common = { ...at, service, role };
  switch (role.reach) {
    case 'network':
      return { ...common, bind: bindOf(own), inside: own, ...(outside && { outside }) };
    case 'cluster':
      return { ...common, bind: bindOf(own), inside: own };
    case 'outside':
      return outside && { ...common, bind: bindOf(own), outside };
    case 'ensemble':
      return { ...common, bind: { address: at.host.address, port } };
    case 'nobody':
      return { ...common, bind: { address: jmxAddress, port } };
  }
}

/** Bound by address, advertised by name: many installers map a host's own name to 127.0.1.1. */
function insideAddress(location: ClusterLocation, host: Host, port: number): NamedAddress {
  return location.kind === 'machine'
    ? { name: location.serviceName, address: location.address, port }
    : { name: host.id, address: host.address, port };
}

function bindOf({ address, port }: NamedAddress): Endpoint['bind'] {
  return { address, port };
}

function outsideAddress(location: ClusterLocation, port: number | undefined): GatewayAddress | undefined {
  if (location.kind !== 'network' || location.gateway === undefined || port === undefined) return undefined;
  const { gateway } = location;
  return { name: gateway.publicName, address: gateway.publicAddress, port, gateway };
}

/** A cluster may be called `constructor`, which every ordinary object has. */
function emptyMap<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}

/** Listeners by cluster and broker id. */
export function listenersByNode(endpoints: readonly Endpoint[]): Record<string, Record<NodeId, Listener[]>> {
  const listeners = emptyMap<Record<NodeId, Listener[]>>();
  for (const { service, cluster, bind, inside, outside } of endpoints) {
    const advertised = inside ?? outside;
    if (service.kind !== 'broker' || advertised === undefined) continue;
    const brokers = (listeners[service.cluster] ??= {});
    (brokers[service.id] ??= []).push({
      name: service.listener,
      security: securityOfListener(cluster.tls, service.listener),
      bind,
      advertise: { name: advertised.name, port: advertised.port },
    });
  }
  return listeners;
}

/** Servers that coordinate, by cluster and id. */
export function coordinatorEndpoints(
  endpoints: readonly Endpoint[],
): Record<string, Record<NodeId, CoordinatorEndpoint>> {
  const nodes = emptyMap<Record<NodeId, CoordinatorEndpoint>>();
  for (const { service, bind, inside } of endpoints.filter(isServed)) {
    if (service.kind === 'broker' || inside === undefined) continue;
    const own = (nodes[service.cluster] ??= {});
    const first = own[service.id];
    if (first !== undefined) first.plain = bind;
    else {
      const advertise = { name: inside.name, port: inside.port };
      own[service.id] = { transport: service.transport, bind, advertise };
    }
  }
  return nodes;
}
