// Proves what kind-topics.sh asks of Kafka's tools and what it refuses; the tools are a stand-in, so not that they do it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TopicSpec } from '../../config/topology.ts';
import { topicsDocument } from '../../templates/topics.ts';
import { projectRoot } from '../../lib/paths.ts';
import { type Outcome, temporaryHost } from '../support/temporary-host.ts';
import { brokerFactsOf, devValues, topologyOf } from '../support/config-fixture.ts';

interface FakeTopic {
  partitions: number;
  copies: number;
  config?: Record<string, string>;
  leaderless?: number[];
  lagging?: number[];
}

interface FakeKafka {
  topics: Record<string, FakeTopic>;
  calls: string[];
  failures?: string[];
}

const memory = '/etc/kafka-proxied/topics/cluster1';
const lastDeclared = '/etc/kafka-proxied/declared-topics/cluster1';
const meta = '/var/lib/kafka-proxied/kafka-cluster1-1/data/meta.properties';
const fake = readFileSync(join(projectRoot, 'test', 'unit', 'topics-fake-kafka.mjs'), 'utf8');
const facts = brokerFactsOf(topologyOf(devValues()));
const host = temporaryHost();

function kafka(): FakeKafka {
  return JSON.parse(host.read('/kafka.json')) as FakeKafka;
}

function given(topics: Record<string, FakeTopic>, failures: string[] = []): void {
  host.write('/kafka.json', JSON.stringify({ topics, calls: [], failures }));
}

function topic(name: string, partitions: number, replicationFactor: number, config = {}): TopicSpec {
  return { name, partitions, replicationFactor, config };
}

/** Converges with these topics; the calls of Java are those of this run. */
function converge(
  topics: TopicSpec[],
  { deadline = 30, registered = '1 2 3', version = '3.9.2' } = {},
): Outcome {
  const document = topicsDocument({ ...facts, cluster: { ...facts.cluster, topics, version } });
  document.params['deadline'] = deadline;
  given(kafka().topics, kafka().failures);
  return host.run(
    'converge',
    'topics',
    'cluster1',
    document,
    `registered_brokers() { printf '%s\\n' ${registered}; }`,
  );
}

/** What the tools were asked, without the options that say where: the last word of the class, then arguments. */
function asked(): string[] {
  return kafka().calls.map((call) =>
    call.replace(/^\S+\.(\w+)/, '$1').replace(/\S+(to-set\.properties)/, '$1'),
  );
}

beforeEach(() => {
  host.write('/usr/bin/java', fake, 0o755);
  host.write(meta, 'cluster.id=abc\n');
  process.env['FAKE_KAFKA'] = host.path('/kafka.json');
  given({});
});
afterEach(() => void delete process.env['FAKE_KAFKA']);

describe('topics that are not there', () => {
  it('are created with their properties, and looked at once before and once after', () => {
    const { code, results } = converge([
      topic('records', 6, 3),
      topic('a.b', 2, 2, { 'cleanup.policy': 'compact,delete', 'retention.ms': '-1' }),
    ]);
    expect(code).toBe(0);
    expect(asked()).toEqual([
      'TopicCommand --describe',
      'TopicCommand --create --if-not-exists --topic a.b --partitions 2 --replication-factor 2 --config cleanup.policy=compact,delete --config retention.ms=-1',
      'TopicCommand --create --if-not-exists --topic records --partitions 6 --replication-factor 3',
      'TopicCommand --describe',
    ]);
    expect(host.read(memory)).toBe('a.b cleanup.policy\na.b retention.ms\n');
    expect(host.read(lastDeclared)).toBe(
      'topic a.b 2 2\nconfig a.b cleanup.policy compact,delete\nconfig a.b retention.ms -1\ntopic records 6 3\n',
    );
    expect(results.match(/\S+$/gm)).toEqual([host.path(memory), host.path(lastDeclared), host.path(meta)]);
  });

  it('are tried again while a broker is not yet in the controller’s view', () => {
    given({}, ['Replication factor: 3 larger than available brokers: 2.']);
    expect(converge([topic('records', 1, 3)]).code).toBe(0);
    expect(asked().filter((call) => call.includes('--create'))).toHaveLength(2);
    expect(kafka().topics).toHaveProperty(['records']);
  });

  it('are given up at once for what waiting can’t mend', () => {
    given({}, ['org.apache.kafka.common.errors.InvalidConfigurationException: Unknown topic config name: x']);
    const { code, stderr } = converge([topic('records', 1, 3, { x: '1' })]);
    expect(code).toBe(1);
    expect(stderr).toContain(
      "topic records can't be created: InvalidConfigurationException: Unknown topic config name: x",
    );
  });

  it('wait for every broker to be registered', () => {
    const { code, stderr } = converge([topic('records', 1, 3)], { deadline: 0, registered: '1 3' });
    expect(code).toBe(1);
    expect(stderr).toContain('waiting for broker(s) 2 to be registered');
    expect(asked()).toEqual([]);
  });
});

