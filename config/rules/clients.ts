// Clients: whoever is listed must have a way to every broker.
import { isCutOff, locationOf, roleOf } from '../plan/location.ts';
import type { ConfigProblem } from '../problem.ts';
import type { Cluster, Host, Topology } from '../topology.ts';
import { type PlacedRule, placesOf } from './placed.ts';
import { clientsOf, each, entry, listedTwice, unknownHost } from './view.ts';

export const clientsAreHosts = each(
  clientsOf,
  ({ cluster: { clients = [] }, client, index, path }, draft) =>
    draft.hosts && (unknownHost(draft, client, path) ?? listedTwice(clients, index, path)),
);

/** A client that reaches only some brokers fails on whatever the others lead. */
export const clientsReachEveryBroker: PlacedRule = (placed, draft) =>
  placesOf(placed).flatMap(({ cluster, path }) =>
    (entry(draft.clusters, cluster.id)?.clients ?? []).flatMap((client, index): ConfigProblem[] => {
      const host = placed.hosts.find(({ id }) => id === client);
      const obstacle = host && obstacleTo(placed, cluster, host);
      return obstacle ? [{ path: [...path, 'clients', index], ...obstacle }] : [];
    }),
  );

type AccessProblem = Pick<ConfigProblem, 'reason' | 'fix'>;

/**
 * Why a host that is a client of a cluster would not reach every broker; undefined: it does.
 * @param cluster one that is in one place, and has the host among its clients
 */
export function obstacleTo(placed: Topology, cluster: Cluster, host: Host): AccessProblem | undefined {
  const place = locationOf(placed, cluster);
  if (roleOf(host, cluster, place) === 'inside') return undefined;
  switch (place.kind) {
    case 'network':
      return host.network === place.network ? undefined : throughGateway(placed, cluster, host);
    case 'machine':
      return byTunnel(placed, cluster, place.host, host);
    case 'spread':
      return isCutOff(placed, host) ? cutOff(`${host.id} is in a network that has`) : undefined;
  }
}

function cutOff(reason: string): AccessProblem {
  return { reason: `${reason} no gateway to the internet.`, fix: 'Name the gateway of its network.' };
}

function throughGateway(placed: Topology, { brokers }: Cluster, host: Host): AccessProblem | undefined {
  if (isCutOff(placed, host)) return cutOff(`${host.id} is in another network, which has`);
  const hidden = brokers.filter(({ external }) => external === undefined).map(({ id }) => id);
  if (hidden.length === 0) return undefined;
  return {
    reason: `${host.id} is outside of the network, and has no route to broker ${hidden.join(', ')}: it would fail for every partition with its leader there.`,
    fix: 'Give each broker an external port, or remove this client.',
  };
}

/** A cluster on a machine without a network binds an address of that machine alone: others come through SSH tunnels. */
function byTunnel(placed: Topology, { id }: Cluster, machine: string, host: Host): AccessProblem | undefined {
  const far = `${id} answers only on ${machine}`;
  if (placed.hosts.some((one) => one.id === machine && one.address.startsWith('127.'))) {
    const reason = `${far}, which has a loopback address: ${host.id} has no route to it.`;
    return { reason, fix: `Give ${machine} the address to which other machines connect.` };
  }
  if (!host.managed) {
    const reason = `${far}, so ${host.id} needs an SSH tunnel, which is a service there. But ${host.id} is never logged in to (managed: false).`;
    return { reason, fix: 'Remove this client, or set managed: true on its host.' };
  }
  return isCutOff(placed, host) ? cutOff(`${far}, and ${host.id} is in a network that has`) : undefined;
}
