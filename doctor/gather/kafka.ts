// Kafka over a connection that is there already: kafkajs encodes and decodes, and nothing of it connects, retries or
// follows metadata, so that each answer is that of the one broker at the other end.
import { createRequire } from 'node:module';
import type { Duplex } from 'node:stream';
import type { NodeId } from '../../config/topology.ts';
import { within } from '../../lib/deadline.ts';
import type { Partition } from '../../probe/cluster-state.ts';
import type { BrokerResponse, Refusal } from '../facts.ts';
import { type CodecName, codecNumber, firstProduceVersion, teachCodecs } from './codecs.ts';
import { errorName, failFor, KafkaError, unknownTopic, unsupportedVersion } from './kafka-errors.ts';
import { refusalIn } from './refusal.ts';

const require = createRequire(import.meta.url);

type Parameters = Record<string, unknown>;

interface Protocol {
  request: unknown;
  response: { decode: (raw: unknown) => Promise<unknown>; parse: (data: unknown) => Promise<unknown> };
}

interface Definition {
  versions: string[];
  protocol: (version: { version: number }) => (parameters?: Parameters) => Protocol;
}

interface Connection {
  connect(): Promise<unknown>;
  disconnect(): Promise<unknown>;
  rejectRequests(error: Error): void;
  send(what: Protocol & { requestTimeout?: number; logResponseError: false }): Promise<unknown>;
}

type ApiVersions = Record<number, { minVersion: number; maxVersion: number }>;
type ApiName =
  'ApiVersions' | 'CreateTopics' | 'DescribeConfigs' | 'Fetch' | 'ListOffsets' | 'Metadata' | 'Produce';

// kafkajs 2.2.4 exports no single connection; package.json pins it.
const KafkaConnection = require('kafkajs/src/network/connection') as new (options: Parameters) => Connection;
const { requests } = require('kafkajs/src/protocol/requests') as { requests: Record<ApiName, Definition> };
const apiKeys = require('kafkajs/src/protocol/requests/apiKeys') as Record<ApiName, number>;

teachCodecs();

