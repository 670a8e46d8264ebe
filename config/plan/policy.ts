// What each managed host lets in: the plan's own ports, sshd, and nothing of them over a family that has no address.
import ipaddr from 'ipaddr.js';
import type { Host, HostId, Topology } from '../topology.ts';
import { describeService } from './describe.ts';
import { hostOf } from './location.ts';
import { rangesWithout, withoutNested } from './ranges.ts';
import type { FirewallRule, HostPolicy, Opening, Tunnel } from './types.ts';

/** By host; hosts whose firewall is off, or not ours to change, have none. */
export function policiesOf(
  topology: Topology,
  rules: readonly FirewallRule[],
  tunnels: readonly Tunnel[],
): Record<HostId, HostPolicy> {
  return Object.fromEntries(
    topology.hosts.flatMap((host): [HostId, HostPolicy][] => {
      if (host.firewall === 'off' || !host.ssh) return [];
      const services = rules.filter((rule) => rule.host === host.id).map(serviceOpening);
      const clients = tunnels
        .filter(({ to }) => to === host.id)
        .map(({ arrivesFrom }) => `${arrivesFrom}/32`);
      const openings = [...services, sshOpening(topology, host, clients)].sort((a, b) => a.port - b.port);
      return [[host.id, { mode: host.firewall, openings }]];
    }),
  );
}

/** What a machine says to itself passes by the rules. */
function serviceOpening({ port, service, allow }: FirewallRule): Opening {
  const others = allow.filter((range) => !range.startsWith('127.'));
  return { port, what: describeService(service), allow: withoutNested(others) };
}

/** @param clients ranges of hosts that keep up a tunnel to this one */
function sshOpening(topology: Topology, host: Host, clients: readonly string[]): Opening {
  const port = host.ssh?.port ?? 22;
  const what = 'sshd';
  const given = host.sshAllow ?? defaultSshAllow(topology, host);
  if (given === 'anywhere' || given.includes('anywhere')) return { port, what, allow: 'anywhere' };
  const gateways = topology.networks.flatMap(({ gateway }) =>
    gateway === undefined ? [] : [hostOf(topology, gateway).address],
  );
  const operators = given.flatMap((range) => withoutAll(range, gateways));
  return { port, what, allow: withoutNested([...operators, ...clients]) };
}

/** The network, for what stands in one or leads into it; anywhere for the rest. */
function defaultSshAllow(topology: Topology, { id, network }: Host): string[] | 'anywhere' {
  const own = topology.networks.filter((one) => one.id === network || one.gateway === id);
  return own.length === 0 ? 'anywhere' : own.flatMap(({ cidrs }) => cidrs);
}

/** A range that holds a gateway's address means its members: behind a masquerading gateway the world arrives with that. */
function withoutAll(range: string, addresses: readonly string[]): string[] {
  if (ipaddr.parseCIDR(range)[0].kind() === 'ipv6' || range.endsWith('/32')) return [range];
  return addresses.reduce<string[]>(
    (ranges, address) => ranges.flatMap((one) => rangesWithout(one, address)),
    [range],
  );
}
