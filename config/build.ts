// From the checked stack config to the topology: every default filled in, everything in a fixed order.
import type { Coordinated } from './coordination.ts';
import { kafkaId } from './kafka-id.ts';
import { defaultBrokerPort, defaultPorts } from './ports.ts';
import { coordinationKinds, nodesKey } from './roles.ts';
import { type BrokerProperties, brokerSettings, spared, wholeNumber } from './settings.ts';
import type { SettingValue } from './schema/kafka.ts';
import type { StackConfig } from './schema/stack.ts';
import type {
  BrokerSpec,
  Cluster,
  FirewallMode,
  Host,
  Mirror,
  Network,
  Properties,
  SshAccess,
  TopicSpec,
  Topology,
} from './topology.ts';
import { can, defaultVersion, speaksWith, speaksWithAll } from './versions.ts';

export interface BuildContext {
  /** `<project>/<stack>`. */
  owner: string;
  /** By host id; a host without a pin gets no `ssh`. */
  hostKeys: ReadonlyMap<string, string>;
  /** Makes a path of the config absolute. */
  resolvePath: (path: string) => string;
}

export function buildTopology(config: StackConfig, context: BuildContext): Topology {
  return {
    lab: config.lab,
    offline: config.offline,
    owner: context.owner,
    networks: sorted(config.networks).map(([id, network]): Network => ({ id, ...present(network) })),
    hosts: sorted(config.hosts).map(([id, host]) => buildHost(id, host, config, context)),
    clusters: sorted(config.clusters).map(([id, cluster]) =>
      buildCluster(id, cluster, mirrorHosts(config, id), context.owner),
    ),
    otherClusters: sorted(config.otherClusters).map(([id, other]) => ({ id, ...other })),
    mirrors: sorted(config.mirrors).map(([id, mirror]) => buildMirror(id, mirror, config)),
  };
}

/** The same object, with fields either there or not: zod's types let optional ones be undefined as well. */
function present<T extends object>(value: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(fields) as { [Key in keyof T]: Exclude<T[Key], undefined> };
}

