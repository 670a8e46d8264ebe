// Questions that are asked of a plan.
import { brokersFirst, type Coordinated, coordinationHasTls } from '../coordination.ts';
import {
  asksCertificate,
  type ListenerSecurity,
  securityOfCoordination,
  type Transport,
  unprotected,
  usesTls,
} from '../listener-security.ts';
import type { Cluster, ClusterId, HostId, KnownCluster, Mirror } from '../topology.ts';
import type { ClosedRoute, Listener, NodePort, OpenRoute, Plan, Service } from './types.ts';

/** The broker, or the server that coordinates, that a service, or a port, is of. */
export function nodeOf(service: Service | NodePort): Pick<Service, 'cluster' | 'kind' | 'id'> {
  const { cluster, id } = service;
  return { cluster, kind: service.kind === 'port' ? service.node : service.kind, id };
}

/**
 * What must answer.
 * @param vantage whom; default: anybody
 */
export function openRoutes(plan: Plan, vantage?: HostId): OpenRoute[] {
  const open = plan.routes.filter((route): route is OpenRoute => route.expect === 'answers');
  return vantage === undefined ? open : open.filter((route) => route.vantage === vantage);
}

/** What must never answer this vantage. */
export function closedRoutes(plan: Plan, vantage: HostId): ClosedRoute[] {
  return plan.routes.filter(
    (route): route is ClosedRoute => route.expect === 'closed' && route.vantage === vantage,
  );
}

/** How a service is protected; one that is not in the plan is taken for plain. */
export function securityOf({ listeners }: Pick<Plan, 'listeners'>, service: Service): ListenerSecurity {
  if (service.kind !== 'broker') return securityOfCoordination(service);
  const own = listeners[service.cluster]?.[service.id] ?? [];
  return own.find(({ name }) => name === service.listener)?.security ?? unprotected;
}

/** An open route to a ZooKeeper node. */
export type ZookeeperRoute = OpenRoute & { service: Extract<Service, { kind: 'zookeeper' }> };

/** `name:port` of every broker as this vantage reaches it; empty where it reaches none. */
export function bootstrapServers(plan: Plan, vantage: HostId, cluster: ClusterId): string[] {
  return openRoutes(plan, vantage)
    .filter(({ service }) => service.kind === 'broker' && service.cluster === cluster)
    .map(({ name, port }) => `${name}:${port}`);
}

/** Routes to ZooKeeper as this vantage should use them: by TLS where there are such. */
export function zookeeperRoutes(plan: Plan, vantage: HostId, cluster: ClusterId): ZookeeperRoute[] {
  const all = openRoutes(plan, vantage).filter(
    (route): route is ZookeeperRoute =>
      route.service.kind === 'zookeeper' && route.service.cluster === cluster,
  );
  const secure = all.filter(({ service }) => usesTls(service));
  return secure.length > 0 ? secure : all;
}

/** Hosts that are set up as clients of a cluster: its own, and those listed. */
export function clientsOf(cluster: Cluster): HostId[] {
  const own = brokersFirst(cluster).map(({ host }) => host);
  return [...new Set([...own, ...cluster.clients])];
}

/** Whether anything of a cluster speaks TLS. */
export function hasTls(plan: Plan, cluster: Coordinated & Pick<Cluster, 'id' | 'tls'>): boolean {
  return (
    coordinationHasTls(cluster) ||
    Object.values(plan.listeners[cluster.id] ?? {})
      .flat()
      .some(({ security }) => usesTls(security))
  );
}

/** Whether a client connects to TLS listeners, or to what coordinates the cluster by TLS. */
export function connectsByTls(plan: Plan, { id }: Pick<Cluster, 'id'>, client: HostId): boolean {
  return usesListener(plan, id, client, usesTls) || usesSecureCoordination(plan, id, client);
}

/** Whether it shows a certificate of its own: what coordinates asks every client for one, Kafka only if it is told to. */
export function showsCertificate(plan: Plan, { id }: Pick<KnownCluster, 'id'>, client: HostId): boolean {
  return usesListener(plan, id, client, asksCertificate) || usesSecureCoordination(plan, id, client);
}

/** Clients of a cluster that show certificates of their own. */
export function certificateHoldersOf(plan: Plan, cluster: Cluster): HostId[] {
  return clientsOf(cluster).filter((client) => showsCertificate(plan, cluster, client));
}

/** Common name of a mirror's certificate. */
export function mirrorIdentity({ id }: Pick<Mirror, 'id'>): string {
  return `mirror-${id}`;
}

/** Whether a mirror shows a cluster's brokers a certificate of its own. */
export function mirrorShowsCertificate(
  plan: Plan,
  { id }: Pick<KnownCluster, 'id'>,
  { host }: Pick<Mirror, 'host'>,
): boolean {
  return usesListener(plan, id, host, asksCertificate);
}

/** Mirrors that read from a cluster, or write to it. */
export function mirrorsOfCluster(mirrors: readonly Mirror[], cluster: ClusterId): Mirror[] {
  return mirrors.filter(({ from, to }) => [from, to].includes(cluster));
}

/** Common names of the certificates that mirrors show a cluster's brokers. */
export function mirrorIdentitiesOf(
  plan: Plan,
  cluster: Pick<KnownCluster, 'id'>,
  mirrors: readonly Mirror[],
): string[] {
  return mirrorsOfCluster(mirrors, cluster.id)
    .filter((mirror) => mirrorShowsCertificate(plan, cluster, mirror))
    .map(mirrorIdentity);
}

/** Whether it connects to a listener that is protected so. */
function usesListener(
  plan: Plan,
  cluster: ClusterId,
  client: HostId,
  isSo: (security: ListenerSecurity) => boolean,
): boolean {
  return openRoutes(plan, client).some(
    ({ service }) =>
      service.kind === 'broker' && service.cluster === cluster && isSo(securityOf(plan, service)),
  );
}

function usesSecureCoordination(plan: Plan, cluster: ClusterId, client: HostId): boolean {
  return openRoutes(plan, client).some(
    ({ service }) => service.kind !== 'broker' && service.cluster === cluster && usesTls(service),
  );
}

/**
 * `address:port` of a service, as `talk` of the hosts' scripts takes it.
 * @param unit the service of the same host whose certificate is shown, where TLS is spoken
 */
export function endpointText(
  unit: string,
  { bind, transport }: Pick<Listener, 'bind'> & { transport: Transport },
): string {
  const place = `${bind.address}:${bind.port}`;
  return usesTls({ transport }) ? `${unit}@${place}` : place;
}
