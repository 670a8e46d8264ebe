// How clients that another stack describes reach a cluster of this one: what the output `reach` says of it.
import { caIds } from '../ca-id.ts';
import {
  type ClientAuth,
  type SecurityProtocol,
  securityOfCoordination,
  securityProtocol,
} from '../listener-security.ts';
import type { Cluster, ClusterId, HostId, ReachedClient, ReachedCluster, Topology } from '../topology.ts';
import { openRoutes } from './select.ts';
import type { Listener, NameEntry, OpenRoute, Plan, Service } from './types.ts';

/** Raised when an older release could not read what this one writes. */
export const reachVersion = 1;

/** The output `reach`. How a listener is protected stands there in Kafka's words, which every release reads. */
export interface Reach<Authorities = string> {
  version: typeof reachVersion;
  clusters: Record<ClusterId, ToldCluster & { authorities: Authorities }>;
}

interface ToldCluster extends Omit<ReachedCluster, 'authorities' | 'listeners' | 'clients'> {
  tls: { clientAuth: ClientAuth };
  listeners: Record<string, ToldListener[]>;
  clients: Record<HostId, Omit<ReachedClient, 'routes'> & { routes: ToldRoute[] }>;
}

type ToldListener = Omit<Listener, 'security'> & { protocol: SecurityProtocol };

type ToldRoute = Omit<OpenRoute, 'service'> & { service: ToldService };

type ToldService =
  | Extract<Service, { kind: 'broker' }>
  | (Omit<Exclude<Service, { kind: 'broker' }>, 'transport'> & { protocol: SecurityProtocol });

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

function reachedCluster(topology: Topology, plan: Plan, cluster: Cluster): ToldCluster {
  const { id, version, chroot, brokers, settings, topics, tls } = cluster;
  const clients = topology.hosts.filter((host) => !host.managed && cluster.clients.includes(host.id));
  return {
    version,
    chroot,
    brokers: brokers.length,
    settings: Object.fromEntries(Object.entries(settings).filter(([name]) => followed.includes(name))),
    topics,
    tls: { clientAuth: tls.clientAuth },
    marks: caIds(tls),
    listeners: toldListeners(plan.listeners[id] ?? {}),
    clients: Object.fromEntries(clients.map((host) => [host.id, reachedClient(topology, plan, id, host)])),
  };
}

function reachedClient(
  { hosts }: Topology,
  plan: Plan,
  cluster: ClusterId,
  { id, address }: Topology['hosts'][number],
): ToldCluster['clients'][HostId] {
  const routes = openRoutes(plan, id).filter(({ service }) => service.cluster === cluster);
  const byDns = hosts.filter(({ publicNameFrom }) => publicNameFrom === 'dns').map((host) => host.publicName);
  const names = routes.map(({ name, address: leadsTo }): NameEntry => {
    return { name, address: leadsTo, source: byDns.includes(name) ? 'dns' : 'hosts' };
  });
  return {
    address,
    routes: routes.map((route) => ({ ...route, service: toldService(route.service) })),
    names: [...new Map(names.map((entry) => [entry.name, entry])).values()],
  };
}

/** The fields keep their order, by which Pulumi would show a change. */
function toldListeners(listeners: Record<string, Listener[]>): ToldCluster['listeners'] {
  const told = ({ name, security, ...where }: Listener): ToldListener => {
    return { name, protocol: securityProtocol(security), ...where };
  };
  return Object.fromEntries(Object.entries(listeners).map(([id, own]) => [id, own.map(told)]));
}

function toldService(service: Service): ToldService {
  if (service.kind === 'broker') return service;
  const { transport, ...coordinator } = service;
  return { ...coordinator, protocol: securityProtocol(securityOfCoordination({ transport })) };
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
