// Which source addresses may reach a service's port on its own host.
import ipaddr from 'ipaddr.js';
import { brokersFirst } from '../coordination.ts';
import type { Topology } from '../topology.ts';
import { plannedServers } from './coordination.ts';
import type { Endpoint } from './endpoints.ts';
import { hostOf, type Place } from './place.ts';
import { rangesWithout } from './ranges.ts';
import type { FirewallRule, OpenRoute, Service } from './types.ts';

export function firewallOf(
  topology: Topology,
  endpoints: readonly Endpoint[],
  routes: readonly OpenRoute[],
): FirewallRule[] {
  const services = endpoints.map(({ service, host, place, bind, inside }): FirewallRule => {
    // Machines of the internet share no range: each is let in by itself.
    const singly = routes
      .filter((route) => sameService(route.service, service) && (isMapped(route) || place.kind === 'spread'))
      .map(({ arrivesFrom }) => `${arrivesFrom}/32`);
    const allow = [...(inside === undefined ? [] : insideRanges(place)), ...new Set(singly)];
    return { host: host.id, service, port: bind.port, allow };
  });
  return [...services, ...channelRules(topology), ...jmxRules(topology)];
}

/** Whether a route leads through a gateway's port map. */
export function isMapped({ hops }: Pick<OpenRoute, 'hops'>): boolean {
  return hops[0]?.kind === 'portMap';
}

export function sameService(a: Service, b: Service): boolean {
  if (a.cluster !== b.cluster || a.id !== b.id || a.kind !== b.kind) return false;
  if (a.kind !== 'broker') return b.kind !== 'broker' && a.protocol === b.protocol;
  return b.kind === 'broker' && a.listener === b.listener;
}

/** IPv4 only, as the services bind IPv4 addresses; never the gateway, with whose address the world may arrive. */
function insideRanges(place: Place): string[] {
  if (place.kind === 'machine') return ['127.0.0.0/8'];
  if (place.kind === 'spread') return [];
  const ranges = place.cidrs.filter((cidr) => ipaddr.parseCIDR(cidr)[0].kind() === 'ipv4');
  const { gateway } = place;
  return gateway === undefined ? ranges : ranges.flatMap((cidr) => rangesWithout(cidr, gateway.address));
}

/** Nobody but the host itself, also if the process came to bind another address. */
function jmxRules({ clusters }: Topology): FirewallRule[] {
  return clusters.flatMap((cluster) =>
    brokersFirst(cluster).flatMap(({ role, id, host, jmxPort: port }): FirewallRule[] =>
      port === undefined
        ? []
        : [{ host, service: { kind: 'jmx', cluster: cluster.id, role, id }, port, allow: [] }],
    ),
  );
}

/** Servers that coordinate a cluster talk to each other on ports of their own, and nobody else does. */
function channelRules(topology: Topology): FirewallRule[] {
  return topology.clusters.flatMap((cluster) => {
    const servers = plannedServers(cluster);
    return servers.flatMap(({ id, host, channels }) => {
      const others = servers.filter((other) => other.host !== host);
      const allow = [...new Set(others.map((other) => `${hostOf(topology, other.host).address}/32`))];
      return channels.map(({ channel, port }): FirewallRule => {
        return { host, service: { kind: 'ensemble', cluster: cluster.id, id, channel }, port, allow };
      });
    });
  });
}
