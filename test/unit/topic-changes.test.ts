// Proves what is said of changed topics, and at what price; not what Kafka does, nor that hosts tell what they declared.
import { describe, expect, it } from 'vitest';
import { type DeclaredTopic, readDeclared } from '../../config/changes/declared-topics.ts';
import { kafkaDefaults } from '../../config/changes/defaults.ts';
import { topicChanges, topicLine } from '../../config/changes/topics.ts';
import type { Properties, TopicSpec } from '../../config/topology.ts';
import { renderTopics } from '../../templates/topics.ts';

const declared: DeclaredTopic = { partitions: 6, replicationFactor: 3, config: {} };
const defaults = kafkaDefaults('3.9.2');

function lines(
  before: Record<string, DeclaredTopic>,
  topics: TopicSpec[],
  brokers: { before?: Properties; after?: Properties } = {},
): string[] {
  const sides = { before: { ...defaults, ...brokers.before }, after: { ...defaults, ...brokers.after } };
  return topicChanges(before, { topics }, sides).map((change) => topicLine({ id: 'c' }, change));
}

/** What is said of the properties of one topic, that were others. */
function said(
  before: Properties,
  after: Properties,
  brokers: { before?: Properties; after?: Properties } = {},
): string[] {
  const was = { t: { ...declared, config: before } };
  return lines(was, [{ ...declared, name: 't', config: after }], brokers).map((line) =>
    line.replace('c: topic t: ', ''),
  );
}

describe('a topic', () => {
  it('that is new, no longer declared, or as before has no change', () => {
    const same = { ...declared, config: { 'retention.ms': '1000' } };
    expect(
      lines({ gone: declared, same }, [
        { ...declared, name: 'new' },
        { ...same, name: 'same' },
      ]),
    ).toEqual([]);
    expect(lines({}, [{ ...declared, name: 'constructor' }])).toEqual([]);
  });

  it('that grows sends keys elsewhere', () => {
    expect(lines({ t: declared }, [{ ...declared, name: 't', partitions: 12 }])).toEqual([
      'c: topic t: partitions 6 -> 12: no restart; keys map to other partitions from then on, so a later record of a key may be read before an earlier one',
    ]);
  });

  it('does not lose partitions, and gets no other number of replicas, by being declared so', () => {
    expect(lines({ t: declared }, [{ ...declared, name: 't', partitions: 3, replicationFactor: 2 }])).toEqual(
      [
        "c: topic t: partitions 6 -> 3: refused while the topic has 6: Kafka can't remove partitions",
        'c: topic t: replicationFactor 3 -> 2: refused while its partitions have 3 replicas each: change them by hand, with kafka reassign-partitions',
      ],
    );
  });
});

describe('a property of a topic', () => {
  it.each<[Properties, Properties, string]>([
    [{}, { 'max.message.bytes': '5' }, "max.message.bytes the brokers' own -> 5: no restart"],
    [{ 'segment.ms': '5' }, {}, "segment.ms 5 -> the brokers' own: no restart"],
    [
      {},
      { 'retention.ms': '3600000' },
      "retention.ms the brokers' own -> 3600000: no restart; destroys data: records older than 1 h",
    ],
    [
      { 'retention.ms': '-1' },
      {},
      "retention.ms -1 -> the brokers' own: no restart; destroys data: records older than 168 h",
    ],
    [
      { 'retention.bytes': '2000' },
      { 'retention.bytes': '1000' },
      'retention.bytes 2000 -> 1000: no restart; destroys data: the oldest records of partitions above 1000 bytes',
    ],
    [
      {},
      { 'cleanup.policy': 'compact' },
      "cleanup.policy the brokers' own -> compact: no restart; destroys data: all records of a key but the last",
    ],
    [
      { 'cleanup.policy': 'compact', 'retention.ms': '60000' },
      { 'cleanup.policy': 'compact,delete', 'retention.ms': '60000' },
      'cleanup.policy compact -> compact,delete: no restart; destroys data: records older than 1 min',
    ],
    [
      {},
      { 'unclean.leader.election.enable': 'true' },
      "unclean.leader.election.enable the brokers' own -> true: no restart; destroys data: acknowledged records, whenever a replica that lacks them becomes the leader",
    ],
  ])('%j -> %j', (before, after, text) => {
    expect(said(before, after)).toEqual([text]);
  });

  it.each<[Properties, Properties]>([
    [{ 'retention.ms': '3600000' }, { 'retention.ms': '-1' }],
    [{ 'cleanup.policy': 'compact,delete' }, { 'cleanup.policy': 'delete' }],
  ])('destroys nothing the other way: %j -> %j', (before, after) => {
    expect(said(before, after)).toEqual([expect.stringMatching(/: no restart$/)]);
  });

  it('that ends retention earlier destroys nothing of a topic that is compacted alone', () => {
    const compact = { 'cleanup.policy': 'compact' };
    expect(said(compact, { ...compact, 'retention.ms': '1' })).toEqual([
      "retention.ms the brokers' own -> 1: no restart",
    ]);
  });

  it("goes by the brokers' properties where the topic has none", () => {
    const short = { 'log.retention.hours': '1' };
    const ms = { 'retention.ms': '7200000' };
    expect(said({}, ms, { before: short, after: short })).toEqual([
      "retention.ms the brokers' own -> 7200000: no restart",
    ]);
    expect(said(ms, {}, { after: short })).toEqual([
      "retention.ms 7200000 -> the brokers' own: no restart; destroys data: records older than 1 h",
    ]);
  });
});

it('what hosts are told of topics is read back as it was', () => {
  const topics = [
    {
      name: 'a.b',
      partitions: 2,
      replicationFactor: 1,
      config: { 'cleanup.policy': 'compact,delete', x: 'a b' },
    },
    { name: 'records', partitions: 6, replicationFactor: 3, config: {} },
  ];
  const read: Record<string, DeclaredTopic> = {};
  for (const line of renderTopics(topics).split('\n')) readDeclared(line, read);
  readDeclared('config toString a b', read);
  expect(Object.entries(read).map(([name, topic]) => ({ name, ...topic }))).toEqual(topics);
});
