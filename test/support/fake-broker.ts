// As much of a Kafka broker as doctor asks: versions, metadata, who it is, a topic, one record and its way back. Answers are
// in the oldest formats; that those of real brokers are read as well, the lab proves.
import type { Socket } from 'node:net';
import { createRequire } from 'node:module';

interface Encoder {
  buffer: Buffer;
  writeInt8(value: number): Encoder;
  writeInt16(value: number): Encoder;
  writeInt32(value: number): Encoder;
  writeInt64(value: number | string): Encoder;
  writeString(value: string | null): Encoder;
  writeArray(values: unknown[]): Encoder;
  writeBytes(value: Buffer): Encoder;
  writeEncoder(value: Encoder): Encoder;
}

const require = createRequire(import.meta.url);
const KafkaEncoder = require('kafkajs/src/protocol/encoder') as new () => Encoder;

export interface FakeCluster {
  clusterId: string;
  controller: number;
  brokers: { id: number; host: string; port: number }[];
  topics: Map<string, { leader: number; replicas: number[]; isr: number[] }[]>;
  /** By `topic-partition`: message sets as they were produced. */
  records: Map<string, Buffer[]>;
}

export function fakeCluster(brokers: FakeCluster['brokers']): FakeCluster {
  return {
    clusterId: 'fake',
    controller: brokers[0]?.id ?? 1,
    brokers,
    topics: new Map(),
    records: new Map(),
  };
}

const keys = { produce: 0, fetch: 1, metadata: 3, versions: 18, createTopics: 19, describeConfigs: 32 };

/** Reads what kafkajs writes. */
class Reader {
  private at = 0;
  private readonly buffer: Buffer;

  constructor(buffer: Buffer) {
    this.buffer = buffer;
  }
  int8 = (): number => this.buffer.readInt8((this.at += 1) - 1);
  int16 = (): number => this.buffer.readInt16BE((this.at += 2) - 2);
  int32 = (): number => this.buffer.readInt32BE((this.at += 4) - 4);
  int64 = (): number => Number(this.buffer.readBigInt64BE((this.at += 8) - 8));
  bytes = (length = this.int32()): Buffer => this.buffer.subarray(this.at, (this.at += Math.max(0, length)));
  string = (): string => this.bytes(this.int16()).toString('utf8');
  array = <T>(read: () => T): T[] => Array.from({ length: Math.max(0, this.int32()) }, read);
}

/** Serves one connection as the broker of this id. */
export function serveBroker(id: number, cluster: FakeCluster): (socket: Socket) => void {
  return (socket) => {
    let left = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      left = Buffer.concat([left, chunk]);
      while (left.length >= 4 && left.length >= 4 + left.readInt32BE(0)) {
        const request = new Reader(left.subarray(4, 4 + left.readInt32BE(0)));
        left = left.subarray(4 + left.readInt32BE(0));
        const [key, version, correlation] = [request.int16(), request.int16(), request.int32()];
        request.string();
        const body = answer(id, cluster, key, version, request);
        const whole = new KafkaEncoder().writeInt32(correlation).writeEncoder(body).buffer;
        socket.write(new KafkaEncoder().writeInt32(whole.length).buffer);
        socket.write(whole);
      }
    });
  };
}

const make = (): Encoder => new KafkaEncoder();

function answer(id: number, cluster: FakeCluster, key: number, version: number, request: Reader): Encoder {
  switch (key) {
    case keys.versions: {
      const unsupportedVersion = 35;
      // A real one answers a question that is too new in the oldest format, too.
      if (version > 0) return make().writeInt16(unsupportedVersion).writeArray([]);
      const known = Object.values(keys).map((one) => {
        const most = one === keys.metadata ? 2 : 0;
        return make().writeInt16(one).writeInt16(0).writeInt16(most);
      });
      return make().writeInt16(0).writeArray(known);
    }
    case keys.metadata:
      return metadata(cluster);
    case keys.describeConfigs:
      return whoIsThere(id, request);
    case keys.createTopics:
      return createTopic(cluster, request);
    case keys.produce:
      return produce(cluster, request);
    case keys.fetch:
      return fetched(cluster, request);
    default:
      throw new Error(`the fake broker was asked ${key}`);
  }
}

function metadata({ brokers, topics, clusterId, controller }: FakeCluster): Encoder {
  const told = brokers.map((one) =>
    make().writeInt32(one.id).writeString(one.host).writeInt32(one.port).writeString(null),
  );
  const named = [...topics].map(([topic, partitions]) => {
    const each = partitions.map(({ leader, replicas, isr }, partition) =>
      make().writeInt16(0).writeInt32(partition).writeInt32(leader).writeArray(replicas).writeArray(isr),
    );
    return make().writeInt16(0).writeString(topic).writeInt8(0).writeArray(each);
  });
  return make().writeArray(told).writeString(clusterId).writeInt32(controller).writeArray(named);
}

function whoIsThere(id: number, request: Reader): Encoder {
  const [name = ''] = request.array(() => {
    request.int8();
    const asked = request.string();
    request.array(request.string);
    return asked;
  });
  const isOwn = name === String(id);
  const message = `Unexpected broker id, expected ${id} or empty string, but received ${name}`;
  const invalidRequest = 42;
  const resource = make()
    .writeInt16(isOwn ? 0 : invalidRequest)
    .writeString(isOwn ? null : message);
  return make()
    .writeInt32(0)
    .writeArray([resource.writeInt8(4).writeString(name).writeArray([])]);
}

function createTopic(cluster: FakeCluster, request: Reader): Encoder {
  const names = request.array(() => {
    const topic = request.string();
    request.int32();
    request.int16();
    const assigned = request.array(() => ({
      partition: request.int32(),
      replicas: request.array(request.int32),
    }));
    request.array(() => [request.string(), request.string()]);
    const partitions = assigned.map(({ replicas }) => ({
      leader: replicas[0] ?? -1,
      replicas,
      isr: replicas,
    }));
    cluster.topics.set(topic, partitions);
    return topic;
  });
  return make().writeArray(names.map((name) => make().writeString(name).writeInt16(0)));
}

function produce(cluster: FakeCluster, request: Reader): Encoder {
  request.int16();
  request.int32();
  const topics = request.array(() => {
    const topic = request.string();
    const partitions = request.array(() => {
      const partition = request.int32();
      const log = cluster.records.get(`${topic}-${partition}`) ?? [];
      cluster.records.set(`${topic}-${partition}`, [...log, request.bytes()]);
      return make().writeInt32(partition).writeInt16(0).writeInt64(log.length);
    });
    return make().writeString(topic).writeArray(partitions);
  });
  return make().writeArray(topics);
}

/** Gives back what was produced, under the offset that it got. */
function fetched(cluster: FakeCluster, request: Reader): Encoder {
  for (const read of [request.int32, request.int32, request.int32]) read();
  const topics = request.array(() => {
    const topic = request.string();
    const partitions = request.array(() => {
      const [partition, offset] = [request.int32(), request.int64()];
      request.int32();
      const log = cluster.records.get(`${topic}-${partition}`) ?? [];
      const found = Buffer.from(log[offset] ?? Buffer.alloc(0));
      if (found.length > 0) found.writeBigInt64BE(BigInt(offset), 0);
      return make().writeInt32(partition).writeInt16(0).writeInt64(log.length).writeBytes(found);
    });
    return make().writeString(topic).writeArray(partitions);
  });
  return make().writeArray(topics);
}
