// Proves what is told of a mirror from what brokers answer; the brokers are stand-ins, and the lab shows that real ones answer so.
import { describe, expect, it } from 'vitest';
import type { BrokerSession } from '../../doctor/gather/canaries.ts';
import type { KafkaSession } from '../../doctor/gather/kafka.ts';
import { KafkaError } from '../../doctor/gather/kafka-errors.ts';
import { offsetIn, offsetKey, partitionOf } from '../../doctor/gather/kept-offsets.ts';
import { inspectMirror } from '../../doctor/gather/mirrors.ts';
import { subjectOf } from '../../doctor/gather/principal.ts';
import { topology } from './doctor-fixture.ts';

interface Log {
  /** Offset of its first record. Default: 0. */
  begin?: number;
  /** Times of its records, in milliseconds. */
  times: number[];
  keys?: string[];
  values?: string[];
}

/** A broker that leads everything; by `topic-partition`. */
function brokerWith(
  logs: Record<string, Log>,
  given: Partial<BrokerSession['broker']> = {},
  unreadable: string[] = [],
): BrokerSession[] {
  const logOf = (topic: string, partition: number): Required<Log> => {
    return { begin: 0, keys: [], values: [], times: [], ...logs[`${topic}-${partition}`] };
  };
  const session = {
    offsetAt: async (topic: string, partition: number, time: number) => {
      const { begin, times } = logOf(topic, partition);
      if (time === -1) return { offset: begin + times.length, timestamp: -1 };
      if (time === -2) return { offset: begin, timestamp: -1 };
      const at = times.findIndex((one) => one >= time);
      return { offset: at < 0 ? -1 : begin + at, timestamp: times[at] ?? -1 };
    },
    fetch: async (topic: string, partition: number, offset: number) => {
      const topicAuthorizationFailed = 29;
      if (unreadable.includes(topic)) throw new KafkaError(topicAuthorizationFailed);
      const { begin, times, keys, values } = logOf(topic, partition);
      return times
        .map((timestamp, at) => ({
          ...{ offset: begin + at, timestamp },
          ...{ key: keys[at] ?? '', value: values[at] ?? '' },
        }))
        .filter((record) => record.offset >= offset);
    },
  } as unknown as KafkaSession;
  const partitions = Object.keys(logs).map((name) => {
    const at = name.lastIndexOf('-');
    return {
      topic: name.slice(0, at),
      partition: Number(name.slice(at + 1)),
      leader: 1,
      replicas: [1],
      isr: [1],
    };
  });
  const broker = { id: 1, brokers: [], partitions, ...given };
  const response = { kind: 'answered', transport: 'plain', broker } as const;
  return [{ session, response, broker, id: 1 }];
}

const [mirror] = topology.mirrors;
if (!mirror) throw new Error('no mirror');
const own = {
  'mm2-configs.cluster1.internal-0': { times: [] },
  'mm2-status.cluster1.internal-0': { times: [] },
};

/** The mirror's own topics, with the last offset that it keeps of records-0. */
const keeps = (...offsets: string[]): Record<string, Log> => ({
  ...own,
  'mm2-offsets.cluster1.internal-0': {
    times: offsets.map(() => 1),
    keys: offsets.map(() => offsetKey('cluster1', 'records', 0)),
    values: offsets,
  },
});
const look = (from: Record<string, Log>, to: Record<string, Log>) =>
  inspectMirror(topology, mirror, brokerWith(from), brokerWith(to));

const wrapped =
  'org.apache.kafka.connect.errors.ConnectException: Unrecoverable exception from producer send callback';
const tooLarge =
  'org.apache.kafka.common.errors.RecordTooLargeException: The message is 2000086 bytes when serialized which is larger than 1048588, which is the value of the max.request.size configuration.';
const three = { 'records-0': { times: [1000, 2000, 3000] } };

