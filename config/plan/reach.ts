// How clients that another stack describes reach a cluster of this one: what the output `reach` says of it.
import { authorityMarks } from '../authority-mark.ts';
import type { Cluster, ClusterId, HostId, ReachedClient, ReachedCluster, Topology } from '../topology.ts';
import { openRoutes } from './select.ts';
import type { NameEntry, Plan } from './types.ts';

/** Raised when an older release could not read what this one writes. */
export const reachVersion = 1;

/** The output `reach`. */
export interface Reach<Authorities = string> {
  version: typeof reachVersion;
  clusters: Record<ClusterId, Omit<ReachedCluster, 'authorities'> & { authorities: Authorities }>;
}

/**
 * What a stack tells others of its clusters.
 * @param authorities by cluster: the certificates that its clients trust, PEM
 */
export function reachOf<Authorities>(
  topology: Topology,
  plan: Plan,
  authorities: (cluster: ClusterId) => Authorities,
): Reach<Authorities> {
  const clusters = topology.clusters.map((cluster) => [
    cluster.id,
    { ...reachedCluster(topology, plan, cluster), authorities: authorities(cluster.id) },
  ]);
  return { version: reachVersion, clusters: Object.fromEntries(clusters) as Reach<Authorities>['clusters'] };
}

/** What clients follow of a cluster's broker properties: `clientSizes` reads it. */
const followed = ['message.max.bytes'];

function reachedCluster(
  topology: Topology,
  plan: Plan,
  cluster: Cluster,
): Omit<ReachedCluster, 'authorities'> {
  const { id, version, chroot, brokers, settings, topics, tls } = cluster;
  const clients = topology.hosts.filter((host) => !host.managed && cluster.clients.includes(host.id));
  return {
    version,
    chroot,
    brokers: brokers.length,
    settings: Object.fromEntries(Object.entries(settings).filter(([name]) => followed.includes(name))),
    topics,
    tls: { clientAuth: tls.clientAuth },
    marks: authorityMarks(tls),
    listeners: plan.listeners[id] ?? {},
    clients: Object.fromEntries(clients.map((host) => [host.id, reachedClient(topology, plan, id, host)])),
  };
}

function reachedClient(
  { hosts }: Topology,
  plan: Plan,
  cluster: ClusterId,
  { id, address }: Topology['hosts'][number],
): ReachedClient {
  const routes = openRoutes(plan, id).filter(({ service }) => service.cluster === cluster);
  const byDns = hosts.filter(({ publicNameFrom }) => publicNameFrom === 'dns').map((host) => host.publicName);
  const names = routes.map(({ name, address: leadsTo }): NameEntry => {
    return { name, address: leadsTo, source: byDns.includes(name) ? 'dns' : 'hosts' };
  });
  return { address, routes, names: [...new Map(names.map((entry) => [entry.name, entry])).values()] };
}

/** Adds to a plan what other stacks say of the clusters that hosts of this one are clients of. */
export function withReached(plan: Plan, { otherClusters }: Topology): Plan {
  const known = otherClusters.flatMap(({ id, clients, reach }) =>
    reach ? [{ id, reach, clients: clients.flatMap((host) => clientEntry(reach, host)) }] : [],
  );
  const all = known.flatMap(({ clients }) => clients);
  return {
    ...plan,
    routes: [...plan.routes, ...all.flatMap(({ client }) => client.routes)],
    names: all.reduce(addNames, plan.names),
    listeners: {
      ...plan.listeners,
      ...Object.fromEntries(known.map(({ id, reach }) => [id, reach.listeners])),
    },
  };
}

interface ClientEntry {
  host: HostId;
  client: ReachedClient;
}

function clientEntry({ clients }: ReachedCluster, host: HostId): ClientEntry[] {
  const client = Object.hasOwn(clients, host) ? clients[host] : undefined;
  return client ? [{ host, client }] : [];
}

function addNames(names: Plan['names'], { host, client }: ClientEntry): Plan['names'] {
  const own = names[host] ?? [];
  const others = client.names.filter(({ name }) => !own.some((entry) => entry.name === name));
  return { ...names, [host]: [...own, ...others].sort((a, b) => (a.name < b.name ? -1 : 1)) };
}
