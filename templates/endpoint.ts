// Addresses of nodes: host scripts connect to addresses, whatever names resolve to.
import type { Host, HostId } from '../config/topology.ts';

/** A host of the topology, which the config's rules have made sure of. */
export function knownHost(hosts: ReadonlyMap<HostId, Host>, id: HostId): Host {
  const host = hosts.get(id);
  if (!host) throw new Error(`host ${id} is not in the topology`);
  return host;
}

/** The nodes whose hosts are there: nothing waits for those that are gone for good. */
export function notAbandoned<N extends { host: HostId }>(
  hosts: ReadonlyMap<HostId, Host>,
  nodes: readonly N[],
): N[] {
  return nodes.filter((node) => !knownHost(hosts, node.host).abandoned);
}

/** `address:port` of a node. */
export function endpoint(hosts: ReadonlyMap<HostId, Host>, node: { host: HostId; port: number }): string {
  return `${knownHost(hosts, node.host).address}:${node.port}`;
}