describe('topics that are there', () => {
  it('cost one look where all is right', () => {
    given({ records: { partitions: 6, copies: 3 }, other: { partitions: 1, copies: 1 } });
    expect(converge([topic('records', 6, 3)]).code).toBe(0);
    expect(asked()).toEqual(['TopicCommand --describe']);
  });

  it('grow together to the same number, each by its very name', () => {
    given({
      'a.b': { partitions: 1, copies: 1 },
      axb: { partitions: 1, copies: 1 },
      c: { partitions: 2, copies: 1 },
    });
    expect(converge([topic('a.b', 4, 1), topic('c', 4, 1)]).code).toBe(0);
    expect(asked()[1]).toBe('TopicCommand --alter --topic a\\.b|c --partitions 4');
    expect(kafka().topics['axb']?.partitions).toBe(1);
    expect(kafka().topics['a.b']?.partitions).toBe(4);
  });

  it('get the properties that differ, and nothing else', () => {
    given({
      one: { partitions: 1, copies: 1, config: { 'retention.ms': '1', 'by.hand': 'x' } },
      two: { partitions: 1, copies: 1, config: { 'cleanup.policy': 'compact,delete' } },
    });
    const topics = [
      topic('one', 1, 1, { 'retention.ms': '2', 'segment.bytes': '3' }),
      topic('two', 1, 1, { 'cleanup.policy': 'compact,delete' }),
    ];
    expect(converge(topics).code).toBe(0);
    expect(kafka().topics['one']?.config).toEqual({
      'retention.ms': '2',
      'segment.bytes': '3',
      'by.hand': 'x',
    });
    expect(asked().filter((call) => call.includes('--alter'))).toEqual([
      'ConfigCommand --entity-type topics --alter --entity-name one --add-config-file to-set.properties',
    ]);
  });

  it('lose the properties that were set from here and are no longer declared', () => {
    converge([topic('one', 1, 1, { 'retention.ms': '2', 'segment.bytes': '3' })]);
    const { topics } = kafka();
    given({ one: { partitions: 1, copies: 1, config: { ...topics['one']?.config, 'by.hand': 'x' } } });
    expect(converge([topic('one', 1, 1, { 'segment.bytes': '3' })]).code).toBe(0);
    expect(kafka().topics['one']?.config).toEqual({ 'segment.bytes': '3', 'by.hand': 'x' });
    expect(host.read(memory)).toBe('one segment.bytes\n');
  });

  it('are remembered after a run that broke off', () => {
    given({ one: { partitions: 1, copies: 1, config: {} } });
    expect(converge([topic('one', 1, 1, { 'retention.ms': '2' })]).code).toBe(0);
    given({ one: { partitions: 1, copies: 1, config: { 'retention.ms': '2' } } }, ['TimeoutException: slow']);
    expect(converge([topic('one', 1, 1), topic('new', 1, 1)], { deadline: 0 }).code).toBe(1);
    expect(host.read(memory)).toContain('one retention.ms\n');
    given(kafka().topics);
    expect(converge([topic('one', 1, 1)]).code).toBe(0);
    expect(kafka().topics['one']?.config).toEqual({});
  });

  it('stay as they are when they are no longer declared', () => {
    converge([topic('one', 1, 1, { 'retention.ms': '2' })]);
    const before = kafka().topics;
    expect(converge([]).code).toBe(0);
    expect(asked()).toEqual([]);
    expect(kafka().topics).toEqual(before);
    const { code } = host.run('remove', 'topics', 'cluster1', { params: {}, files: {} });
    expect(code).toBe(0);
    expect(kafka().topics).toEqual(before);
    expect(host.has(memory)).toBe(false);
  });
});

