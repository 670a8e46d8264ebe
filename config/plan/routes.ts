// Who reaches which service through what, and which ports must stay closed.
import { nodesOf } from '../coordination.ts';
import type { Host, Topology } from '../topology.ts';
import { type NamedAddress, type Endpoint, isServed, type GatewayAddress } from './endpoints.ts';
import { sameService } from './firewall.ts';
import type { Hop } from './hop-kinds.ts';
import { arrivalBy } from './hops.ts';
import { addressOnInternet, type ClientRole, masquerades, type PublicGateway, roleOf } from './location.ts';
import type { PortRole } from '../ports.ts';
import { tunnelId } from './tunnels.ts';
import type { ClosedRoute, OpenRoute, PortMapEntry, Route, Service } from './types.ts';

export function routesOf(
  topology: Topology,
  endpoints: readonly Endpoint[],
  portMap: readonly PortMapEntry[],
): Route[] {
  const pairs = topology.hosts.flatMap((vantage) => endpoints.map((endpoint) => ({ vantage, endpoint })));
  const open = pairs.flatMap(({ vantage, endpoint }) =>
    isServed(endpoint) ? (openRoute(topology, vantage, endpoint) ?? []) : [],
  );
  const closed = pairs
    .filter(({ vantage, endpoint }) => !sharesWay(topology, vantage, endpoint, open))
    .flatMap(({ vantage, endpoint }) => closedRoutes(vantage, endpoint, portMap));
  return [...open, ...withoutRepeats(closed)];
}

function openRoute(topology: Topology, vantage: Host, endpoint: Endpoint<Service>): OpenRoute | undefined {
  const { service, location } = endpoint;
  const way = wayTo(vantage, endpoint);
  if (way === undefined) return undefined;
  const { hop, target } = way;
  const { name, address, port } = target;
  const arrivesFrom = arrivalBy(hop, { topology, vantage, location });
  return { expect: 'answers', vantage: vantage.id, service, name, address, port, hops: [hop], arrivesFrom };
}

/** By which name and address a host reaches a service, and how it gets there; undefined: it may not. */
function wayTo(vantage: Host, endpoint: Endpoint<Service>): { target: NamedAddress; hop: Hop } | undefined {
  const { service, location, cluster, inside, outside } = endpoint;
  if (!isFor(vantage, endpoint)) return undefined;
  switch (roleOf(vantage, cluster, location)) {
    case 'inside':
      return inside && { target: asKnownTo(vantage, inside), hop: { kind: 'direct' } };
    case 'tunnelClient':
      return (
        inside && {
          target: asKnownTo(vantage, inside),
          hop: { kind: 'tunnel', tunnel: tunnelId(cluster.id, vantage.id) },
        }
      );
    case 'directClient':
      // Clients need no ZooKeeper, so its port stays among the machines of the cluster.
      return inside && service.kind === 'broker' ? { target: inside, hop: { kind: 'direct' } } : undefined;
    case 'outsideClient':
      return (
        outside && {
          target: outside,
          hop: { kind: 'portMap', gateway: outside.gateway.id, port: outside.port },
        }
      );
    case 'gateway':
    case 'stranger':
      return undefined;
  }
}

/** Whether a port is for such a host at all, by what the table of ports says of it. */
function isFor({ id }: Host, { role, cluster }: Endpoint): boolean {
  return role.reach !== 'cluster' || nodesOf(cluster).some(({ host }) => host === id);
}

/** Nobody tells a probe the plan's names. */
function asKnownTo({ probe }: Host, target: NamedAddress): NamedAddress {
  return probe ? { ...target, name: target.address } : target;
}

/** Whoever comes from behind one gateway arrives with one address: where one is let in, so are the others. */
function sharesWay(
  topology: Topology,
  vantage: Host,
  { service, location }: Endpoint,
  open: readonly OpenRoute[],
): boolean {
  const own = topology.networks.find(({ id }) => id === vantage.network);
  if (location.kind !== 'spread' || own?.gateway === undefined) return false;
  const source = addressOnInternet(topology, vantage);
  return open.some((route) => route.arrivesFrom === source && sameService(route.service, service));
}

/** An address and port at which this service might answer a vantage, and must not. */
type ClosedAddress = Pick<ClosedRoute, 'address' | 'port' | 'closedBy' | 'reason'>;

