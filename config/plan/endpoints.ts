// Every service of a cluster with the doors through which it is reached.
import { securityOfListener, type Transport, usesTls, zookeeperTransports } from '../listener-security.ts';
import type { BrokerSpec, Cluster, Host, NodeId, Topology, ZookeeperSpec } from '../topology.ts';
import { hostOf, placeOf, type Place } from './place.ts';
import type { Listener, Service, ZookeeperEndpoint } from './types.ts';

/** A name and port as the service's users know it, and what the name resolves to. */
export interface Door {
  name: string;
  address: string;
  port: number;
}

export interface Endpoint {
  service: Service;
  cluster: Cluster;
  place: Place;
  host: Host;
  bind: { address: string; port: number };
  /** For its network; its machine and that machine's tunnels; or its machines and their clients. */
  inside?: Door;
  /** On the gateway. */
  outside?: Door;
}

export function endpointsOf(topology: Topology): Endpoint[] {
  return topology.clusters.flatMap((cluster) => {
    const place = placeOf(topology, cluster);
    const nodes = cluster.zookeeper.flatMap((node) =>
      zookeeper(cluster, place, node, hostOf(topology, node.host)),
    );
    const brokers = cluster.brokers.flatMap((broker) =>
      listeners(cluster, place, broker, hostOf(topology, broker.host)),
    );
    return [...nodes, ...brokers];
  });
}

/** Its doors, the one that brokers and the gateway's map use first. */
function zookeeper(cluster: Cluster, place: Place, node: ZookeeperSpec, host: Host): Endpoint[] {
  return transportsOf(cluster).map((transport, index): Endpoint => {
    const service: Service = { kind: 'zookeeper', cluster: cluster.id, id: node.id, transport };
    const inside = insideDoor(place, host, usesTls({ transport }) ? node.securePort : node.port);
    const outside = index === 0 ? outsideDoor(place, node.externalPort) : undefined;
    return { service, cluster, place, host, bind: bindOf(inside), inside, ...(outside ? { outside } : {}) };
  });
}

function transportsOf({ tls }: Cluster): Transport[] {
  return [...zookeeperTransports[tls.zookeeper]];
}

/** A listener advertises one address only, so what comes from outside has a listener, and a port, of its own. */
function listeners(cluster: Cluster, place: Place, broker: BrokerSpec, host: Host): Endpoint[] {
  const common = { cluster, place, host };
  const id = { kind: 'broker', cluster: cluster.id, id: broker.id } as const;
  const inside = insideDoor(place, host, broker.port);
  const internal: Endpoint = {
    ...common,
    service: { ...id, listener: 'INTERNAL' },
    bind: bindOf(inside),
    inside,
  };
  const outside = outsideDoor(place, broker.external?.externalPort);
  if (broker.external === undefined || outside === undefined) return [internal];
  const bind = { address: inside.address, port: broker.external.port };
  return [internal, { ...common, service: { ...id, listener: 'EXTERNAL' }, bind, outside }];
}

/** Bound by address, advertised by name: many installers map a host's own name to 127.0.1.1. */
function insideDoor(place: Place, host: Host, port: number): Door {
  return place.kind === 'machine'
    ? { name: place.serviceName, address: place.address, port }
    : { name: host.id, address: host.address, port };
}

function bindOf({ address, port }: Door): Endpoint['bind'] {
  return { address, port };
}

function outsideDoor(place: Place, port: number | undefined): Door | undefined {
  if (place.kind !== 'network' || place.gateway === undefined || port === undefined) return undefined;
  return { name: place.gateway.publicName, address: place.gateway.publicAddress, port };
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
      security: securityOfListener(cluster.tls, service.listener),
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
      ensemble[service.id] = { transport: service.transport, bind, advertise };
    }
  }
  return nodes;
}
