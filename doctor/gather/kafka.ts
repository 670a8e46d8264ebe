// What a broker answers, over a connection that is there already.
import type { Duplex } from 'node:stream';
import type { NodeId } from '../../config/topology.ts';
import type { Partition } from '../../probe/cluster-state.ts';
import type { BrokerResponse, Refusal } from '../facts.ts';
import { type CodecName, codecNumber, firstProduceVersion } from './codecs.ts';
import { KafkaConnection } from './kafka-connection.ts';
import { failFor, unknownTopic } from './kafka-errors.ts';
import { refusalIn } from './refusal.ts';

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

/** A session with one broker. */
export class KafkaSession {
  private readonly connection: KafkaConnection;

  private constructor(connection: KafkaConnection) {
    this.connection = connection;
  }

  /** As {@link KafkaConnection.over}. */
  static async over(socket: Duplex, timeoutMs: number): Promise<KafkaSession> {
    return new KafkaSession(await KafkaConnection.over(socket, timeoutMs));
  }

  close(): void {
    this.connection.close();
  }

  /**
   * All topics, and all brokers as advertised to this client. Of all topics a broker tells those alone that the client may
   * describe, so what must be there is asked for by name as well.
   */
  async metadata(named: readonly string[] = []): Promise<Omit<BrokerResponse, 'id'>> {
    const found = (await this.connection.ask('Metadata', {
      topics: [],
      allowAutoTopicCreation: false,
    })) as Metadata;
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
    if (this.connection.versionOf('DescribeConfigs') < 0) return { refused: [] };
    const broker = 4;
    const resources = [{ type: broker, name: String(supposed), configNames: ['broker.id'] }];
    const found = (await this.connection.ask('DescribeConfigs', { resources })) as {
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
    const timeout = this.connection.timeoutMs;
    const found = (await this.connection.ask('CreateTopics', { topics, timeout })) as {
      topicErrors: { errorCode: number }[];
    };
    failFor(found.topicErrors[0]?.errorCode);
  }

  /** Whether records may come to this broker so. */
  takesCodec(codec: CodecName): boolean {
    return this.connection.versionOf('Produce') >= firstProduceVersion[codec];
  }

  /**
   * Produces one record with acks=all. Kafka unpacks what is compressed, to look at each record.
   * @returns its offset
   */
  async produce(topic: string, partition: number, value: string, codec?: CodecName): Promise<number> {
    const messages = [{ key: null, value: Buffer.from(value), timestamp: Date.now() }];
    const topicData = [{ topic, partitions: [{ partition, messages }] }];
    const compression = codec === undefined ? 0 : codecNumber[codec];
    const found = (await this.connection.ask('Produce', {
      acks: -1,
      timeout: this.connection.timeoutMs,
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
    const found = (await this.connection.ask('Fetch', {
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
    const found = (await this.connection.ask('ListOffsets', { topics, isolationLevel: 0 })) as {
      responses: { partitions: { errorCode: number; offset: string; timestamp: string }[] }[];
    };
    const answer = found.responses[0]?.partitions[0];
    failFor(answer?.errorCode);
    return { offset: Number(answer?.offset ?? -1), timestamp: Number(answer?.timestamp ?? -1) };
  }

  /** Topics by name; none before Kafka 0.11, which would make those that are not there. */
  private async ofTopics(topics: readonly string[]): Promise<Metadata['topicMetadata']> {
    const leavesThemOut = 4;
    if (topics.length === 0 || this.connection.versionOf('Metadata') < leavesThemOut) return [];
    return ((await this.connection.ask('Metadata', { topics, allowAutoTopicCreation: false })) as Metadata)
      .topicMetadata;
  }
}
