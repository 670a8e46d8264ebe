// Does not prove where Kafka puts copies: a broker's rack and properties are followed into its files, not further.
import { describe, expect, test } from 'vitest';
import { settingsOf } from '../../config/settings.ts';
import { brokerDocument, rollDocument, secretsDocument } from '../../templates/broker.ts';
import { readProperties } from '../support/java-properties.ts';
import {
  brokerFactsOf,
  check,
  problemsOf,
  referenceValues,
  set,
  topologyOf,
  type Values,
} from '../support/config-fixture.ts';
import { refuses } from './config-refused.ts';

const cluster = ['clusters', 'cluster1'];
const broker = (id: number): string[] => [...cluster, 'brokers', String(id)];
const c1 = 'kafka-proxied:clusters.cluster1';

function racked(): Values {
  const values = referenceValues();
  for (const [id, rack] of [
    [1, 'a'],
    [2, 'b'],
    [3, 'eu-central-1a/3'],
  ] as const)
    set(values, [...broker(id), 'rack'], rack);
  return values;
}

/** What the files of a broker say, those that its group alone reads among them. */
function fileOf(values: Values, id: number, secrets: Record<string, string> = {}): Record<string, string> {
  const checked = check(values, undefined, { secretNames: Object.keys(secrets) });
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  const facts = brokerFactsOf(checked.topology, id);
  const texts = [
    brokerDocument(facts).files['server.properties'],
    secretsDocument(facts, secrets)?.files['secret.properties'],
  ];
  return Object.assign({}, ...texts.map((text) => readProperties(text ?? ''))) as Record<string, string>;
}

describe('a rack', () => {
  test.each([
    [1, 'a'],
    [2, 'b'],
    [3, 'eu-central-1a/3'],
  ])('of broker %i is in its file', (id, rack) => {
    expect(fileOf(racked(), id)['broker.rack']).toBe(rack);
  });

  refuses([
    {
      what: 'of some brokers only',
      change: (values) => set(values, [...broker(2), 'rack'], 'a'),
      expected: [
        [`${c1}.brokers.1.rack`, 'other brokers of the cluster have one'],
        [`${c1}.brokers.3.rack`, 'other brokers of the cluster have one'],
      ],
    },
    {
      what: 'of the whole cluster',
      change: (values) => set(values, [...cluster, 'settings', 'broker.rack'], 'a'),
      expected: [[`${c1}.settings["broker.rack"]`, 'Gives every broker the same rack']],
    },
    {
      what: "by Kafka's name at one broker",
      change: (values) => set(values, [...broker(1), 'settings'], { 'broker.rack': 'a' }),
      expected: [[`${c1}.brokers.1.settings["broker.rack"]`, 'is decided by the reachability plan']],
    },
    {
      what: 'that is a list',
      change: (values) => {
        for (const id of [1, 2, 3]) set(values, [...broker(id), 'rack'], ['a']);
      },
      expected: [1, 2, 3].map((id): [string, string] => [
        `${c1}.brokers.${id}.rack`,
        'Must be a single value',
      ]),
    },
  ]);

  test('lets a reader take the copy in its own', () => {
    const values = racked();
    const selector = 'org.apache.kafka.common.replica.RackAwareReplicaSelector';
    set(values, [...cluster, 'settings', 'replica.selector.class'], selector);
    expect(problemsOf(values)).toEqual([]);
  });
});

