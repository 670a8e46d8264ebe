// Everything that a topology puts on its hosts, once it is known what is there: the components, and what joins them.
import { clustersKnownTo, clustersServedBy, versionsOn } from '../config/needs.ts';
import type { Plan } from '../config/plan/types.ts';
import type { Cluster, HostId, Topology } from '../config/topology.ts';
import type { HostFacts } from '../probe/facts.ts';
import type { RollOrder } from '../probe/roll-order.ts';
import { ClientAccess } from './client-access.ts';
import { GatewayPortMap } from './gateway-port-map.ts';
import { type KafkaArchive, PreparedHost } from './host/prepared-host.ts';
import { HostSession } from './host/session.ts';
import { KafkaCluster } from './kafka-cluster.ts';

export interface DeploymentArgs {
  topology: Topology;
  plan: Plan;
  /** Values of the stack's secrets, by name. */
  secrets: Record<string, string>;
  /** What the probe found on a host; undefined: nothing is known. */
  factsOf: (host: HostId) => HostFacts | undefined;
  /** In which order the brokers of a cluster are switched. */
  orderOf: (cluster: Cluster) => RollOrder;
  /** By Kafka version. */
  archives: ReadonlyMap<string, KafkaArchive>;
  /** Names of the resources in the stack's state; needed where a host is gone for good. Default: none. */
  recorded?: ReadonlySet<string>;
  /** Time of this run, for fresh stamps. */
  now: Date;
}

/** Makes all components: first what every host needs, then the clusters. */
export function deploy(args: DeploymentArgs): void {
  const { topology, plan, secrets, orderOf } = args;
  const hosts = new Map(topology.hosts.map((host) => [host.id, host]));
  const sessions = openSessions(args);
  const sessionOf = (id: HostId): HostSession => {
    const session = sessions.get(id);
    if (!session) throw new Error(`host ${id} is not managed`);
    return session;
  };
  for (const session of sessions.values()) prepareHost(session, args);
  for (const cluster of topology.clusters) {
    new KafkaCluster(cluster.id, { cluster, plan, hosts, order: orderOf(cluster), secrets, sessionOf });
  }
}

function openSessions({ topology, factsOf, recorded, now }: DeploymentArgs): Map<HostId, HostSession> {
  const managed = topology.hosts.filter((host) => host.managed);
  return new Map(managed.map((host) => [host.id, new HostSession(host, factsOf(host.id), now, recorded)]));
}

function prepareHost(session: HostSession, { topology, plan, archives }: DeploymentArgs): void {
  const { id, managePortMap } = session.host;
  new PreparedHost(id, {
    session,
    owner: topology.owner,
    names: plan.names[id] ?? [],
    services: clustersServedBy(topology, id).length > 0,
    archives: versionsOn(topology, id).flatMap((version) => archives.get(version) ?? []),
  });
  const clusters = clustersKnownTo(topology, id);
  if (clusters.length > 0) new ClientAccess(`${id}-client`, { session, plan, clusters });
  const entries = plan.portMap.filter((entry) => entry.gateway === id);
  if (entries.length > 0 && managePortMap) new GatewayPortMap(`${id}-port-map`, { session, entries });
}
