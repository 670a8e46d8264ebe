// What `ip -batch` is given to plug hosts together. Pure; each line may be applied again.
import { macAddress, machineName } from './names.ts';
import type { LabHost, LabTopology } from './topology.ts';

function everywhere(nextHop: string): string {
  return nextHop.includes(':') ? '::/0' : '0.0.0.0/0';
}

function batch(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

/** In the internet's namespace: its own addresses, and a bridge for each network. `existing` bridges aren't added again. */
export function internetBatch(topology: LabTopology, existing: ReadonlySet<string>): string {
  return batch([
    'link set lo up',
    ...topology.internet.map((address) => `address replace ${address} dev lo`),
    ...topology.networks.flatMap(({ bridge, internetAddresses }) => [
      // Without snooping, IPv6 neighbour discovery never waits for a multicast querier.
      ...(existing.has(bridge)
        ? []
        : [`link add ${bridge} address ${macAddress(bridge)} type bridge mcast_snooping 0`]),
      ...internetAddresses.map((address) => `address replace ${address} dev ${bridge}${noDad(address)}`),
      `link set ${bridge} up`,
    ]),
  ]);
}

// Duplicate address detection would keep an IPv6 address unusable for the first seconds.
function noDad(address: string): string {
  return address.includes(':') ? ' nodad' : '';
}

/** In the internet's namespace: the cables of a host that is switched off are taken away. */
export function unplugBatch(host: LabHost): string {
  return batch(host.interfaces.map(({ port }) => `link del ${port}`));
}

/** In the internet's namespace: a cable for each interface, one end in the host's namespace. */
export function plugBatch(host: LabHost): string {
  return batch(
    host.interfaces.flatMap(({ port, name, bridge }) => [
      `link add ${port} type veth peer name ${name} address ${macAddress(port)} netns ${machineName(host.name)}`,
      `link set ${port} master ${bridge} up`,
    ]),
  );
}

/** In the host's namespace: addresses and default routes. */
export function addressBatch(host: LabHost): string {
  return batch([
    'link set lo up',
    ...host.interfaces.flatMap(({ name, addresses }) => [
      `link set ${name} up`,
      ...addresses.map((address) => `address add ${address} dev ${name}${noDad(address)}`),
    ]),
    ...host.nextHops.map((hop) => `route add ${everywhere(hop)} via ${hop}`),
  ]);
}

/** Kernel settings of the host's namespace. */
export function sysctlConf(host: LabHost): string {
  return host.role === 'router'
    ? 'net.ipv4.ip_forward = 1\nnet.ipv6.conf.all.forwarding = 1\n'
    : '# nothing but the defaults\n';
}
