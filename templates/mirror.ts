// What one mirror gets: MirrorMaker 2's properties, logging, unit; and the documents that carry them and its keys.
import { createHash } from 'node:crypto';
import type { AuthorityMarks } from '../config/authority-mark.ts';
import type { MirrorEnds } from '../config/needs.ts';
import { mirrorShowsCertificate } from '../config/plan/select.ts';
import type { Plan } from '../config/plan/types.ts';
import type { Cluster, ClusterId, KnownCluster, Mirror, Properties } from '../config/topology.ts';
import { mirrorUnit } from '../config/units.ts';
import { type ClusterAccess, clusterAccess } from './client/access.ts';
import { contentHash, type Document } from './document.ts';
import { clientKeyFiles, clientTlsProperties, type Identity, identityFile } from './keys.ts';
import { kafkaTool } from './kafka-tools.ts';
import { renderServiceLogging } from './logging.ts';
import { etcDir } from './names.ts';
import { managedHeader, renderProperties } from './properties.ts';
import { authoritySettings } from './stores.ts';
import { renderUnit } from './unit.ts';

/** Seconds within which a started mirror's tasks must run: it joins a group of one, and looks at both clusters. */
const readyDeadlineSeconds = 120;
/** Seconds between looks for new topics, partitions and groups; two of them are less than the promised 30. */
const refreshSeconds = 10;
/** Milliseconds between commits of its place: what was carried since comes a second time after a hard end. */
const commitMs = 5000;

export interface MirrorFacts extends MirrorEnds {
  mirror: Mirror;
  plan: Plan;
}

/** One side of a mirror: how it is reached. */
interface Side {
  cluster: KnownCluster;
  access: ClusterAccess;
}

function sideOf({ mirror, plan, sizesOf }: MirrorFacts, cluster: KnownCluster): Side {
  const access = clusterAccess(plan, mirror.host, cluster, sizesOf);
  if (!access) throw new Error(`mirror ${mirror.id}: ${mirror.host} has no way to ${cluster.id}`);
  return { cluster, access };
}

/** Where a mirror has the keys for one of its clusters: those that its start chose. */
function keysFolder(mirror: Mirror, cluster: ClusterId): string {
  return `${etcDir}/${mirrorUnit(mirror.id)}/tls/current/${cluster}`;
}

function connection({ mirror, plan }: MirrorFacts, { access, cluster }: Side): Properties {
  const shows = mirrorShowsCertificate(plan, cluster, mirror);
  return {
    'bootstrap.servers': access.bootstrap.join(','),
    'security.protocol': access.protocol,
    ...(access.protocol === 'SSL' &&
      clientTlsProperties(mirror.version, keysFolder(mirror, cluster.id), shows)),
  };
}

function prefixed(prefix: string, properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [`${prefix}${name}`, value]));
}

/** Copies of MirrorMaker's own topics, which all lie at the target. */
function internalTopics({ brokers }: Cluster): Properties {
  const copies = String(Math.min(3, brokers.length));
  const names = [
    'offset.storage',
    'config.storage',
    'status.storage',
    'offset-syncs.topic',
    'checkpoints.topic',
  ];
  return Object.fromEntries(names.map((name) => [`${name}.replication.factor`, copies]));
}

/** Nothing is written to the source: MirrorMaker would put heartbeats and offsets' translations there. */
const sourceUntouched: Properties = {
  'emit.heartbeats.enabled': 'false',
  'offset-syncs.topic.location': 'target',
};

/** Offsets of groups, so that a group that moves to the target goes on where it was. */
function groupOffsets({ groups }: Mirror): Properties {
  const enabled = String(groups.length > 0);
  return {
    'emit.checkpoints.enabled': enabled,
    'sync.group.offsets.enabled': enabled,
    'emit.checkpoints.interval.seconds': String(refreshSeconds),
    'sync.group.offsets.interval.seconds': String(refreshSeconds),
    'refresh.groups.interval.seconds': String(refreshSeconds),
    ...(groups.length > 0 && { groups: groups.join(',') }),
  };
}

function topicCopies({ settings, brokers }: Cluster): string {
  return settings['default.replication.factor'] ?? String(Math.min(3, brokers.length));
}

/** All of MirrorMaker's properties; the stack's own are over all others. */
export function mirrorProperties(facts: MirrorFacts): Properties {
  const { mirror, from, to } = facts;
  const source = sideOf(facts, from);
  const target = sideOf(facts, to);
  return {
    clusters: `${from.id},${to.id}`,
    ...prefixed(`${from.id}.`, connection(facts, source)),
    ...prefixed(`${to.id}.`, connection(facts, target)),
    [`${from.id}->${to.id}.enabled`]: 'true',
    [`${to.id}->${from.id}.enabled`]: 'false',
    topics: facts.carried.patterns.join(','),
    // What begins with two underscores, or looks internal, MirrorMaker leaves out by itself.
    'topics.exclude': '__.*',
    'replication.policy.class': 'org.apache.kafka.connect.mirror.IdentityReplicationPolicy',
    'tasks.max': String(mirror.tasks),
    ...sourceUntouched,
    ...groupOffsets(mirror),
    'refresh.topics.interval.seconds': String(refreshSeconds),
    'sync.topic.configs.interval.seconds': String(refreshSeconds),
    'sync.topic.acls.enabled': 'false',
    'replication.factor': topicCopies(to),
    ...internalTopics(to),
    // A record of a transaction that was given up is none.
    ...prefixed(`${from.id}.consumer.`, {
      'isolation.level': 'read_committed',
      'auto.offset.reset': 'earliest',
      ...source.access.sizes.consumer,
    }),
    ...prefixed(`${to.id}.producer.`, {
      acks: 'all',
      'enable.idempotence': 'true',
      'linger.ms': '5',
      ...source.access.sizes.producer,
    }),
    ...prefixed(`${to.id}.`, {
      'offset.flush.interval.ms': String(commitMs),
      // It is alone: nobody else could take over its tasks while it is away.
      'scheduled.rebalance.max.delay.ms': '0',
    }),
    ...mirror.settings,
  };
}