function closedRoutes(vantage: Host, endpoint: Endpoint, portMap: readonly PortMapEntry[]): ClosedRoute[] {
  const { service, cluster, location } = endpoint;
  const role = roleOf(vantage, cluster, location);
  return closedAddresses(vantage, role, endpoint, portMap).map(({ address, port, closedBy, reason }) => {
    return { expect: 'closed', vantage: vantage.id, service, address, port, closedBy, reason };
  });
}

function closedAddresses(
  vantage: Host,
  role: ClientRole,
  endpoint: Endpoint,
  portMap: readonly PortMapEntry[],
): ClosedAddress[] {
  const { service, cluster, location, host, bind, inside, outside } = endpoint;
  // An ensemble's own ports, and those that only bind 127.0.0.1, have no address that a client could use.
  if (inside === undefined && outside === undefined) return [];
  const onHost = { address: host.address, port: bind.port };
  switch (location.kind) {
    case 'machine': {
      // A loopback address is another machine elsewhere.
      if (role === 'inside' || host.address.startsWith('127.')) return [];
      const reason = `${cluster.id} binds ${bind.address} only, an address of its own machine`;
      return [{ ...onHost, closedBy: 'binding', reason }];
    }
    case 'spread': {
      if (role === 'inside' || (role === 'directClient' && service.kind === 'broker')) return [];
      const machines = 'the machines of its cluster';
      const others = service.kind === 'broker' ? `${machines} and its clients` : machines;
      return [
        { ...onHost, closedBy: 'firewall', reason: `${host.id} answers on this port only to ${others}` },
      ];
    }
    case 'network':
      return closedInNetwork(vantage, role, endpoint, location.gateway, portMap);
  }
}

function closedInNetwork(
  vantage: Host,
  role: ClientRole,
  endpoint: Endpoint,
  gateway: PublicGateway | undefined,
  portMap: readonly PortMapEntry[],
): ClosedAddress[] {
  const { host, bind, inside, outside, role: port } = endpoint;
  const answersInside = inside !== undefined && role === 'inside' && isFor(vantage, endpoint);
  const isUnmapped = !portMap.some((entry) => entry.gateway === gateway?.id && entry.port === bind.port);
  const isBeyond = role !== 'inside' && role !== 'gateway';
  return [
    // No filter stands between a machine and itself.
    ...(answersInside || vantage.id === host.id
      ? []
      : [{ address: host.address, port: bind.port, ...closedOnHost(role, port, host.id) }]),
    ...(outside === undefined || role === 'outsideClient'
      ? []
      : [{ address: outside.address, port: outside.port, ...closedOnGateway(isBeyond, host.id, outside) }]),
    ...(gateway !== undefined && isUnmapped && isBeyond
      ? [
          {
            address: gateway.publicAddress,
            port: bind.port,
            closedBy: 'gateway' as const,
            reason: `${gateway.id} maps nothing to its port ${bind.port}`,
          },
        ]
      : []),
  ];
}

type Closing = Pick<ClosedRoute, 'closedBy' | 'reason'>;

function closedOnHost(role: ClientRole, { reach }: PortRole, host: string): Closing {
  if (role === 'inside') {
    const others = reach === 'cluster' ? 'the hosts of its cluster' : "what comes through the gateway's map";
    const reason = `${host} answers on this port only to ${others}`;
    return { closedBy: 'firewall', reason };
  }
  if (role === 'gateway') {
    const reason =
      "the gateway's own address is not part of its network: outside clients could arrive with it";
    return { closedBy: 'firewall', reason };
  }
  return { closedBy: 'gateway', reason: 'only what is mapped is forwarded into the network' };
}

/** @param isBeyond whether who tries stands neither in the network nor is its gateway */
function closedOnGateway(isBeyond: boolean, host: string, { gateway }: GatewayAddress): Closing {
  if (!isBeyond) return { closedBy: 'gateway', reason: 'the map is for what arrives from outside' };
  return masquerades(gateway)
    ? {
        closedBy: 'gateway',
        reason: `${gateway.id} lets only the cluster's outside clients in to this port`,
      }
    : { closedBy: 'firewall', reason: `${host} answers on this port only to the cluster's outside clients` };
}

/** Two brokers with one port number on two hosts share a port on the gateway. */
function withoutRepeats(routes: ClosedRoute[]): ClosedRoute[] {
  return [
    ...new Map(routes.map((route) => [`${route.vantage} ${route.address} ${route.port}`, route])).values(),
  ];
}
