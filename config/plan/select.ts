// Questions that are asked of a plan.
import type { Cluster, ClusterId, HostId } from '../topology.ts';
import type { ClosedRoute, OpenRoute, Plan, Service } from './types.ts';

/** What must answer this vantage. */
export function openRoutes(plan: Plan, vantage: HostId): OpenRoute[] {
  return plan.routes.filter(
    (route): route is OpenRoute => route.expect === 'answers' && route.vantage === vantage,
  );
}

/** What must never answer this vantage. */
export function closedRoutes(plan: Plan, vantage: HostId): ClosedRoute[] {
  return plan.routes.filter(
    (route): route is ClosedRoute => route.expect === 'closed' && route.vantage === vantage,
  );
}

/** `name:port` of every broker as this vantage reaches it; empty where it reaches none. */
export function bootstrapServers(plan: Plan, vantage: HostId, cluster: ClusterId): string[] {
  return serversOf(plan, vantage, cluster, 'broker');
}

/** `name:port` of every ZooKeeper node as this vantage reaches it; empty where it reaches none. */
export function zookeeperServers(plan: Plan, vantage: HostId, cluster: ClusterId): string[] {
  return serversOf(plan, vantage, cluster, 'zookeeper');
}

/** Kafka's `zookeeper.connect` as it is right on this vantage: servers and, behind the last, the chroot. */
export function zookeeperConnect(
  plan: Plan,
  vantage: HostId,
  cluster: Pick<Cluster, 'id' | 'chroot'>,
): string {
  return `${zookeeperServers(plan, vantage, cluster.id).join(',')}${cluster.chroot}`;
}

/** Hosts that are set up as clients of a cluster: its own, and those listed. */
export function clientsOf(cluster: Cluster): HostId[] {
  const own = [...cluster.brokers, ...cluster.zookeeper].map(({ host }) => host);
  return [...new Set([...own, ...cluster.clients])];
}

/** Whether any listener of a cluster speaks TLS. */
export function hasTls(plan: Plan, cluster: ClusterId): boolean {
  return Object.values(plan.listeners[cluster] ?? {})
    .flat()
    .some(({ protocol }) => protocol === 'SSL');
}

/** Clients of a cluster that connect to TLS listeners. */
export function tlsClientsOf(plan: Plan, cluster: Cluster): HostId[] {
  const speaksTls = ({ service }: OpenRoute): boolean =>
    service.kind === 'broker' &&
    service.cluster === cluster.id &&
    (plan.listeners[cluster.id]?.[service.id] ?? []).some(
      ({ name, protocol }) => name === service.listener && protocol === 'SSL',
    );
  return clientsOf(cluster).filter((client) => openRoutes(plan, client).some(speaksTls));
}

/** Those of them that show a certificate of their own. */
export function certificateHoldersOf(plan: Plan, cluster: Cluster): HostId[] {
  return cluster.tls.clientAuth === 'none' ? [] : tlsClientsOf(plan, cluster);
}

function serversOf(plan: Plan, vantage: HostId, cluster: ClusterId, kind: Service['kind']): string[] {
  return openRoutes(plan, vantage)
    .filter(({ service }) => service.kind === kind && service.cluster === cluster)
    .map(({ name, port }) => `${name}:${port}`);
}
