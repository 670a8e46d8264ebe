// From a lab file to interfaces, bridges and next hops. Pure.
import ipaddr from 'ipaddr.js';
import { bridgeName, internetName, portName } from './names.ts';
import { LabFileError, type HostFamily, type HostRole, type LabSpec } from './spec.ts';

export interface LabInterface {
  /** As the host sees it: eth0, eth1, … */
  name: string;
  network: string;
  /** The other end, on the network's bridge, in the internet's namespace. */
  port: string;
  bridge: string;
  /** With prefix length, as `ip address add` takes them. */
  addresses: string[];
}

export interface LabHost {
  name: string;
  role: HostRole;
  family: HostFamily;
  interfaces: LabInterface[];
  /** Without prefix length, in the lab file's order. */
  addresses: string[];
  /** Next hops of the default routes. */
  nextHops: string[];
  /** For a router: the networks (with prefix length) that it hides, by the interface that they are on. */
  inside: { interface: string; prefixes: string[] }[];
}

export interface LabNetwork {
  name: string;
  bridge: string;
  /** Addresses of the internet on this network, with prefix length; none where a host is the gateway. */
  internetAddresses: string[];
}

export interface LabTopology {
  /** Addresses that any host with a way out can reach. */
  internet: string[];
  networks: LabNetwork[];
  hosts: LabHost[];
}

type Cidr = ReturnType<typeof ipaddr.parseCIDR>;

function prefixesOf(network: LabSpec['networks'][string]): string[] {
  return network.ipv6 === undefined ? [network.ipv4] : [network.ipv4, network.ipv6];
}

function contains(prefix: string, address: string): boolean {
  const [base, bits]: Cidr = ipaddr.parseCIDR(prefix);
  const parsed = ipaddr.parse(address);
  return parsed.kind() === base.kind() && parsed.match(base, bits);
}

function prefixLength(prefix: string): number {
  return ipaddr.parseCIDR(prefix)[1];
}

function firstAddress(prefix: string): string {
  const bytes = ipaddr.parseCIDR(prefix)[0].toByteArray();
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) + 1;
  return ipaddr.fromByteArray(bytes).toString();
}

function problemsOf(spec: LabSpec): string[] {
  const problems: string[] = [];
  const owners = new Map<string, string>();
  const networks = Object.entries(spec.networks);
  const networkOf = (address: string) =>
    networks.find(([, network]) => prefixesOf(network).some((prefix) => contains(prefix, address)));

  for (const [name, network] of networks) {
    if (network.gateway === internetName) {
      prefixesOf(network).forEach((prefix) => owners.set(firstAddress(prefix), 'the internet'));
    } else if (spec.hosts[network.gateway]?.role !== 'router') {
      problems.push(
        `networks.${name}.gateway: ${network.gateway} is neither "internet" nor a host with role router`,
      );
    } else if (!spec.hosts[network.gateway]?.addresses.some((address) => contains(network.ipv4, address))) {
      problems.push(
        `networks.${name}.gateway: ${network.gateway} has no address in ${network.ipv4}, so nobody there could reach it`,
      );
    }
  }
  for (const [name, host] of Object.entries(spec.hosts)) {
    if (name === internetName)
      problems.push(`hosts.${name}: the name is taken by the lab's own internet; choose another`);
    if (host.family !== 'debian' && host.role !== 'host')
      problems.push(`hosts.${name}.family: a ${host.role} is always of the debian family`);
    host.addresses.forEach((address, index) => {
      const path = `hosts.${name}.addresses.${index}`;
      const plain = ipaddr.parse(address).toString();
      const owner = owners.get(plain);
      if (owner !== undefined) problems.push(`${path}: ${address} already belongs to ${owner}`);
      owners.set(plain, name);
      if (!networkOf(address)) problems.push(`${path}: ${address} lies in none of the file's networks`);
    });
  }
  const workstations = Object.entries(spec.hosts).filter(([, host]) => host.role === 'workstation');
  if (workstations.length !== 1)
    problems.push(
      `hosts: exactly one host has role workstation, the place of the operator; found ${workstations.length}`,
    );
  return problems;
}

function resolveHost(spec: LabSpec, name: string, host: LabSpec['hosts'][string]): LabHost {
  const interfaces: LabInterface[] = [];
  for (const address of host.addresses) {
    for (const [network, definition] of Object.entries(spec.networks)) {
      const prefix = prefixesOf(definition).find((candidate) => contains(candidate, address));
      if (prefix === undefined) continue;
      let found = interfaces.find((candidate) => candidate.network === network);
      if (!found) {
        const index = interfaces.length;
        found = {
          name: `eth${index}`,
          network,
          port: portName(name, index),
          bridge: bridgeName(network),
          addresses: [],
        };
        interfaces.push(found);
      }
      found.addresses.push(`${address}/${prefixLength(prefix)}`);
    }
  }
  const leadsOut = (network: string) => spec.networks[network]?.gateway === name;
  const outward = interfaces.find(({ network }) => !leadsOut(network));
  return {
    name,
    role: host.role,
    family: host.family,
    interfaces,
    addresses: host.addresses,
    nextHops: outward ? nextHopsOn(spec, outward) : [],
    inside: interfaces
      .filter(({ network }) => leadsOut(network))
      .map((inward) => ({
        interface: inward.name,
        prefixes: prefixesOf(spec.networks[inward.network] as LabSpec['networks'][string]),
      })),
  };
}

/** The gateway's address for each family that the host has on this interface. */
function nextHopsOn(spec: LabSpec, outward: LabInterface): string[] {
  const network = spec.networks[outward.network];
  if (!network) return [];
  const gatewayAddresses =
    network.gateway === internetName
      ? prefixesOf(network).map(firstAddress)
      : (spec.hosts[network.gateway]?.addresses ?? []);
  const own = outward.addresses.map((address) => address.split('/')[0] as string);
  return prefixesOf(network).flatMap((prefix) =>
    own.some((address) => contains(prefix, address))
      ? gatewayAddresses.filter((address) => contains(prefix, address)).slice(0, 1)
      : [],
  );
}

/**
 * Works out interfaces, bridges and routes of a lab.
 * @param file named in the errors
 * @throws LabFileError with every contradiction at once
 */
export function resolveTopology(spec: LabSpec, file: string): LabTopology {
  const problems = problemsOf(spec);
  if (problems.length > 0) throw new LabFileError(file, problems);
  return {
    internet: spec.internet,
    networks: Object.entries(spec.networks).map(([name, network]) => ({
      name,
      bridge: bridgeName(name),
      internetAddresses:
        network.gateway === internetName
          ? prefixesOf(network).map((prefix) => `${firstAddress(prefix)}/${prefixLength(prefix)}`)
          : [],
    })),
    hosts: Object.entries(spec.hosts).map(([name, host]) => resolveHost(spec, name, host)),
  };
}
