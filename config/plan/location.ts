// Where a cluster lives, and what each host is to it.
import { nodesOf } from '../coordination.ts';
import type { Cluster, Host, HostId, Topology } from '../topology.ts';

/**
 * In a network, perhaps behind a gateway; on one machine of the internet, reachable only from there and through tunnels;
 * or spread over several of them, which let in each other and the cluster's clients.
 */
export type ClusterLocation =
  | { kind: 'network'; network: string; cidrs: string[]; gateway?: PublicGateway }
  | { kind: 'machine'; host: HostId; serviceName: string; address: string }
  | { kind: 'spread'; hosts: HostId[] };

/** A gateway with the name and address that outside clients know. */
export interface PublicGateway extends Host {
  publicName: string;
  publicAddress: string;
}

/** What a host is to a cluster; `gateway` and `stranger` reach nothing. */
export type ClientRole =
  'inside' | 'outsideClient' | 'tunnelClient' | 'directClient' | 'gateway' | 'stranger';

/**
 * Address of single-machine clusters, by their service name, on that machine and on its tunnel clients. Not 127.0.0.1
 * or 127.0.1.1: installers give these to `localhost` and to the machine's own name.
 */
const serviceAddress = '127.0.2.1';

export function hostOf(topology: Topology, id: HostId): Host {
  const host = topology.hosts.find((host) => host.id === id);
  if (host === undefined) throw new Error(`host ${id} is not in the topology`);
  return host;
}

export function locationOf(topology: Topology, cluster: Cluster): ClusterLocation {
  const [first] = cluster.brokers;
  if (first === undefined) throw new Error(`cluster ${cluster.id} has no broker`);
  const home = hostOf(topology, first.host);
  const network = topology.networks.find(({ id }) => id === home.network);
  if (network === undefined) {
    const hosts = [...new Set(nodesOf(cluster).map(({ host }) => host))];
    if (hosts.length > 1) return { kind: 'spread', hosts };
    return {
      kind: 'machine',
      host: home.id,
      serviceName: `${cluster.id}.${home.id}`,
      address: serviceAddress,
    };
  }
  const gateway =
    network.gateway === undefined ? undefined : publicGateway(hostOf(topology, network.gateway));
  return { kind: 'network', network: network.id, cidrs: network.cidrs, ...(gateway ? { gateway } : {}) };
}

function publicGateway(host: Host): PublicGateway {
  const { publicName, publicAddress } = host;
  if (publicName === undefined || publicAddress === undefined) {
    throw new Error(`gateway ${host.id} has no public name and address`);
  }
  return { ...host, publicName, publicAddress };
}

export function roleOf(host: Host, cluster: Cluster, location: ClusterLocation): ClientRole {
  const isClient = cluster.clients.includes(host.id);
  if (location.kind === 'machine') {
    if (host.id === location.host) return 'inside';
    return isClient ? 'tunnelClient' : 'stranger';
  }
  if (location.kind === 'spread') {
    if (location.hosts.includes(host.id)) return 'inside';
    return isClient ? 'directClient' : 'stranger';
  }
  if (host.id === location.gateway?.id) return 'gateway';
  if (host.network === location.network) return 'inside';
  return isClient && location.gateway !== undefined ? 'outsideClient' : 'stranger';
}

/** Whether all of a cluster stands in one network, or outside of all: else its brokers could not connect to each other. */
export function isInOnePlace(topology: Topology, cluster: Cluster): boolean {
  return new Set(nodesOf(cluster).map(({ host }) => hostOf(topology, host).network)).size < 2;
}

/** Whether nothing forwards between a host and the internet, on which it does not stand itself. */
export function isCutOff({ networks }: Topology, { network }: Host): boolean {
  return network !== undefined && networks.find(({ id }) => id === network)?.gateway === undefined;
}

/** True for a gateway that puts its own address in the place of an outside client's. */
export function masquerades({ sourceAddresses }: Pick<Host, 'sourceAddresses'>): boolean {
  return sourceAddresses === 'masqueraded';
}

/** A host's source address as the internet sees it: behind a gateway, that gateway's. */
export function addressOnInternet(topology: Topology, host: Host): string {
  const network = topology.networks.find(({ id }) => id === host.network);
  if (network === undefined) return host.address;
  if (network.gateway === undefined) throw new Error(`network ${network.id} has no way to the internet`);
  return publicGateway(hostOf(topology, network.gateway)).publicAddress;
}
