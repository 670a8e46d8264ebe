// Every service of a cluster with the doors through which it is reached.
import type { BrokerSpec, Cluster, Host, NodeId, Topology, ZookeeperSpec } from '../topology.ts';
import { type ClusterLocation, hostOf, locationOf, type PublicGateway } from './location.ts';
import type { Listener, SecurityProtocol, Service, ZookeeperEndpoint } from './types.ts';

/** A name and port as the service's users know it, and what the name resolves to. */
export interface Door {
  name: string;
  address: string;
  port: number;
}

/** On a gateway. */
export interface OutsideDoor extends Door {
  gateway: PublicGateway;
}

export interface Endpoint {
  service: Service;
  cluster: Cluster;
  location: ClusterLocation;
  host: Host;
  bind: { address: string; port: number };
  /** For its network; its machine and that machine's tunnels; or its machines and their clients. */
  inside?: Door;
  /** On the gateway. */
  outside?: OutsideDoor;
}

export function endpointsOf(topology: Topology): Endpoint[] {
  return topology.clusters.flatMap((cluster) => {
    const location = locationOf(topology, cluster);
    const nodes = cluster.zookeeper.flatMap((node) =>
      zookeeper(cluster, location, node, hostOf(topology, node.host)),
    );
    const brokers = cluster.brokers.flatMap((broker) =>
      listeners(cluster, location, broker, hostOf(topology, broker.host)),
    );
    return [...nodes, ...brokers];
  });
}

/** Its doors, the one that brokers and the gateway's map use first. */
function zookeeper(cluster: Cluster, location: ClusterLocation, node: ZookeeperSpec, host: Host): Endpoint[] {
  return protocolsOf(cluster).map((protocol, index): Endpoint => {
    const service: Service = { kind: 'zookeeper', cluster: cluster.id, id: node.id, protocol };
    const inside = insideDoor(location, host, protocol === 'SSL' ? node.securePort : node.port);
    const outside = index === 0 ? outsideDoor(location, node.externalPort) : undefined;
    return {
      service,
      cluster,
      location,
      host,
      bind: bindOf(inside),
      inside,
      ...(outside ? { outside } : {}),
    };
  });
}

function protocolsOf({ tls }: Cluster): SecurityProtocol[] {
  const protocols = { off: ['PLAINTEXT'], both: ['SSL', 'PLAINTEXT'], only: ['SSL'] } as const;
  return [...protocols[tls.zookeeper]];
}

/** A listener advertises one address only, so what comes from outside has a listener, and a port, of its own. */
function listeners(cluster: Cluster, location: ClusterLocation, broker: BrokerSpec, host: Host): Endpoint[] {
  const common = { cluster, location, host };
  const id = { kind: 'broker', cluster: cluster.id, id: broker.id } as const;
  const inside = insideDoor(location, host, broker.port);
  const internal: Endpoint = {
    ...common,
    service: { ...id, listener: 'INTERNAL' },
    bind: bindOf(inside),
    inside,
  };
  const outside = outsideDoor(location, broker.external?.externalPort);
  if (broker.external === undefined || outside === undefined) return [internal];
  const bind = { address: inside.address, port: broker.external.port };
  return [internal, { ...common, service: { ...id, listener: 'EXTERNAL' }, bind, outside }];
}

/** Bound by address, advertised by name: many installers map a host's own name to 127.0.1.1. */
function insideDoor(location: ClusterLocation, host: Host, port: number): Door {
  return location.kind === 'machine'
    ? { name: location.serviceName, address: location.address, port }
    : { name: host.id, address: host.address, port };
}

function bindOf({ address, port }: Door): Endpoint['bind'] {
  return { address, port };
}

function outsideDoor(location: ClusterLocation, port: number | undefined): OutsideDoor | undefined {
  if (location.kind !== 'network' || location.gateway === undefined || port === undefined) return undefined;
  const { gateway } = location;
  return { name: gateway.publicName, address: gateway.publicAddress, port, gateway };
}

/** A cluster may be called `constructor`, which every ordinary object has. */
function emptyMap<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}

/** Listeners by cluster and broker id. */
export function listenersOf(endpoints: readonly Endpoint[]): Record<string, Record<NodeId, Listener[]>> {
  const listeners = emptyMap<Record<NodeId, Listener[]>>();
  for (const { service, cluster, bind, inside, outside } of endpoints) {
    const door = inside ?? outside;
    if (service.kind !== 'broker' || door === undefined) continue;
    const brokers = (listeners[service.cluster] ??= {});
    (brokers[service.id] ??= []).push({
      name: service.listener,
      protocol: (service.listener === 'EXTERNAL' ? cluster.tls.external : cluster.tls.internal)
        ? 'SSL'
        : 'PLAINTEXT',
      bind,
      advertise: { name: door.name, port: door.port },
    });
  }
  return listeners;
}

/** ZooKeeper nodes by cluster and id. */
export function zookeeperEndpoints(
  endpoints: readonly Endpoint[],
): Record<string, Record<NodeId, ZookeeperEndpoint>> {
  const nodes = emptyMap<Record<NodeId, ZookeeperEndpoint>>();
  for (const { service, bind, inside } of endpoints) {
    if (service.kind !== 'zookeeper' || inside === undefined) continue;
    const ensemble = (nodes[service.cluster] ??= {});
    const first = ensemble[service.id];
    if (first !== undefined) first.plain = bind;
    else {
      const advertise = { name: inside.name, port: inside.port };
      ensemble[service.id] = { protocol: service.protocol, bind, advertise };
    }
  }
  return nodes;
}