describe('before Kafka 2.2', () => {
  const old = { version: '1.1.1' };

  it('topics are made, grow, and get and lose properties by way of ZooKeeper', () => {
    const declared = { 'cleanup.policy': 'compact,delete', 'retention.ms': '2' };
    expect(converge([topic('a.b', 2, 1, declared)], old).code).toBe(0);
    const { topics } = kafka();
    given({
      'a.b': { partitions: 2, copies: 1, config: { ...topics['a.b']?.config, 'by.hand': 'x' } },
      axb: { partitions: 1, copies: 1, config: {} },
    });
    expect(converge([topic('a.b', 2, 1, declared)], old).code).toBe(0);
    expect(asked()).toEqual(['TopicCommand --describe']);
    expect(
      converge([topic('a.b', 3, 1, { 'cleanup.policy': 'compact,delete', 'segment.bytes': '9' })], old).code,
    ).toBe(0);
    expect(asked().slice(1, 3)).toEqual([
      'TopicCommand --alter --topic a\\.b --partitions 3',
      'TopicCommand --alter --topic a\\.b --config segment.bytes=9 --delete-config retention.ms',
    ]);
    expect(kafka().topics['a.b']).toMatchObject({
      partitions: 3,
      config: { 'cleanup.policy': 'compact,delete', 'segment.bytes': '9', 'by.hand': 'x' },
    });
    expect(kafka().topics['axb']?.config).toEqual({});
  });
});

describe('what Kafka can’t do', () => {
  it('is refused for all topics at once, and nothing is changed', () => {
    const before = {
      records: { partitions: 6, copies: 3 },
      'a.b': { partitions: 2, copies: 1 },
    };
    given(before);
    const { code, stderr } = converge([topic('records', 4, 2), topic('a.b', 3, 2), topic('new', 1, 1)]);
    expect(code).toBe(1);
    for (const text of [
      'kafka-proxied:clusters.cluster1.topics.records.partitions: the topic has 6 partitions, 4 are asked for',
      'kafka-proxied:clusters.cluster1.topics.records.replicationFactor: each partition has 3 copies, 2 are asked for',
      'kafka-proxied:clusters.cluster1.topics["a.b"].replicationFactor: each partition has 1 copies, 2 are asked for',
      '3 change(s) of topics',
    ])
      expect(stderr).toContain(text);
    expect(asked()).toEqual(['TopicCommand --describe']);
    expect(kafka().topics).toEqual(before);
    expect(host.has(memory)).toBe(false);
  });
});

describe('a topic counts as made', () => {
  it.each([
    ['when it is led', { leaderless: [1] }, 'records-1 to have a leader'],
    ['when all copies are in sync', { lagging: [0, 2] }, 'records-0 to have replicas 1,2,3 in sync (1 are)'],
  ])('%s', (_, state, text) => {
    given({ records: { partitions: 3, copies: 3, ...state } });
    const { code, stderr } = converge([topic('records', 3, 3)], { deadline: 0 });
    expect(code).toBe(1);
    expect(stderr).toContain(text);
  });

  it('whatever undeclared topics are like', () => {
    given({ records: { partitions: 1, copies: 1 }, other: { partitions: 2, copies: 3, leaderless: [0, 1] } });
    expect(converge([topic('records', 1, 1)], { deadline: 0 }).code).toBe(0);
  });
});
