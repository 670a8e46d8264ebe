// Who reaches which service through what, and which doors must stay shut.
import type { Host, Topology } from '../topology.ts';
import type { Door, Endpoint } from './endpoints.ts';
import { sameService } from './firewall.ts';
import { addressOnInternet, masquerades, type Place, standing, type Standing } from './place.ts';
import { tunnelId } from './tunnels.ts';
import type { ClosedRoute, OpenRoute, PortMapEntry, Route } from './types.ts';

export function routesOf(
  topology: Topology,
  endpoints: readonly Endpoint[],
  portMap: readonly PortMapEntry[],
): Route[] {
  const pairs = topology.hosts.flatMap((vantage) => endpoints.map((endpoint) => ({ vantage, endpoint })));
  const open = pairs.flatMap(({ vantage, endpoint }) => openRoute(topology, vantage, endpoint) ?? []);
  const shut = pairs
    .filter(({ vantage, endpoint }) => !sharesWay(topology, vantage, endpoint, open))
    .flatMap(({ vantage, endpoint }) => shutDoors(vantage, endpoint, portMap));
  return [...open, ...withoutRepeats(shut)];
}

function openRoute(topology: Topology, vantage: Host, endpoint: Endpoint): OpenRoute | undefined {
  const { service, place, cluster, inside, outside } = endpoint;
  const common = { expect: 'answers', vantage: vantage.id, service } as const;
  const stands = standing(vantage, cluster, place);
  if (inside !== undefined && (stands === 'inside' || stands === 'tunnelClient')) {
    const arrivesFrom = place.kind === 'machine' ? '127.0.0.1' : vantage.address;
    const tunnel = tunnelId(cluster.id, vantage.id);
    const hops: OpenRoute['hops'] = [stands === 'inside' ? { kind: 'direct' } : { kind: 'tunnel', tunnel }];
    return { ...common, ...asKnownTo(vantage, inside), hops, arrivesFrom };
  }
  // Clients need no ZooKeeper, so its port stays among the machines of the cluster.
  if (inside !== undefined && stands === 'directClient' && service.kind === 'broker') {
    const arrivesFrom = addressOnInternet(topology, vantage);
    return { ...common, ...inside, hops: [{ kind: 'direct' }], arrivesFrom };
  }
  if (outside === undefined || stands !== 'outsideClient' || place.kind !== 'network' || !place.gateway)
    return undefined;
  const hops: OpenRoute['hops'] = [{ kind: 'portMap', gateway: place.gateway.id, port: outside.port }];
  const arrivesFrom = masquerades(place.gateway)
    ? place.gateway.address
    : addressOnInternet(topology, vantage);
  return { ...common, ...outside, hops, arrivesFrom };
}

/** Nobody tells a probe the plan's names. */
function asKnownTo({ probe }: Host, door: Door): Door {
  return probe ? { ...door, name: door.address } : door;
}

/** Whoever comes from behind one gateway arrives with one address: where one is let in, so are the others. */
function sharesWay(
  topology: Topology,
  vantage: Host,
  { service, place }: Endpoint,
  open: readonly OpenRoute[],
): boolean {
  const own = topology.networks.find(({ id }) => id === vantage.network);
  if (place.kind !== 'spread' || own?.gateway === undefined) return false;
  const source = addressOnInternet(topology, vantage);
  return open.some((route) => route.arrivesFrom === source && sameService(route.service, service));
}

/** Each address and port at which this service might answer this vantage, and must not. */
function shutDoors(vantage: Host, endpoint: Endpoint, portMap: readonly PortMapEntry[]): ClosedRoute[] {
  const { service, cluster, place, host, bind, inside, outside } = endpoint;
  const stands = standing(vantage, cluster, place);
  const shut = (door: Omit<Door, 'name'>, closedBy: ClosedRoute['closedBy'], reason: string): ClosedRoute => {
    return {
      expect: 'closed',
      vantage: vantage.id,
      service,
      address: door.address,
      port: door.port,
      closedBy,
      reason,
    };
  };
  const onHost = { address: host.address, port: bind.port };
  if (place.kind === 'machine') {
    // A loopback address is another machine elsewhere.
    if (stands === 'inside' || host.address.startsWith('127.')) return [];
    return [
      shut(onHost, 'binding', `${cluster.id} binds ${bind.address} only, an address of its own machine`),
    ];
  }
  if (place.kind === 'spread') {
    if (stands === 'inside' || (stands === 'directClient' && service.kind === 'broker')) return [];
    const others =
      service.kind === 'broker'
        ? 'the machines of its cluster and its clients'
        : 'the machines of its cluster';
    return [shut(onHost, 'firewall', `${host.id} answers on this port only to ${others}`)];
  }
  const doors: ClosedRoute[] = [];
  const answersInside = inside !== undefined && stands === 'inside';
  // No filter stands between a machine and itself.
  if (!answersInside && vantage.id !== host.id) doors.push(shut(onHost, ...direct(stands, host.id)));
  if (outside !== undefined && stands !== 'outsideClient')
    doors.push(shut(outside, ...mapped(stands, host.id, place)));
  const gateway = place.gateway;
  const unmapped = !portMap.some((entry) => entry.gateway === gateway?.id && entry.port === bind.port);
  if (gateway !== undefined && unmapped && (stands === 'outsideClient' || stands === 'stranger')) {
    const door = { address: gateway.publicAddress, port: bind.port };
    doors.push(shut(door, 'gateway', `${gateway.id} maps nothing to its port ${bind.port}`));
  }
  return doors;
}

function direct(stands: Standing, host: string): [ClosedRoute['closedBy'], string] {
  switch (stands) {
    case 'inside':
      return ['firewall', `${host} answers on this port only to what comes through the gateway's map`];
    case 'gateway':
      return [
        'firewall',
        "the gateway's own address is no part of its network: the world could arrive with it",
      ];
    case 'outsideClient':
    case 'tunnelClient':
    case 'directClient':
    case 'stranger':
      return ['gateway', 'only what is mapped is forwarded into the network'];
  }
}

function mapped(stands: Standing, host: string, place: Place): [ClosedRoute['closedBy'], string] {
  const gateway = place.kind === 'network' ? place.gateway : undefined;
  switch (stands) {
    case 'inside':
    case 'gateway':
      return ['gateway', 'the map is for what arrives from outside'];
    case 'outsideClient':
    case 'tunnelClient':
    case 'directClient':
    case 'stranger':
      return gateway && masquerades(gateway)
        ? ['gateway', `${gateway.id} lets only the cluster's outside clients in to this port`]
        : ['firewall', `${host} answers on this port only to the cluster's outside clients`];
  }
}

/** Two brokers with one port number on two hosts share a door on the gateway. */
function withoutRepeats(routes: ClosedRoute[]): ClosedRoute[] {
  return [
    ...new Map(routes.map((route) => [`${route.vantage} ${route.address} ${route.port}`, route])).values(),
  ];
}