const silentLogger = {
  ...{ debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  namespace: (): unknown => silentLogger,
};

interface Metadata {
  brokers: { nodeId: number; host: string; port: number }[];
  clusterId?: string;
  controllerId?: number;
  topicMetadata: {
    topicErrorCode: number;
    topic: string;
    partitionMetadata: { partitionId: number; leader: number; replicas: number[]; isr: number[] }[];
  }[];
}

interface Fetched {
  responses: {
    partitions: {
      errorCode: number;
      messages: {
        offset: string;
        timestamp: string;
        key: Buffer | null;
        value: Buffer | null;
        isControlRecord?: boolean;
      }[];
    }[];
  }[];
}

export interface FoundRecord {
  offset: number;
  /** Milliseconds since the epoch. */
  timestamp: number;
  /** Empty where it has none. */
  key: string;
  value: string;
}

/** A connection to one broker. */
export class KafkaSession {
  private constructor(
    private readonly connection: Connection,
    private readonly socket: Duplex,
    private readonly versions: ApiVersions,
    private readonly timeoutMs: number,
  ) {}

  /**
   * @param socket connected, and through its TLS handshake where it speaks TLS
   * @param timeoutMs milliseconds for each answer
   * @throws Error where whoever is at the other end does not answer as a broker
   */
  static async over(socket: Duplex, timeoutMs: number): Promise<KafkaSession> {
    const connection = new KafkaConnection({
      ...{ host: 'here', port: 0, clientId: 'kafka-proxied-doctor', logger: silentLogger },
      ...{ requestTimeout: timeoutMs, connectionTimeout: timeoutMs },
      socketFactory: ({ onConnect }: { onConnect: () => void }) => {
        setImmediate(onConnect);
        // A channel of SSH keeps no process alive by itself.
        return Object.assign(socket, { unref: () => socket });
      },
    });
    try {
      await connection.connect();
      const versions = await apiVersionsOf(connection, timeoutMs);
      return new KafkaSession(connection, socket, versions, timeoutMs);
    } catch (error) {
      endConnection(connection);
      throw error;
    }
  }

  close(): void {
    endConnection(this.connection);
    this.socket.destroy();
  }

  /**
   * All topics, and all brokers as advertised to this client. Of all topics a broker tells those alone that the client may
   * describe, so what must be there is asked for by name as well.
   */
  async metadata(named: readonly string[] = []): Promise<Omit<BrokerResponse, 'id'>> {
    const found = (await this.ask('Metadata', { topics: [], allowAutoTopicCreation: false })) as Metadata;
    const { clusterId, controllerId } = found;
    const unnamed = named.filter((name) => !found.topicMetadata.some(({ topic }) => topic === name));
    const topics = [...found.topicMetadata, ...(await this.ofTopics(unnamed))];
    const missing = topics.flatMap(({ topic, topicErrorCode }) =>
      topicErrorCode === unknownTopic ? [topic] : [],
    );
    const refused = topics.flatMap(({ topic, topicErrorCode }) =>
      refusalIn(topicErrorCode, 'Describe', `Topic:${topic}`),
    );
    return {
      ...(clusterId && { clusterId }),
      ...(controllerId !== undefined && controllerId >= 0 && { controller: controllerId }),
      brokers: found.brokers.map(({ nodeId, host, port }) => ({ id: nodeId, name: host, port })),
      ...(missing.length > 0 && { missing }),
      ...(refused.length > 0 && { refused }),
      partitions: topics.flatMap(({ topic, partitionMetadata }) =>
        partitionMetadata.map(({ partitionId, leader, replicas, isr }): Partition => ({
          ...{ topic, partition: partitionId, replicas, isr },
          ...(leader >= 0 && { leader }),
        })),
      ),
    };
  }

  /**
   * The id of the broker at the other end: of brokers' configs it tells its own alone, and names itself where it is asked
   * for another's.
   * @returns no id before Kafka 0.11, which does not know the question, and where the client may not ask it
   */
  async identity(supposed: NodeId): Promise<{ id?: NodeId; refused: Refusal[] }> {
    if (!this.versions[apiKeys.DescribeConfigs]) return { refused: [] };
    const broker = 4;
    const resources = [{ type: broker, name: String(supposed), configNames: ['broker.id'] }];
    const found = (await this.ask('DescribeConfigs', { resources })) as {
      resources: { errorCode: number; errorMessage: string | null }[];
    };
    const [answer] = found.resources;
    if (answer?.errorCode === 0) return { id: supposed, refused: [] };
    const other = /expected (\d+)/.exec(answer?.errorMessage ?? '')?.[1];
    const refused = refusalIn(answer?.errorCode, 'DescribeConfigs', 'Cluster:kafka-cluster');
    return { refused, ...(other !== undefined && { id: Number(other) }) };
  }

  /** @param assignment replicas by partition */
  async createTopic(topic: string, assignment: number[][], config: Record<string, string>): Promise<void> {
    const replicaAssignment = assignment.map((replicas, partition) => ({ partition, replicas }));
    const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
    const topics = [{ topic, replicaAssignment, configEntries }];
    const timeout = this.timeoutMs;
    const found = (await this.ask('CreateTopics', { topics, timeout })) as {
      topicErrors: { errorCode: number }[];
    };
    failFor(found.topicErrors[0]?.errorCode);
  }

  /** Whether records may come to this broker so. */
  takesCodec(codec: CodecName): boolean {
    return this.versionOf('Produce') >= firstProduceVersion[codec];
  }

  /**
   * Produces one record with acks=all. Kafka unpacks what is compressed, to look at each record.
   * @returns its offset
   */
  async produce(topic: string, partition: number, value: string, codec?: CodecName): Promise<number> {
    const messages = [{ key: null, value: Buffer.from(value), timestamp: Date.now() }];
    const topicData = [{ topic, partitions: [{ partition, messages }] }];
    const compression = codec === undefined ? 0 : codecNumber[codec];
    const found = (await this.ask('Produce', {
      acks: -1,
      timeout: this.timeoutMs,
      topicData,
      compression,
    })) as {
      topics: { partitions: { errorCode: number; baseOffset?: string; offset?: string }[] }[];
    };
    const answer = found.topics[0]?.partitions[0];
    failFor(answer?.errorCode);
    return Number(answer?.baseOffset ?? answer?.offset);
  }

  /**
   * Records from an offset on, as many as come at once.
   * @param maxBytes most of them; a first batch that is larger comes all the same
   */
  async fetch(
    topic: string,
    partition: number,
    offset: number,
    maxBytes = 2_097_152,
  ): Promise<FoundRecord[]> {
    const readUncommitted = 0;
    const found = (await this.ask('Fetch', {
      ...{ maxWaitTime: 1000, minBytes: 1, maxBytes: 4_194_304, isolationLevel: readUncommitted, rackId: '' },
      topics: [{ topic, partitions: [{ partition, fetchOffset: String(offset), maxBytes }] }],
    })) as Fetched;
    const answer = found.responses[0]?.partitions[0];
    failFor(answer?.errorCode);
    return (answer?.messages ?? [])
      .filter(({ isControlRecord, offset: own }) => !isControlRecord && Number(own) >= offset)
      .map(({ offset: own, timestamp, key, value }) => ({
        ...{ offset: Number(own), timestamp: Number(timestamp) },
        key: key?.toString('utf8') ?? '',
        value: value?.toString('utf8') ?? '',
      }));
  }

  /**
   * The first offset whose record is not older than a time.
   * @param timestamp milliseconds since the epoch; -1: the end; -2: the beginning
   * @returns an offset of -1 where there is none
   */
  async offsetAt(
    topic: string,
    partition: number,
    timestamp: number,
  ): Promise<{ offset: number; timestamp: number }> {
    const topics = [{ topic, partitions: [{ partition, timestamp: String(timestamp) }] }];
    const found = (await this.ask('ListOffsets', { topics, isolationLevel: 0 })) as {
      responses: { partitions: { errorCode: number; offset: string; timestamp: string }[] }[];
    };
    const answer = found.responses[0]?.partitions[0];
    failFor(answer?.errorCode);
    return { offset: Number(answer?.offset ?? -1), timestamp: Number(answer?.timestamp ?? -1) };
  }

  /** Topics by name; none before Kafka 0.11, which would make those that are not there. */
  private async ofTopics(topics: readonly string[]): Promise<Metadata['topicMetadata']> {
    const leavesThemOut = 4;
    const { maxVersion = 0 } = this.versions[apiKeys.Metadata] ?? {};
    if (topics.length === 0 || maxVersion < leavesThemOut) return [];
    return ((await this.ask('Metadata', { topics, allowAutoTopicCreation: false })) as Metadata)
      .topicMetadata;
  }

  private async ask(name: ApiName, parameters: Parameters): Promise<unknown> {
    const version = this.versionOf(name);
    if (version < (this.versions[apiKeys[name]]?.minVersion ?? 0)) throw new KafkaError(unsupportedVersion);
    return send(this.connection, requests[name].protocol({ version })(parameters), this.timeoutMs);
  }

  /** The newest version of a request that both ends know; -1: none. */
  private versionOf(name: ApiName): number {
    const known = this.versions[apiKeys[name]]?.maxVersion ?? -1;
    return Math.min(known, Math.max(...requests[name].versions.map(Number)));
  }
}

/** Also its timers, which would keep the process alive. */
function endConnection(connection: Connection): void {
  connection.rejectRequests(new Error('closed'));
  void connection.disconnect().catch(() => undefined);
}

/** What is wrong with one topic must not hide the others: error codes are read by whoever asked. */
async function send(connection: Connection, { request, response }: Protocol, timeoutMs: number) {
  const { decode } = response;
  const sent = connection.send({
    ...{ request, response: { decode, parse: async (data: unknown) => data } },
    ...{ requestTimeout: timeoutMs, logResponseError: false },
  });
  const late = Symbol('late');
  const answer = await within(timeoutMs, sent, late);
  if (answer === late) throw new Error(`no answer within ${timeoutMs / 1000} s`);
  return answer;
}

/** The newest version of the question that the broker understands: an older one answers a newer question by an error. */
async function apiVersionsOf(connection: Connection, timeoutMs: number): Promise<ApiVersions> {
  const { versions, protocol } = requests.ApiVersions;
  for (const version of versions.map(Number).sort((a, b) => b - a)) {
    const answer = (await send(connection, protocol({ version })(), timeoutMs).catch((error: unknown) => {
      // kafkajs looks at this one code itself.
      if ((error as { type?: string }).type !== errorName(unsupportedVersion)) throw error;
      return { errorCode: unsupportedVersion };
    })) as { errorCode: number; apiVersions?: { apiKey: number; minVersion: number; maxVersion: number }[] };
    if (answer.errorCode === unsupportedVersion) continue;
    failFor(answer.errorCode);
    return Object.fromEntries((answer.apiVersions ?? []).map(({ apiKey, ...range }) => [apiKey, range]));
  }
  throw new KafkaError(unsupportedVersion);
}