describe('properties of one broker', () => {
  const values = referenceValues();
  set(values, [...cluster, 'settings', 'num.io.threads'], 8);
  set(values, [...broker(2), 'settings'], { 'num.io.threads': 16, 'log.flush.interval.ms': 1000 });

  test('go over those of the cluster, there and nowhere else', () => {
    expect(fileOf(values, 2)).toMatchObject({ 'num.io.threads': '16', 'log.flush.interval.ms': '1000' });
    expect(fileOf(values, 1)).toMatchObject({ 'num.io.threads': '8' });
    expect(fileOf(values, 1)).not.toHaveProperty(['log.flush.interval.ms']);
  });

  test('change the documents of that broker alone', () => {
    const documents = (of: Values) => {
      return [1, 2, 3].map((id) => {
        const facts = brokerFactsOf(topologyOf(of), id);
        return [brokerDocument(facts), rollDocument(facts)];
      });
    };
    const without = structuredClone(values);
    set(without, [...broker(2), 'settings'], {});
    const [before, after] = [documents(without), documents(values)];
    expect(after[0]).toEqual(before[0]);
    expect(after[1]).not.toEqual(before[1]);
    expect(after[2]).toEqual(before[2]);
  });

  test('are secrets or plain, whatever those of the cluster are', () => {
    const own = structuredClone(values);
    const name = 'reporter.of.mine.password';
    set(own, [...cluster, 'settings', name], { secret: 'all' });
    set(own, [...broker(1), 'settings'], { [name]: { secret: 'one' }, 'num.io.threads': { secret: 'all' } });
    const secrets = { all: 'for all', one: 'for one' };
    expect(fileOf(own, 1, secrets)).toMatchObject({ [name]: 'for one', 'num.io.threads': 'for all' });
    expect(fileOf(own, 3, secrets)).toMatchObject({ [name]: 'for all', 'num.io.threads': '8' });
  });

  test('stand in one of a broker’s two files only', () => {
    const all = { settings: { a: '1', b: '2' }, secretSettings: { c: 'x', d: 'y' } };
    expect(settingsOf(all, { settings: { c: '3' }, secretSettings: { a: 'z' } })).toEqual({
      plain: { b: '2', c: '3' },
      secret: { d: 'y', a: 'z' },
    });
  });

  test('that Kafka does not have are warned of', () => {
    const own = structuredClone(values);
    set(own, [...broker(2), 'settings'], { 'num.io.thread': 4 });
    const checked = check(own);
    expect(checked.ok && checked.notes.filter(({ warns }) => warns).map(({ path }) => path)).toEqual([
      `${c1}.brokers.2.settings["num.io.thread"]`,
    ]);
  });

  refuses([
    ...[
      ['inter.broker.protocol.version', '3.9', 'brokers use it between each other'],
      ['min.insync.replicas', 2, 'which broker leads'],
      ['message.max.bytes', 1000, 'which broker leads'],
      ['log.retention.bytes', 1000, 'which broker leads'],
      ['default.replication.factor', 2, 'any broker may be the controller'],
      ['unclean.leader.election.enable', true, 'any broker may be the controller'],
      ['group.max.size', 100, 'the coordinator of a group'],
      ['ssl.cipher.suites', 'x', 'who may connect'],
    ].map(([name, value, reason]) => ({
      what: `${name} of one broker`,
      change: (of: Values) => set(of, [...broker(1), 'settings'], { [String(name)]: value }),
      expected: [[`${c1}.brokers.1.settings["${name}"]`, String(reason)]] as [string, string][],
    })),
    {
      what: 'what is refused in a cluster as well',
      change: (of) =>
        set(of, [...broker(1), 'settings'], {
          'log.dirs': '/disk',
          'replica.fetch.max.bytes': -1,
          'reporter.password': 'hunter2',
          'other.password': { secret: 'nobody' },
          port: 9092,
        }),
      expected: [
        [`${c1}.brokers.1.settings["log.dirs"]`, 'is decided by the reachability plan'],
        [`${c1}.brokers.1.settings["replica.fetch.max.bytes"]`, 'outside of'],
        [`${c1}.brokers.1.settings["reporter.password"]`, 'A password in plain text'],
        [`${c1}.brokers.1.settings["other.password"]`, 'There is no secret nobody'],
        [`${c1}.brokers.1.settings.port`, 'is decided by the reachability plan'],
      ],
    },
  ]);
});