describe('what a mirror has carried', () => {
  it('is all of it', async () => {
    expect(await look(three, { ...three, ...keeps('{"offset":2}') })).toEqual({
      ...{ waiting: {}, last: '1970-01-01T00:00:03.000Z' },
    });
  });

  it('is skipped where the topic was deleted at the target, be it there again or not', async () => {
    const skipped = { 'records-0': { first: 0, kept: 2, hasYounger: false } };
    const kept = keeps('{"offset":0}', '{"offset":2}');
    expect(await look(three, kept)).toEqual({ waiting: {}, skipped });
    expect(await look(three, { 'records-0': { times: [] }, ...kept })).toEqual({ waiting: {}, skipped });
  });

  it('is skipped where the new topic has what came since', async () => {
    const times = [...three['records-0'].times, 4000];
    expect(
      await look({ 'records-0': { times } }, { 'records-0': { times: [4000] }, ...keeps('{"offset":3}') }),
    ).toEqual({
      waiting: {},
      last: '1970-01-01T00:00:04.000Z',
      skipped: { 'records-0': { first: 0, kept: 3, hasYounger: true } },
    });
  });

  it('waits where the mirror was told to begin anew, or never began', async () => {
    for (const kept of [keeps('{"offset":2}', '{"offset":-1}'), keeps()])
      expect(await look(three, kept)).toEqual({ waiting: { 'records-0': '1970-01-01T00:00:01.000Z' } });
  });

  it('is not skipped where times at the target are others, or the source has deleted what the target has', async () => {
    const later = { 'records-0': { times: [1500, 2500, 3500] } };
    expect(await look(three, { ...later, ...keeps('{"offset":2}') })).toMatchObject({ waiting: {} });
    const trimmed = { 'records-0': { begin: 2, times: [3000] } };
    expect(await look(trimmed, { ...three, ...keeps('{"offset":2}') })).toEqual({
      ...{ waiting: {}, last: '1970-01-01T00:00:03.000Z' },
    });
  });

  it('is what the source deleted before it was carried', async () => {
    const source = { 'records-0': { begin: 10, times: [5000] } };
    expect(await look(source, { ...three, ...keeps('{"offset":2}') })).toEqual({
      waiting: { 'records-0': '1970-01-01T00:00:05.000Z' },
      last: '1970-01-01T00:00:03.000Z',
      overtaken: { 'records-0': 7 },
    });
  });

  it('waits behind a task that failed, in the words of its last error', async () => {
    const status = (state: string, trace?: string) =>
      JSON.stringify({ state, trace, worker_id: 'w', generation: 3 });
    const key = 'status-task-MirrorSourceConnector-0';
    const trace = `${wrapped}\n\tat org.apache.kafka.connect.runtime.Worker\nCaused by: ${tooLarge}\n`;
    const told = (...values: string[]): Record<string, Log> => ({
      ...keeps(),
      'mm2-status.cluster1.internal-0': {
        times: values.map(() => 1),
        keys: values.map(() => key),
        values,
      },
    });
    const waiting = { 'records-0': '1970-01-01T00:00:01.000Z' };
    const failed = told(status('RUNNING'), status('FAILED', trace));
    expect(await look(three, failed)).toEqual({ waiting, failed: tooLarge });
    expect(await look(three, told(status('FAILED', trace), status('RUNNING')))).toEqual({ waiting });
    expect(await look(three, told(status('FAILED', trace), ''))).toEqual({ waiting });
    expect(await look(three, told(status('FAILED', wrapped)))).toEqual({ waiting, failed: wrapped });
  });

  it('is not known where its topics may not be described, or not be read', async () => {
    const refused = [
      { operation: 'Describe', resource: 'Topic:records', said: 'TOPIC_AUTHORIZATION_FAILED' },
    ];
    const turnedAway = brokerWith({}, { refused });
    expect(await inspectMirror(topology, mirror, turnedAway, brokerWith(keeps()))).toEqual({
      waiting: {},
      unknown: 'not all of its topics are told of in cluster1',
      refused: [{ cluster: 'cluster1', refused }],
    });
    const target = brokerWith({ ...three, ...keeps() }, {}, ['records']);
    expect(await inspectMirror(topology, mirror, brokerWith(three), target)).toEqual({
      waiting: {},
      unknown: 'Topic:records of cluster2: TOPIC_AUTHORIZATION_FAILED',
      refused: [
        {
          cluster: 'cluster2',
          refused: [{ operation: 'Read', resource: 'Topic:records', said: 'TOPIC_AUTHORIZATION_FAILED' }],
        },
      ],
    });
  });

  it('can’t be noted where its own topics are gone', async () => {
    expect(await look(three, { ...three, ...own })).toMatchObject({
      gone: ['mm2-offsets.cluster1.internal'],
    });
  });
});

describe('offsets that MirrorMaker keeps', () => {
  it('lie where Kafka’s own producer put them', () => {
    // Seen on a target of Kafka 3.9.2.
    expect([0, 3].map((partition) => partitionOf(offsetKey('cluster1', 'records', partition), 25))).toEqual([
      6, 12,
    ]);
  });
  it('are read, and deleted ones are none', () => {
    expect(['{"offset":999}', '{"offset":-1}', '', 'null'].map(offsetIn)).toEqual([
      999,
      -1,
      undefined,
      undefined,
    ]);
  });
});

it('a client without a certificate has no subject', () => {
  expect(subjectOf(undefined)).toBeUndefined();
  expect(subjectOf('no certificate')).toBeUndefined();
});
