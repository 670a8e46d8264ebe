// How one vantage reaches a cluster, read from the reachability plan.
import type { ListenerSecurity, Transport } from '../../config/listener-security.ts';
import { openRoutes, securityOf, showsCertificate, zookeeperRoutes } from '../../config/plan/select.ts';
import type { OpenRoute, Plan } from '../../config/plan/types.ts';
import type { ClientSizes } from '../../config/settings.ts';
import type { ClusterId, HostId, KnownCluster } from '../../config/topology.ts';

/** What a client needs to know of a cluster. */
export interface ClusterAccess {
  cluster: ClusterId;
  /** Kafka version. */
  version: string;
  /** Bootstrap servers, `name:port` each, in the order of broker ids. */
  bootstrap: string[];
  /** ZooKeeper's connect string with the chroot; undefined where it can't be reached. */
  zookeeper?: string;
  /** By which ZooKeeper is reached. */
  zookeeperTransport: Transport;
  /** Of the listeners behind `bootstrap`. */
  security: ListenerSecurity;
  /** Whether the client has a certificate of its own. */
  ownCertificate: boolean;
  sizes: ClientSizes;
}

/** Sizes that the clients of a cluster need: `clientSizes` of config/settings.ts on its settings and topics. */
export type SizesOf = (cluster: KnownCluster) => ClientSizes;

function endpoint(route: OpenRoute): string {
  return `${route.name}:${route.port}`;
}

/** The access of one vantage to one cluster; undefined where the plan has no route to any of its brokers. */
export function clusterAccess(
  plan: Plan,
  vantage: HostId,
  cluster: KnownCluster,
  sizesOf: SizesOf,
): ClusterAccess | undefined {
  const open = openRoutes(plan, vantage)
    .filter(({ service }) => service.cluster === cluster.id)
    .sort((a, b) => a.service.id - b.service.id);
  const brokers = open.filter((route) => route.service.kind === 'broker');
  const [first] = brokers;
  if (!first) return undefined;
  const nodes = zookeeperRoutes(plan, vantage, cluster.id).toSorted((a, b) => a.service.id - b.service.id);
  const zookeepers = nodes.map(endpoint);
  return {
    cluster: cluster.id,
    version: cluster.version,
    bootstrap: brokers.map(endpoint),
    ...(zookeepers.length > 0 && { zookeeper: `${zookeepers.join(',')}${cluster.chroot}` }),
    zookeeperTransport: nodes[0]?.service.transport ?? 'plain',
    security: securityOf(plan, first.service),
    ownCertificate: showsCertificate(plan, cluster, vantage),
    sizes: sizesOf(cluster),
  };
}
