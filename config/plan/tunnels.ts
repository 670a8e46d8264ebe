// SSH tunnels to clusters that answer on their own machine alone.
import { isForClients } from '../ports.ts';
import type { Cluster, Topology } from '../topology.ts';
import type { Endpoint } from './endpoints.ts';
import { addressOnInternet, roleOf } from './location.ts';
import type { Service, Tunnel } from './types.ts';

export function tunnelId(cluster: Cluster['id'], client: string): string {
  return `${cluster}-from-${client}`;
}

/** Both ends use the same address and port, so that what a broker advertises is right on either. */
export function tunnelsOf(topology: Topology, endpoints: readonly Endpoint<Service>[]): Tunnel[] {
  return topology.clusters.flatMap((cluster) => {
    const own = endpoints.filter((endpoint) => endpoint.cluster.id === cluster.id);
    const location = own[0]?.location;
    if (location?.kind !== 'machine') return [];
    return topology.hosts
      .filter((host) => roleOf(host, cluster, location) === 'tunnelClient')
      .map((from) => ({
        id: tunnelId(cluster.id, from.id),
        cluster: cluster.id,
        from: from.id,
        to: location.host,
        arrivesFrom: addressOnInternet(topology, from),
        forwards: own
          .filter(({ role }) => isForClients(role))
          .map(({ bind, service }) => ({ ...bind, service })),
      }));
  });
}
