// Which source addresses may reach a service's port on its own host.
import ipaddr from 'ipaddr.js';
import type { BrokerSpec, Topology, ZookeeperSpec } from '../topology.ts';
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
  return [...services, ...ensembleRules(topology), ...jmxRules(topology)];
}

/** Whether a route leads through a gateway's port map. */
export function isMapped({ hops }: Pick<OpenRoute, 'hops'>): boolean {
  return hops[0]?.kind === 'portMap';
}

export function sameService(a: Service, b: Service): boolean {
  if (a.cluster !== b.cluster || a.id !== b.id || a.kind !== b.kind) return false;
  if (a.kind === 'zookeeper') return b.kind === 'zookeeper' && a.transport === b.transport;
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
  return clusters.flatMap(({ id: cluster, brokers, zookeeper }) => {
    const rule = (role: 'broker' | 'zookeeper', node: BrokerSpec | ZookeeperSpec): FirewallRule[] =>
      node.jmxPort === undefined
        ? []
        : [
            {
              host: node.host,
              service: { kind: 'jmx', cluster, role, id: node.id },
              port: node.jmxPort,
              allow: [],
            },
          ];
    return [
      ...brokers.flatMap((broker) => rule('broker', broker)),
      ...zookeeper.flatMap((node) => rule('zookeeper', node)),
    ];
  });
}

/** An ensemble's nodes talk to each other on two more ports, and nobody else does. */
function ensembleRules(topology: Topology): FirewallRule[] {
  return topology.clusters
    .filter(({ zookeeper }) => zookeeper.length > 1)
    .flatMap((cluster) =>
      cluster.zookeeper.flatMap((node): FirewallRule[] => {
        const others = cluster.zookeeper.filter(({ host }) => host !== node.host);
        const allow = [...new Set(others.map(({ host }) => `${hostOf(topology, host).address}/32`))];
        const service = { kind: 'ensemble', cluster: cluster.id, id: node.id } as const;
        return [
          { host: node.host, service: { ...service, channel: 'followers' }, port: node.peerPort, allow },
          { host: node.host, service: { ...service, channel: 'elections' }, port: node.electionPort, allow },
        ];
      }),
    );
}
