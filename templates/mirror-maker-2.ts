// MirrorMaker 2: Kafka Connect in one process, with connectors that it makes itself.
import type { Cluster, Mirror, Properties } from '../config/topology.ts';
import { kafkaTool } from './kafka-tools.ts';
import { connection, type MirrorMakerFacts, type MirrorProgram, prefixed, sideOf } from './mirror-side.ts';
import { renderProperties } from './properties.ts';

/** Seconds between looks for new topics, partitions and groups; two of them are less than the promised 30. */
const refreshSeconds = 10;
/** Milliseconds between commits of its place: what was carried since comes a second time after a hard end. */
const commitMs = 5000;

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
export function mirrorProperties(facts: MirrorMakerFacts): Properties {
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

const propertiesFile = 'mirror.properties';

export function secondMirrorMaker(facts: MirrorMakerFacts): MirrorProgram {
  const { mirror, from, to } = facts;
  const target = sideOf(facts, to);
  return {
    files: {
      [propertiesFile]: renderProperties(mirrorProperties(facts)),
      // By which the host's script looks whether the tasks run.
      'target.properties': renderProperties(connection(facts, target)),
    },
    logging: {
      // At INFO it says every few seconds that it looked for new topics and groups.
      'org.apache.kafka.connect.mirror.Scheduler': 'WARN',
      'org.reflections': 'ERROR',
    },
    mainClass: 'org.apache.kafka.connect.mirror.MirrorMaker',
    options: (folder) => [`${folder}/${propertiesFile}`],
    readiness: {
      version: mirror.version,
      consumer: kafkaTool(mirror.version, 'console-consumer').mainClass,
      bootstrap: target.access.bootstrap.join(','),
      // Named by MirrorMaker after the cluster that it reads from (MirrorMakerConfig, Kafka 3.9).
      status_topic: `mm2-status.${from.id}.internal`,
      // Of a regular expression alone nobody knows yet whether there is such a topic.
      tasks: facts.carried.names.length > 0 ? 'some' : 'perhaps',
    },
    again: {
      source: from.id,
      offsets_topic: `mm2-offsets.${from.id}.internal`,
      topic_tool: kafkaTool(mirror.version, 'topics').mainClass,
      producer: kafkaTool(mirror.version, 'console-producer').mainClass,
    },
  };
}
