// The draft as rules look at it: lists of what stands in it, each with its path.
import {
  type CoordinationKind,
  coordinationKinds,
  type NodeRole,
  type NodesKey,
  nodesKey,
  roleName,
} from '../roles.ts';
import type { ConfigProblem } from '../problem.ts';
import type { StackDraft } from '../schema/parse.ts';
import type { SettingValue } from '../schema/kafka.ts';
import { brokerSettings } from '../settings.ts';
import type { Properties } from '../topology.ts';
import { hasZookeeper } from '../versions.ts';

export type Path = readonly (string | number)[];
export type Rule = (draft: StackDraft) => ConfigProblem[];

/** A rule that looks at each of some things by itself. It says one thing of it, several, or nothing. */
export function each<T>(
  of: (draft: StackDraft) => readonly T[],
  look: (one: T, draft: StackDraft) => ConfigProblem | readonly ConfigProblem[] | undefined,
): Rule {
  return (draft) => of(draft).flatMap((one) => look(one, draft) ?? []);
}

export type HostDraft = NonNullable<NonNullable<StackDraft['hosts']>[string]>;
export type ClusterDraft = NonNullable<NonNullable<StackDraft['clusters']>[string]>;
export type MirrorDraft = NonNullable<NonNullable<StackDraft['mirrors']>[string]>;

/** A map's own entry; keys such as `constructor` find nothing. */
export function entry<T>(map: Record<string, T> | undefined, key: string | undefined): T | undefined {
  return map !== undefined && key !== undefined && Object.hasOwn(map, key) ? map[key] : undefined;
}

/** The entries that could be read. */
export function entries<T>(map: Record<string, T | undefined> | undefined): [string, T][] {
  return Object.entries(map ?? {}).filter((pair): pair is [string, T] => pair[1] !== undefined);
}

export function hostsOf(draft: StackDraft): { id: string; host: HostDraft; path: Path }[] {
  return entries(draft.hosts).map(([id, host]) => ({ id, host, path: ['hosts', id] }));
}

/** Hosts of the stack, and those that doctor looks from. */
export function isLoggedInTo({ managed, probe }: HostDraft): boolean {
  return managed === true || probe === true;
}

export function clustersOf(draft: StackDraft): { id: string; cluster: ClusterDraft; path: Path }[] {
  return entries(draft.clusters).map(([id, cluster]) => ({ id, cluster, path: ['clusters', id] }));
}

/** Clients that clusters list. */
export function clientsOf(draft: StackDraft) {
  return clustersOf(draft).flatMap(({ id, cluster, path }) =>
    (cluster.clients ?? []).flatMap((client, index) =>
      client === undefined ? [] : [{ id, cluster, client, index, path: [...path, 'clients', index] }],
    ),
  );
}

/** Topics that clusters declare. */
export function topicsOf(draft: StackDraft) {
  return clustersOf(draft).flatMap(({ cluster, path }) =>
    entries(cluster.topics).map(([name, topic]) => {
      const config: Properties = Object.fromEntries(entries(topic.config));
      return { cluster, name, topic, config, path: [...path, 'topics', name] };
    }),
  );
}

export function mirrorsOf(draft: StackDraft): { id: string; mirror: MirrorDraft; path: Path }[] {
  return entries(draft.mirrors).map(([id, mirror]) => ({ id, mirror, path: ['mirrors', id] }));
}

/** What stands in the config under a node's id. */
type SpecDraft<Role extends NodeRole> = NonNullable<NonNullable<ClusterDraft[NodesKey<Role>]>[string]>;

// One member of the union a role, so that each can be told apart.
export type NodeDraft = { cluster: string; id: string; path: Path } & {
  [Role in NodeRole]: { role: Role; spec: SpecDraft<Role> };
}[NodeRole];

type ServersDraft = Record<string, { host?: string | undefined } | undefined> | undefined;

export interface CoordinatorsDraft {
  kind: CoordinationKind;
  /** For people. */
  name: string;
  /** Key of the cluster under which they stand. */
  key: NodesKey<CoordinationKind>;
  servers: ServersDraft;
}

/** The servers that coordinate a cluster: of the kind that it names, else of the one that its version had first. */
export function coordinatorsIn(cluster: ClusterDraft): CoordinatorsDraft {
  const isThere = (kind: CoordinationKind): boolean => Object.keys(cluster[nodesKey(kind)] ?? {}).length > 0;
  const { version } = cluster;
  const usual = version === undefined || hasZookeeper(version) ? 'zookeeper' : 'controller';
  const kind = coordinationKinds.find(isThere) ?? usual;
  const key = nodesKey(kind);
  return { kind, name: roleName(kind), key, servers: cluster[key] };
}