function mirrorFiles(facts: MirrorFacts): Record<string, string> {
  const { mirror, from, to } = facts;
  return {
    'mirror.properties': renderProperties(mirrorProperties(facts)),
    // By which the host's script looks whether the tasks run.
    'target.properties': renderProperties(connection(facts, sideOf(facts, to))),
    'log4j.properties': renderServiceLogging({
      // At INFO each of its many clients writes all of its properties.
      'org.apache.kafka.clients': 'WARN',
      'org.apache.kafka.common': 'WARN',
      // At INFO it says every few seconds that it looked for new topics and groups.
      'org.apache.kafka.connect.mirror.Scheduler': 'WARN',
      'org.reflections': 'ERROR',
    }),
    unit: renderUnit({
      unit: mirrorUnit(mirror.id),
      description: `MirrorMaker ${mirror.id}, from ${from.id} to ${to.id}`,
      version: mirror.version,
      mainClass: 'org.apache.kafka.connect.mirror.MirrorMaker',
      configFile: 'mirror.properties',
      heap: mirror.heap,
      after: [],
    }),
  };
}

/** The document of `kind-mirror.sh`: the mirror's files, and how it is seen that its tasks run. */
export function mirrorDocument(facts: MirrorFacts): Document {
  const files = mirrorFiles(facts);
  return { settings: { conf: contentHash(files), ...readiness(facts) }, files };
}

function readiness(facts: MirrorFacts): Document['settings'] {
  const { mirror, from, to } = facts;
  const target = sideOf(facts, to);
  return {
    version: mirror.version,
    consumer: kafkaTool(mirror.version, 'console-consumer').mainClass,
    bootstrap: target.access.bootstrap.join(','),
    // Named by MirrorMaker after the cluster that it reads from (MirrorMakerConfig, Kafka 3.9).
    status_topic: `mm2-status.${from.id}.internal`,
    // Of a regular expression alone nobody knows yet whether there is such a topic.
    tasks: facts.carried.names.length > 0 ? 'some' : 'perhaps',
    deadline: readyDeadlineSeconds,
  };
}

/** What a mirror's script must know to stop and start it. */
export function operateMirrorDocument(facts: MirrorFacts): Document {
  return { settings: mirrorDocument(facts).settings, files: {} };
}

/** A mirror's keys for one of its clusters. */
export interface MirrorKeys {
  cluster: ClusterId;
  marks: AuthorityMarks;
  /** Certificates that it trusts, PEM. */
  authorities: string;
  /** Where brokers want to see one. */
  identity?: Identity | undefined;
}

/** The clusters of a mirror that are reached by TLS, and whether a certificate of its own is shown there. */
export function mirrorTlsSides(facts: MirrorFacts): { cluster: KnownCluster; shows: boolean }[] {
  const { mirror, from, to, plan } = facts;
  return [from, to]
    .filter((cluster) => sideOf(facts, cluster).access.protocol === 'SSL')
    .map((cluster) => ({ cluster, shows: mirrorShowsCertificate(plan, cluster, mirror) }));
}

/**
 * The document of a mirror's keys; its text is a secret. PEM files, as clients have: MirrorMaker writes its properties into a
 * topic of the target, so no key and no password may stand in them. A start takes the folder that a comment names.
 */
export function mirrorKeysDocument(keys: readonly MirrorKeys[]): Document {
  const files = Object.fromEntries(
    keys.flatMap(({ cluster, authorities, identity }) => [
      [`${cluster}.${clientKeyFiles.authorities}`, authorities],
      ...(identity ? [[`${cluster}.${clientKeyFiles.identity}`, identityFile(identity)]] : []),
    ]),
  ) as Record<string, string>;
  const hash = createHash('sha256');
  for (const name of Object.keys(files).sort()) hash.update(`${name}\n${files[name]}\n--\n`);
  const stores = hash.digest('hex').slice(0, 16);
  const settings = keys.map(({ cluster, marks, identity }) =>
    prefixed(`${cluster}.`, authoritySettings(marks, identity !== undefined) as Properties),
  );
  return {
    settings: {
      stores,
      clusters: keys.map(({ cluster }) => cluster).join(' '),
      ...(Object.assign({}, ...settings) as Properties),
    },
    files: { 'secret.properties': `# stores ${stores}\n${managedHeader}\n`, ...files },
  };
}
