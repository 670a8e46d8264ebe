// How one vantage reaches a cluster, read from the reachability plan.
import { openRoutes, showsCertificate, zookeeperRoutes } from '../../config/plan/select.ts';
import type { OpenRoute, Plan, SecurityProtocol } from '../../config/plan/types.ts';
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
  /** What is spoken with ZooKeeper. */
  zookeeperProtocol: SecurityProtocol;
  protocol: SecurityProtocol;
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
  const first = brokers[0]?.service;
  if (first?.kind !== 'broker') return undefined;
  const nodes = zookeeperRoutes(plan, vantage, cluster.id).toSorted((a, b) => a.service.id - b.service.id);
  const zookeepers = nodes.map(endpoint);
  const listener = plan.listeners[cluster.id]?.[first.id]?.find(({ name }) => name === first.listener);
  const protocol = listener?.protocol ?? 'PLAINTEXT';
  return {
    cluster: cluster.id,
    version: cluster.version,
    bootstrap: brokers.map(endpoint),
    ...(zookeepers.length > 0 && { zookeeper: `${zookeepers.join(',')}${cluster.chroot}` }),
    zookeeperProtocol: nodes[0]?.service.protocol ?? 'PLAINTEXT',
    protocol,
    ownCertificate: showsCertificate(plan, cluster, vantage),
    sizes: sizesOf(cluster),
  };
}