/** Every server that coordinates, and every broker, of every cluster. */
export function nodesOf(draft: StackDraft): NodeDraft[] {
  return clustersOf(draft).flatMap(({ id: cluster, cluster: spec, path }) => {
    const nodes = (role: NodeRole): NodeDraft[] => {
      const key = nodesKey(role);
      const all: Record<string, object | undefined> | undefined = spec[key];
      return entries(all).map(([id, node]) => {
        return { role, cluster, id, spec: node, path: [...path, key, id] };
      });
    };
    return [...coordinationKinds.flatMap(nodes), ...nodes('broker')];
  });
}

/** How a node is named in messages. */
export function nodeName({ role, id, cluster }: Pick<NodeDraft, 'role' | 'id' | 'cluster'>): string {
  return `${roleName(role)} ${id} of ${cluster}`;
}

/** Port on the gateway that leads to a node. */
export function externalPortOf(node: NodeDraft): { port: number; path: Path } | undefined {
  const { spec } = node;
  const port =
    node.role === 'broker'
      ? node.spec.external?.externalPort
      : 'externalPort' in spec
        ? spec.externalPort
        : undefined;
  const inside = node.role === 'broker' ? ['external', 'externalPort'] : ['externalPort'];
  return port === undefined ? undefined : { port, path: [...node.path, ...inside] };
}

/** Said where a host is named that is not there; nothing where it is, or where the hosts couldn't be read. */
export function unknownHost({ hosts }: StackDraft, host: string, path: Path): ConfigProblem | undefined {
  if (hosts === undefined || Object.hasOwn(hosts, host)) return undefined;
  const fix = 'Define it under kafka-proxied:hosts, or correct the name.';
  return { path, reason: `There is no host ${host}.`, fix };
}

/** Said of what stands in a list a second time. */
export function listedTwice(all: readonly unknown[], index: number, path: Path): ConfigProblem | undefined {
  if (all.indexOf(all[index]) === index) return undefined;
  return { path, reason: `${String(all[index])} is listed twice.`, fix: 'Remove one of the two.' };
}

/** True where a field was left out; false where it has a value, also one that couldn't be read. */
export function absent<T extends object>(holder: T, field: keyof T & string): boolean {
  return !Object.hasOwn(holder, field);
}

/** The gateway of a host's network, where both are known. */
export function gatewayOf(draft: StackDraft, host: string | undefined): string | undefined {
  return entry(draft.networks, entry(draft.hosts, host)?.network)?.gateway;
}

/** Hosts that are the gateway of a network, with its name. */
export function gateways(draft: StackDraft): Map<string, string> {
  return new Map(
    entries(draft.networks).flatMap(([network, { gateway }]) =>
      gateway === undefined ? [] : [[gateway, network]],
    ),
  );
}

/** A cluster's own settings without its secrets. */
export function plainSettings(settings: DraftSettings): Properties {
  const plain = entries(settings as Record<string, SettingValue>).filter(
    ([, value]) => typeof value === 'string',
  );
  return Object.fromEntries(plain) as Properties;
}

type DraftSettings = Record<string, SettingValue | undefined> | undefined;

/** A map of broker properties: where it stands, and what stands under it. */
export interface SettingsDraft {
  cluster: ClusterDraft;
  ofBroker: boolean;
  /** By name; undefined: a secret, or a value that couldn't be read. */
  own: ReadonlyMap<string, string | undefined>;
  /** Those of the cluster, under a broker's own. */
  under: ReadonlyMap<string, string | undefined>;
  settings: DraftSettings;
  path: Path;
}

/** Every map of broker properties: those of clusters, and those of single brokers. */
export function brokerSettingsOf(draft: StackDraft): SettingsDraft[] {
  const valuesOf = (settings: DraftSettings): SettingsDraft['own'] =>
    new Map(
      Object.entries(settings ?? {}).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : undefined,
      ]),
    );
  return clustersOf(draft).flatMap(({ cluster, path }) => {
    const all = valuesOf(cluster.settings);
    const brokers = entries(cluster.brokers).map(([id, { settings }]): SettingsDraft => {
      const place = [...path, 'brokers', id, 'settings'];
      return { cluster, ofBroker: true, own: valuesOf(settings), under: all, settings, path: place };
    });
    const { settings } = cluster;
    return [
      { cluster, ofBroker: false, own: all, under: new Map(), settings, path: [...path, 'settings'] },
      ...brokers,
    ];
  });
}

export function brokerCount(cluster: ClusterDraft): number | undefined {
  return cluster.brokers === undefined ? undefined : Object.keys(cluster.brokers).length;
}

/** Settings with their defaults; undefined where the brokers couldn't be read. */
export function effectiveSettings(cluster: ClusterDraft): Properties | undefined {
  const brokers = brokerCount(cluster);
  return brokers === undefined || cluster.settings === undefined
    ? undefined
    : brokerSettings(plainSettings(cluster.settings), brokers, cluster.version);
}
