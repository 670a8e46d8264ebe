// Which source addresses may reach a service's port on its own host.
import ipaddr from 'ipaddr.js';
import { type ClusterNode, coordinatorsOf, nodesOf } from '../coordination.ts';
import type { PortReach } from '../ports.ts';
import type { Topology } from '../topology.ts';
import type { Endpoint } from './endpoints.ts';
import { isMapped } from './hops.ts';
import { type ClusterLocation, hostOf } from './location.ts';
import { rangesWithout } from './ranges.ts';
import type { FirewallRule, NodePort, OpenRoute, Service } from './types.ts';

export function firewallOf(
  topology: Topology,
  endpoints: readonly Endpoint[],
  routes: readonly OpenRoute[],
): FirewallRule[] {
  return endpoints.map((endpoint): FirewallRule => {
    const { service, host, bind, role } = endpoint;
    const allow = [...allowed[role.reach](endpoint, topology), ...clientsOf(endpoint, routes)];
    return { host: host.id, service, port: bind.port, allow: [...new Set(allow)] };
  });
}

const allowed: Record<PortReach, (endpoint: Endpoint, topology: Topology) => string[]> = {
  network: ({ location }) => insideRanges(location),
  outside: () => [],
  cluster: (endpoint, topology) =>
    endpoint.location.kind === 'machine'
      ? insideRanges(endpoint.location)
      : hostsOf(nodesOf(endpoint.cluster), endpoint, topology),
  ensemble: (endpoint, topology) => hostsOf(coordinatorsOf(endpoint.cluster), endpoint, topology),
  // Also if the process came to bind another address.
  nobody: () => [],
};

/** The addresses of the nodes that are not on this very host. */
function hostsOf(nodes: readonly ClusterNode[], { host }: Endpoint, topology: Topology): string[] {
  return nodes
    .filter((node) => node.host !== host.id)
    .map((node) => `${hostOf(topology, node.host).address}/32`);
}

/** Machines of the internet share no range: each is let in by itself. */
function clientsOf({ service, location }: Endpoint, routes: readonly OpenRoute[]): string[] {
  return routes
    .filter((route) => sameService(route.service, service) && (isMapped(route) || location.kind === 'spread'))
    .map(({ arrivesFrom }) => `${arrivesFrom}/32`);
}

export function sameService(a: Service, b: Service | NodePort): boolean {
  if (a.cluster !== b.cluster || a.id !== b.id || a.kind !== b.kind) return false;
  if (a.kind !== 'broker') return b.kind === a.kind && a.transport === b.transport;
  return b.kind === 'broker' && a.listener === b.listener;
}

/** IPv4 only, as the services bind IPv4 addresses; never the gateway, with whose address the world may arrive. */
function insideRanges(location: ClusterLocation): string[] {
  if (location.kind === 'machine') return ['127.0.0.0/8'];
  if (location.kind === 'spread') return [];
  const ranges = location.cidrs.filter((cidr) => ipaddr.parseCIDR(cidr)[0].kind() === 'ipv4');
  const { gateway } = location;
  return gateway === undefined ? ranges : ranges.flatMap((cidr) => rangesWithout(cidr, gateway.address));
}
