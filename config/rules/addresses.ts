// Addresses and the networks they stand in.
import ipaddr from 'ipaddr.js';
import type { ConfigProblem } from '../problem.ts';
import type { StackDraft } from '../schema/parse.ts';
import { clientsOf, type ClusterDraft, each, entries, entry, hostsOf, type Rule } from './view.ts';

function inside(address: string, cidrs: readonly (string | undefined)[]): boolean {
  const parsed = ipaddr.IPv4.parse(address);
  return cidrs.some((cidr) => {
    if (cidr === undefined) return false;
    const [network, bits] = ipaddr.parseCIDR(cidr);
    return network.kind() === 'ipv4' && parsed.match(network, bits);
  });
}

export const networkOfHost = each(hostsOf, ({ id, host, path }, { networks }) => {
  const { address, network } = host;
  if (address === undefined || networks === undefined) return undefined;
  if (network === undefined) {
    const home = entries(networks).find(([, { cidrs }]) => inside(address, cidrs ?? []));
    if (home === undefined) return undefined;
    return {
      path: [...path, 'address'],
      reason: `${address} lies in network ${home[0]}, but ${id} is described as being on the internet.`,
      fix: `Set network: ${home[0]} on this host, or correct the address.`,
    };
  }
  if (!Object.hasOwn(networks, network)) {
    const known = Object.keys(networks).join(', ') || 'none';
    return {
      path: [...path, 'network'],
      reason: `There is no network ${network} (defined: ${known}).`,
      fix: 'Define it under kafka-proxied:networks, or correct the name.',
    };
  }
  const cidrs = entry(networks, network)?.cidrs;
  if (cidrs === undefined || cidrs.length === 0 || cidrs.includes(undefined) || inside(address, cidrs))
    return undefined;
  return {
    path: [...path, 'address'],
    reason: `${address} is not in network ${network} (${cidrs.join(', ')}).`,
    fix: 'Correct the address, or the ranges of the network.',
  };
});

const addressFields = ['address', 'publicAddress'] as const;

/** Every address that hosts have, own ones and public ones. */
function addressesOf(draft: StackDraft) {
  return hostsOf(draft).flatMap(({ id, host, path }) =>
    addressFields.flatMap((field) => {
      const address = host[field];
      return address === undefined ? [] : [{ id, host, field, address, path: [...path, field] }];
    }),
  );
}

export const duplicateAddresses: Rule = (draft) => {
  const owners = new Map<string, string>();
  return addressesOf(draft).flatMap(({ id, field, address, path }): ConfigProblem[] => {
    const owner = owners.get(address);
    owners.set(address, owner ?? `${id}${field === 'publicAddress' ? "'s publicAddress" : ''}`);
    if (owner === undefined) return [];
    const reason = `${address} is also the address of ${owner}; packets for one host would reach the other.`;
    return [{ path, reason, fix: 'Give each host its own address.' }];
  });
};

/** 127.0.0.1 is the right address only for a single machine that nobody reaches from elsewhere. */
export const loopbackAddresses = each(addressesOf, ({ host, field, address, path }) => {
  if (!address.startsWith('127.') || (field === 'address' && host.network === undefined)) return undefined;
  const reason = `${address} is a loopback address: clients that get it connect to themselves.`;
  return { path, reason, fix: 'Give the address to which other machines connect.' };
});

/** Gateways and firewalls must know from where a client arrives. */
export const loopbackClients = each(clientsOf, ({ cluster, client, path }, draft) => {
  const reason = unknownElsewhere(draft, cluster, client);
  const fix = `Give ${client} the address to which other machines connect, or remove this client.`;
  return reason === undefined ? undefined : { path, reason, fix };
});

/** Why a host that is known by a loopback address can't be a client of a cluster; undefined: it can. */
export function unknownElsewhere(
  { hosts }: StackDraft,
  cluster: ClusterDraft,
  client: string,
): string | undefined {
  const address = entry(hosts, client)?.address;
  if (address === undefined || !address.startsWith('127.')) return undefined;
  if (entries(cluster.brokers).some(([, { host }]) => host === client)) return undefined;
  return `${client} has only a loopback address (${address}), which is not its source address on other machines.`;
}
