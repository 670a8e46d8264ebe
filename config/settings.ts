// Broker properties: defaults that keep data, what follows from them, and the stack's own over all.
import type { BrokerSpec, Cluster, Properties, TopicSpec } from './topology.ts';
import { can, defaultVersion } from './versions.ts';

/** Kafka's own default of message.max.bytes: 1 MiB and 12 bytes of overhead (Kafka 3.9 documentation, broker configs). */
const kafkaMessageMaxBytes = 1_048_588;
/** Kafka's own default of socket.request.max.bytes, 100 MiB (same source). */
const kafkaRequestMaxBytes = 104_857_600;
/** What a produce request holds beside its one largest batch: headers, topic name, client id; rounded up. */
const requestOverhead = 65_536;
const intMax = 2_147_483_647;

/**
 * The broker properties of a cluster.
 * @param own what the stack sets, by Kafka's names; wins over every default
 * @param brokers number of brokers: no topic can have more copies
 * @param version of Kafka
 */
export function brokerSettings(own: Properties, brokers: number, version = defaultVersion): Properties {
  const copies = Math.min(3, Math.max(1, brokers));
  const defaultCopies = wholeNumber(own['default.replication.factor']) ?? copies;
  const transactionCopies = wholeNumber(own['transaction.state.log.replication.factor']) ?? copies;
  return {
    ...keepData(),
    'default.replication.factor': String(copies),
    'min.insync.replicas': String(spared(defaultCopies)),
    'offsets.topic.replication.factor': String(copies),
    ...(can(version, 'idempotentProducers') && {
      'transaction.state.log.replication.factor': String(copies),
      'transaction.state.log.min.isr': String(spared(transactionCopies)),
    }),
    ...sizes(own),
    ...own,
  };
}

/** One copy may be missing without stopping writers; with a single copy there is none to spare. */
export function spared(copies: number): number {
  return Math.max(1, copies - 1);
}

/** Lost brokers must not lead to lost records, and a misspelt topic name not to a topic of one copy. */
function keepData(): Properties {
  return { 'unclean.leader.election.enable': 'false', 'auto.create.topics.enable': 'false' };
}

/** Whatever must hold the largest message follows message.max.bytes. */
function sizes(own: Properties): Properties {
  const message = wholeNumber(own['message.max.bytes']) ?? kafkaMessageMaxBytes;
  const request = Math.min(intMax, message + requestOverhead);
  return {
    'message.max.bytes': String(message),
    'replica.fetch.max.bytes': String(Math.max(message, 1_048_576)),
    ...(request > kafkaRequestMaxBytes ? { 'socket.request.max.bytes': String(request) } : {}),
  };
}

/** The properties that one broker starts with: those of its cluster, and its own over them. */
export interface BrokerProperties {
  plain: Properties;
  /** Properties whose values are secrets, and the names of these. */
  secret: Record<string, string>;
}

/** A property that a broker has of its own stands in one of the two only: a plain one takes the place of a secret, too. */
export function settingsOf(
  cluster: Pick<Cluster, 'settings' | 'secretSettings'>,
  { rack, settings = {}, secretSettings = {} }: Pick<BrokerSpec, 'rack' | 'settings' | 'secretSettings'>,
): BrokerProperties {
  return {
    plain: {
      ...without(cluster.settings, secretSettings),
      ...settings,
      ...(rack !== undefined && { 'broker.rack': rack }),
    },
    secret: { ...without(cluster.secretSettings, settings), ...secretSettings },
  };
}

function without(properties: Properties, others: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !Object.hasOwn(others, name)));
}

/** Client properties, by Kafka's names. */
export interface ClientSizes {
  producer: Properties;
  consumer: Properties;
}

/**
 * Sizes that clients need for the largest message the cluster takes; never below Kafka's own client defaults
 * (Kafka 3.9 documentation, producer and consumer configs).
 * @param settings the cluster's broker properties
 * @param topics a topic's own max.message.bytes may be larger
 */
export function clientSizes(settings: Properties, topics: readonly TopicSpec[] = []): ClientSizes {
  const messages = [
    settings['message.max.bytes'],
    ...topics.map(({ config }) => config['max.message.bytes']),
  ];
  const largest = Math.max(kafkaMessageMaxBytes, ...messages.map((value) => wholeNumber(value) ?? 0));
  return {
    producer: {
      'max.request.size': String(largest),
      'buffer.memory': String(Math.max(largest, 33_554_432)),
    },
    consumer: {
      'max.partition.fetch.bytes': String(largest),
      'fetch.max.bytes': String(Math.max(largest, 52_428_800)),
    },
  };
}

/** The value as a number, or undefined where it is none or loses digits. */
export function wholeNumber(value: string | undefined): number | undefined {
  if (value === undefined || !/^-?\d+$/.test(value.trim())) return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : undefined;
}