function sorted<T>(map: Record<string, T>): [string, T][] {
  return Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Brokers and nodes by number: '10' comes after '9'. */
function byNumber<T>(map: Record<string, T>): [number, T][] {
  return Object.entries(map)
    .map(([id, value]): [number, T] => [Number(id), value])
    .sort(([a], [b]) => a - b);
}

function buildHost(
  id: string,
  { hostKey: _, hostKeyFile: __, ssh: ___, managePortMap, ...host }: StackConfig['hosts'][string],
  config: StackConfig,
  context: BuildContext,
): Host {
  const access = host.managed || host.probe ? sshAccess(id, config, context) : undefined;
  const sshAllow = config.hosts[id]?.ssh?.allow ?? config.ssh.allow;
  return {
    id,
    ...present(host),
    firewall: firewallMode(id, host, config),
    ...(sshAllow === undefined ? {} : { sshAllow }),
    managePortMap: managePortMap ?? host.managed,
    abandoned: config.abandonHosts.includes(id),
    ...(access === undefined ? {} : host.managed ? { ssh: access } : { probeSsh: access }),
  };
}

/** A loopback address is out of strangers' reach anyway, and its machine may serve its owner in other ways. */
function firewallMode(id: string, host: StackConfig['hosts'][string], config: StackConfig): FirewallMode {
  if (!host.managed || config.firewall === 'off') return 'off';
  if (host.firewall !== undefined) return host.firewall;
  const isGateway = Object.values(config.networks).some(({ gateway }) => gateway === id);
  if (isGateway || host.network !== undefined) return 'ports';
  return host.address.startsWith('127.') ? 'off' : 'closed';
}

/** A host with a key of its own doesn't also get the stack's agent, or the other way round. */
function sshAccess(id: string, config: StackConfig, context: BuildContext): SshAccess | undefined {
  const hostKey = context.hostKeys.get(id);
  if (hostKey === undefined) return undefined;
  const own = config.hosts[id]?.ssh;
  const keys = (own?.privateKeyFile ?? own?.agentSocket) ? own : config.ssh;
  return {
    user: own?.user ?? config.ssh.user,
    port: own?.port ?? config.ssh.port,
    ...(keys?.privateKeyFile === undefined
      ? {}
      : { privateKeyFile: context.resolvePath(keys.privateKeyFile) }),
    ...(keys?.agentSocket === undefined ? {} : { agentSocket: context.resolvePath(keys.agentSocket) }),
    hostKey,
  };
}

/** Where mirrors of a cluster run: they connect as clients do. */
function mirrorHosts({ mirrors }: StackConfig, cluster: string): string[] {
  return sorted(mirrors).flatMap(([, { from, to, host }]) => ([from, to].includes(cluster) ? [host] : []));
}

function buildMirror(
  id: string,
  { version, ...mirror }: StackConfig['mirrors'][string],
  { clusters }: StackConfig,
): Mirror {
  const [source, target] = [clusters[mirror.from]?.version, clusters[mirror.to]?.version];
  return { id, ...present(mirror), version: version ?? mirrorVersion(source, target) };
}

/**
 * The target's, unless that is too old for what a mirror has to do, or too new for the source.
 * @param source undefined: a cluster of another stack, which may have any version
 */
function mirrorVersion(source: string | undefined, target = defaultVersion): string {
  const speaks = source === undefined ? speaksWithAll(target) : speaksWith(target, source);
  return can(target, 'mirrors') && speaks ? target : defaultVersion;
}

function buildCluster(
  id: string,
  cluster: StackConfig['clusters'][string],
  mirrors: string[],
  owner: string,
): Cluster {
  const brokers = byNumber(cluster.brokers);
  const own = plainAndSecret(cluster.settings);
  const settings = brokerSettings(own.plain, brokers.length, cluster.version);
  return {
    id,
    version: cluster.version,
    ...coordinators(cluster),
    kafkaId: kafkaId(owner, id),
    chroot: cluster.chroot ?? `/${id}`,
    brokers: brokers.map(([broker, spec]) => buildBroker(broker, spec)),
    settings,
    secretSettings: own.secret,
    heap: cluster.heap,
    tls: { ...cluster.tls, subject: present(cluster.tls.subject) },
    topics: sorted(cluster.topics).map(([name, topic]) => buildTopic(name, topic, settings)),
    destroyData: cluster.destroyData,
    clients: [...new Set([...cluster.clients, ...mirrors])],
  };
}

/** The servers of every kind of coordination; of those that do not coordinate it, none. */
function coordinators(cluster: StackConfig['clusters'][string]): Coordinated {
  const all = coordinationKinds.map((kind) => {
    const servers: Record<string, object> = cluster[nodesKey(kind)];
    const specs = byNumber(servers).map(([id, spec]) => ({
      id,
      ...defaultPorts(kind, id),
      ...present(spec),
    }));
    return [nodesKey(kind), specs];
  });
  return Object.fromEntries(all) as Coordinated;
}

function buildBroker(
  id: number,
  { settings, ...spec }: StackConfig['clusters'][string]['brokers'][string],
): BrokerSpec {
  const { plain, secret } = plainAndSecret(settings);
  return {
    id,
    port: defaultBrokerPort(id),
    ...present(spec),
    ...(Object.keys(plain).length > 0 && { settings: plain }),
    ...(Object.keys(secret).length > 0 && { secretSettings: secret }),
  };
}

function plainAndSecret(settings: Record<string, SettingValue>): BrokerProperties {
  const own = Object.entries(settings);
  const plain = own.filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  const secret = own.flatMap(([name, value]) =>
    typeof value === 'string' ? [] : [[name, value.secret] as const],
  );
  return { plain: Object.fromEntries(plain), secret: Object.fromEntries(secret) };
}

/** A topic with fewer copies than the cluster's default gets a min.insync.replicas that its copies can meet. */
function buildTopic(
  name: string,
  topic: StackConfig['clusters'][string]['topics'][string],
  settings: Properties,
): TopicSpec {
  const copies = topic.replicationFactor ?? wholeNumber(settings['default.replication.factor']) ?? 1;
  const clusterWide = wholeNumber(settings['min.insync.replicas']) ?? 1;
  const lowered = clusterWide > spared(copies) ? { 'min.insync.replicas': String(spared(copies)) } : {};
  return {
    name,
    partitions: topic.partitions ?? wholeNumber(settings['num.partitions']) ?? 1,
    replicationFactor: copies,
    config: { ...lowered, ...topic.config },
  };
}
