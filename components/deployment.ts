// Everything that a topology puts on its hosts, once it is known what is there: the components, and what joins them.
import * as pulumi from '@pulumi/pulumi';
import { beyondGateway, clustersKnownTo, mirrorEnds, rolesOf, versionsOn } from '../config/needs.ts';
import { hostOf } from '../config/plan/location.ts';
import { type Reach, reachOf } from '../config/plan/reach.ts';
import { certificateHoldersOf, hasTls, mirrorIdentitiesOf } from '../config/plan/select.ts';
import type { Plan } from '../config/plan/types.ts';
import type { Cluster, ClusterId, HostId, Topology } from '../config/topology.ts';
import type { HostFacts } from '../probe/facts.ts';
import type { RollOrder } from '../probe/roll-order.ts';
import { identityFile } from '../templates/identity.ts';
import { ClientAccess } from './client-access.ts';
import type { ClientKeys } from './client-keys.ts';
import { announceEmptied } from './emptied-data.ts';
import { FirewallPolicy } from './firewall-policy.ts';
import { GatewayPortMap } from './gateway-port-map.ts';
import type { Opened } from './host/opened.ts';
import { type ArchiveToInstall, PreparedHost } from './host/prepared-host.ts';
import { HostSession } from './host/session.ts';
import { KafkaCluster } from './kafka-cluster.ts';
import { KeystoreBundle } from './keystore-bundle.ts';
import { MirrorMaker } from './mirror-maker.ts';
import { announceChanges } from './property-changes.ts';
import { makeTunnels } from './ssh-tunnel.ts';

export interface DeploymentArgs {
  topology: Topology;
  plan: Plan;
  /** Values of the stack's secrets, by name. */
  secrets: Record<string, string>;
  /** What the probe found on a host; undefined: nothing is known. */
  factsOf: (host: HostId) => HostFacts | undefined;
  /** In which order the brokers of a cluster are switched. */
  orderOf: (cluster: Cluster) => RollOrder;
  /** Keys of the clusters of other stacks that speak TLS. Default: none. */
  otherKeys?: ReadonlyMap<ClusterId, ClientKeys>;
  /** By Kafka version. */
  archives: ReadonlyMap<string, ArchiveToInstall>;
  /** Names of the resources in the stack's state; needed where a host is abandoned. Default: none. */
  recorded?: ReadonlySet<string>;
  /** True where the run only takes back, or looks: nothing of the config is brought to hosts. Default: false. */
  removing?: boolean;
  /** Time of this run, for fresh stamps. */
  now: Date;
}

/** What a deployment tells its stack. */
export interface Deployment {
  /** By cluster with TLS listeners: the certificates that clients have to trust, PEM. */
  certificateAuthorities: Record<ClusterId, pulumi.Output<string>>;
  /** By cluster and client: key and certificate of those that are not ours to set up, PEM. Secret. */
  clientIdentities: Record<ClusterId, Record<HostId, pulumi.Output<string>>>;
  /** What other stacks have to know of the clusters. */
  reach: Reach<pulumi.Output<string>>;
}

/** Makes all components: first what every host needs, then the clusters. */
export function deploy(args: DeploymentArgs): Deployment {
  const { topology, plan, secrets, orderOf, removing = false } = args;
  if (!removing) {
    announceEmptied(topology, args.factsOf);
    announceChanges(args);
  }
  const hosts = new Map(topology.hosts.map((host) => [host.id, host]));
  const sessions = openSessions(args);
  const sessionOf = (id: HostId): HostSession => {
    const session = sessions.get(id);
    if (!session) throw new Error(`host ${id} is not managed`);
    return session;
  };
  const keys = makeKeys(args);
  const prepared = [...sessions.values()].flatMap((session) => prepareHost(session, args, keys));
  const opened = lastOnHosts(sessions);
  const clusters = new Map(
    topology.clusters.map((cluster) => {
      const own = { cluster, plan, hosts, order: orderOf(cluster), opened, secrets, sessionOf };
      return [cluster.id, new KafkaCluster(cluster.id, { ...own, keys: keys.get(cluster.id) })];
    }),
  );
  makeTunnels(plan.tunnels, (id) => hostOf(topology, id), sessionOf);
  for (const mirror of topology.mirrors) {
    const ends = mirrorEnds(topology, mirror);
    if (!ends) continue;
    const after = [mirror.from, mirror.to].flatMap((id) => clusters.get(id)?.topics ?? []);
    new MirrorMaker(`mirror-${mirror.id}`, {
      ...{ mirror, ...ends, plan, after, keys: allKeys(args, keys) },
      session: sessionOf(mirror.host),
    });
  }
  const moved = lastOnHosts(sessions);
  for (const one of prepared) one.withdraw(moved);
  const authorities = [...keys].map(([cluster, bundle]) => [cluster, bundle.authorities] as const);
  return {
    certificateAuthorities: Object.fromEntries(authorities),
    clientIdentities: unplacedIdentities(topology, keys),
    reach: reachOf(topology, plan, (cluster) => keys.get(cluster)?.authorities ?? pulumi.output('')),
  };
}

