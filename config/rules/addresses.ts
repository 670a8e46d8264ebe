// Addresses and the networks they stand in.
import ipaddr from 'ipaddr.js';
import type { ConfigProblem } from '../problem.ts';
import type { StackDraft } from '../schema/parse.ts';
import { type ClusterDraft, clustersOf, entries, entry, hostsOf, type Rule } from './view.ts';

function inside(address: string, cidrs: readonly (string | undefined)[]): boolean {
  const parsed = ipaddr.IPv4.parse(address);
  return cidrs.some((cidr) => {
    if (cidr === undefined) return false;
    const [network, bits] = ipaddr.parseCIDR(cidr);
    return network.kind() === 'ipv4' && parsed.match(network, bits);
  });
}

export const networkOfHost: Rule = (draft) =>
  hostsOf(draft).flatMap(({ id, host, path }): ConfigProblem[] => {
    if (host.address === undefined || draft.networks === undefined) return [];
    if (host.network === undefined) {
      const home = entries(draft.networks).find(([, { cidrs }]) => inside(host.address ?? '', cidrs ?? []));
      if (home === undefined) return [];
      return [
        {
          path: [...path, 'address'],
          reason: `${host.address} lies in network ${home[0]}, but ${id} is described as being on the internet.`,
          fix: `Set network: ${home[0]} on this host, or correct the address.`,
        },
      ];
    }
    if (!Object.hasOwn(draft.networks, host.network)) {
      const known = Object.keys(draft.networks).join(', ') || 'none';
      return [
        {
          path: [...path, 'network'],
          reason: `There is no network ${host.network} (defined: ${known}).`,
          fix: 'Define it under kafka-proxied:networks, or correct the name.',
        },
      ];
    }
    const cidrs = entry(draft.networks, host.network)?.cidrs;
    if (cidrs === undefined || cidrs.length === 0 || cidrs.includes(undefined) || inside(host.address, cidrs))
      return [];
    return [
      {
        path: [...path, 'address'],
        reason: `${host.address} is not in network ${host.network} (${cidrs.join(', ')}).`,
        fix: 'Correct the address, or the ranges of the network.',
      },
    ];
  });

export const duplicateAddresses: Rule = (draft) => {
  const owners = new Map<string, string>();
  return hostsOf(draft).flatMap(({ id, host, path }) =>
    (['address', 'publicAddress'] as const).flatMap((field): ConfigProblem[] => {
      const address = host[field];
      if (address === undefined) return [];
      const owner = owners.get(address);
      owners.set(address, owner ?? `${id}${field === 'publicAddress' ? "'s publicAddress" : ''}`);
      if (owner === undefined) return [];
      return [
        {
          path: [...path, field],
          reason: `${address} is also the address of ${owner}; packets for one would reach the other.`,
          fix: 'Give each host an address of its own.',
        },
      ];
    }),
  );
};

/** 127.0.0.1 is the right address only for a single machine that nobody reaches from elsewhere. */
export const loopbackAddresses: Rule = (draft) =>
  hostsOf(draft).flatMap(({ host, path }) =>
    (['address', 'publicAddress'] as const).flatMap((field): ConfigProblem[] => {
      const address = host[field];
      if (address === undefined || !address.startsWith('127.')) return [];
      if (field === 'address' && host.network === undefined) return [];
      return [
        {
          path: [...path, field],
          reason: `${address} is a loopback address: whoever is told it connects to itself.`,
          fix: 'Give the address that other machines reach.',
        },
      ];
    }),
  );

/** Gateways and firewalls must know from where a client arrives. */
export const loopbackClients: Rule = (draft) =>
  clustersOf(draft).flatMap(({ cluster, path }) =>
    (cluster.clients ?? []).flatMap((client, index): ConfigProblem[] => {
      const reason = unknownElsewhere(draft, cluster, client);
      const fix = `Give ${client} the address that other machines reach, or remove this client.`;
      return reason === undefined ? [] : [{ path: [...path, 'clients', index], reason, fix }];
    }),
  );

/** Why a host that is known by a loopback address can't be a client of a cluster; undefined: it can. */
export function unknownElsewhere(
  { hosts }: StackDraft,
  cluster: ClusterDraft,
  client: string | undefined,
): string | undefined {
  const address = entry(hosts, client)?.address;
  if (address === undefined || !address.startsWith('127.')) return undefined;
  if (entries(cluster.brokers).some(([, { host }]) => host === client)) return undefined;
  return `${client} is known by a loopback address (${address}) only, which is not the one that it arrives with elsewhere.`;
}
