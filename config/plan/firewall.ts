// Which source addresses may reach a service's port on its own host.
import ipaddr from 'ipaddr.js';
import type { BrokerSpec, Topology, ZookeeperSpec } from '../topology.ts';
import type { Endpoint } from './endpoints.ts';
import { isMapped } from './hops.ts';
import { type ClusterLocation, hostOf } from './location.ts';
import { rangesWithout } from './ranges.ts';
import type { FirewallRule, OpenRoute, Service } from './types.ts';

export function firewallOf(
  topology: Topology,
  endpoints: readonly Endpoint[],
  routes: readonly OpenRoute[],
): FirewallRule[] {
  const services = endpoints.map(({ service, host, location, bind, inside }): FirewallRule => {
    // Machines of the internet share no range: each is let in by itself.
    const singly = routes
      .filter(
        (route) => sameService(route.service, service) && (isMapped(route) || location.kind === 'spread'),
      )
      .map(({ arrivesFrom }) => `${arrivesFrom}/32`);
    const allow = [...(inside === undefined ? [] : insideRanges(location)), ...new Set(singly)];
    return { host: host.id, service, port: bind.port, allow };
  });
  return [...services, ...ensembleRules(topology), ...jmxRules(topology)];
}

export function sameService(a: Service, b: Service): boolean {
  if (a.cluster !== b.cluster || a.id !== b.id || a.kind !== b.kind) return false;
  if (a.kind === 'zookeeper') return b.kind === 'zookeeper' && a.protocol === b.protocol;
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