/** Done when everything that has been made so far is. */
function lastOnHosts(sessions: ReadonlyMap<HostId, HostSession>): pulumi.Resource[] {
  return [...sessions.values()].flatMap((session) => session.dependencies());
}

/** Of clusters of this stack and of others. */
function allKeys(
  { otherKeys = new Map() }: DeploymentArgs,
  bundles: ReadonlyMap<ClusterId, KeystoreBundle>,
): ReadonlyMap<ClusterId, ClientKeys> {
  return new Map<ClusterId, ClientKeys>([...otherKeys, ...bundles]);
}

/** Where we can't put a client's key, its owner takes it from the stack's outputs. */
function unplacedIdentities(
  { hosts, clusters }: Topology,
  keys: ReadonlyMap<ClusterId, KeystoreBundle>,
): Deployment['clientIdentities'] {
  const unmanaged = hosts.filter(({ managed }) => !managed).map(({ id }) => id);
  const all = clusters.map(({ id: cluster, tls }) => {
    const own = [...unmanaged, ...tls.identities].flatMap((name) => {
      const bundle = keys.get(cluster);
      // Whoever has one keeps it; it can't be told here.
      const identity = bundle?.keeps ? undefined : bundle?.client(name);
      return identity ? [[name, pulumi.secret(identity.apply(identityFile))] as const] : [];
    });
    return [cluster, Object.fromEntries(own)] as const;
  });
  return Object.fromEntries(all.filter(([, own]) => Object.keys(own).length > 0));
}

/** Keys for the clusters that have TLS listeners. */
function makeKeys({ topology, plan, secrets, now }: DeploymentArgs): Map<ClusterId, KeystoreBundle> {
  const clusters = topology.clusters.filter((cluster) => hasTls(plan, cluster));
  return new Map(
    clusters.map((cluster) => {
      const mirrors = mirrorIdentitiesOf(plan, cluster, topology.mirrors);
      const holders = [...certificateHoldersOf(plan, cluster), ...cluster.tls.identities, ...mirrors];
      const clients = [...new Set(holders)];
      return [
        cluster.id,
        new KeystoreBundle(`${cluster.id}-keys`, { cluster, names: plan.tlsNames, clients, secrets, now }),
      ];
    }),
  );
}

function openSessions({ topology, factsOf, recorded, now }: DeploymentArgs): Map<HostId, HostSession> {
  const managed = topology.hosts.filter((host) => host.managed);
  return new Map(managed.map((host) => [host.id, new HostSession(host, factsOf(host.id), now, recorded)]));
}

/** @returns what clients may have used until now beside what is new */
function prepareHost(
  session: HostSession,
  args: DeploymentArgs,
  bundles: ReadonlyMap<ClusterId, KeystoreBundle>,
): Opened[] {
  const { topology, plan, archives } = args;
  const { id, managePortMap } = session.host;
  const base = new PreparedHost(id, {
    session,
    owner: topology.owner,
    names: plan.names[id] ?? [],
    ...rolesOf(topology, plan, id),
    archives: versionsOn(topology, id).flatMap((version) => archives.get(version) ?? []),
  });
  const clusters = clustersKnownTo(topology, id);
  const keys = allKeys(args, bundles);
  if (clusters.length > 0) new ClientAccess(`${id}-client`, { session, plan, clusters, keys });
  const entries = plan.portMap.filter((entry) => entry.gateway === id);
  const map =
    entries.length > 0 && managePortMap && new GatewayPortMap(`${id}-port-map`, { session, entries });
  const policy = plan.policies[id];
  const beyond = beyondGateway(topology, id);
  const rules = policy && new FirewallPolicy(`${id}-firewall`, { session, policy, beyond });
  return [map, rules, base].filter((one) => one !== false && one !== undefined);
}
