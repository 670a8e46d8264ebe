// Does not prove where Kafka puts copies: a broker's rack and properties are followed into its files, not further.
import { describe, expect, test } from 'vitest';
import { knownProperties } from '../../config/known-properties.ts';
import { settingsOf } from '../../config/settings.ts';
import { isSince } from '../../config/versions.ts';
import { brokerDocument, rollDocument, secretsDocument } from '../../templates/broker.ts';
import { readProperties } from '../support/java-properties.ts';
import {
  brokerFactsOf,
  check,
  controllersValues,
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

/** What a version knows, and this config accepts for one broker. @param beside what others are read with only */
function ofOneBroker(version: string, values: Values, beside: Values): string[] {
  const changes = Object.entries(knownProperties.broker).filter(([since]) => isSince(version, since));
  const known = new Set(changes.flatMap(([, { came }]) => came));
  for (const name of changes.flatMap(([, { went }]) => went)) known.delete(name);
  set(values, [...cluster, 'version'], version);
  set(values, [...cluster, 'settings'], beside);
  set(values, [...broker(1), 'settings'], Object.fromEntries([...known].map((name) => [name, '1'])));
  const start = `${c1}.brokers.1.settings`;
  const refused = problemsOf(values, undefined, { secretNames: ['s'] })
    .filter(
      ({ path, reason }) => path.startsWith(start) && !/outside of|^A password in plain text/.test(reason),
    )
    .map(({ path }) => path.slice(start.length).replace(/^\.|^\["|"\]$/g, ''));
  return [...known].filter((name) => !refused.includes(name)).sort();
}

const beside = { 'kafka.metrics.reporters': 'x', 'remote.log.storage.system.enable': true };

/** A new Kafka's properties are looked at once: whether they may differ from broker to broker. */
test('these of Kafka 4.3.1 may be given to one broker, beside those of 3.9.2', () => {
  const own = ofOneBroker('4.3.1', controllersValues(), beside);
  const before = ofOneBroker('3.9.2', referenceValues(), beside);
  expect(own.filter((name) => !before.includes(name))).toMatchInlineSnapshot(`
    [
      "add.partitions.to.txn.retry.backoff.max.ms",
      "add.partitions.to.txn.retry.backoff.ms",
      "broker.heartbeat.interval.ms",
      "config.providers",
      "cordoned.log.dirs",
      "follower.fetch.last.tiered.offset.enable",
      "initial.broker.registration.timeout.ms",
      "internal.metadata.delete.delay.millis",
      "internal.metadata.log.segment.bytes",
      "internal.metadata.max.batch.size.in.bytes",
      "log.dir.failure.timeout.ms",
      "max.request.partition.size.limit",
      "server.max.startup.time.ms",
      "share.fetch.purgatory.purge.interval.requests",
      "telemetry.max.bytes",
    ]
  `);
});

test('these of Kafka 3.9.2 may be given to one broker', () => {
  const withSecret = { ...beside, 'password.encoder.secret': { secret: 's' } };
  expect(ofOneBroker('3.9.2', referenceValues(), withSecret)).toMatchInlineSnapshot(`
    [
      "alter.log.dirs.replication.quota.window.num",
      "alter.log.dirs.replication.quota.window.size.seconds",
      "auto.include.jmx.reporter",
      "background.threads",
      "connection.failed.authentication.delay.ms",
      "connections.max.idle.ms",
      "controlled.shutdown.enable",
      "controlled.shutdown.max.retries",
      "controlled.shutdown.retry.backoff.ms",
      "controller.quota.window.num",
      "controller.quota.window.size.seconds",
      "controller.socket.timeout.ms",
      "delete.records.purgatory.purge.interval.requests",
      "fetch.max.bytes",
      "fetch.purgatory.purge.interval.requests",
      "kafka.metrics.polling.interval.secs",
      "kafka.metrics.reporters",
      "log.cleaner.backoff.ms",
      "log.cleaner.dedupe.buffer.size",
      "log.cleaner.io.buffer.load.factor",
      "log.cleaner.io.buffer.size",
      "log.cleaner.io.max.bytes.per.second",
      "log.cleaner.min.cleanable.ratio",
      "log.cleaner.threads",
      "log.flush.interval.messages",
      "log.flush.interval.ms",
      "log.flush.offset.checkpoint.interval.ms",
      "log.flush.scheduler.interval.ms",
      "log.flush.start.offset.checkpoint.interval.ms",
      "log.index.interval.bytes",
      "log.index.size.max.bytes",
      "log.initial.task.delay.ms",
      "log.preallocate",
      "log.retention.check.interval.ms",
      "log.segment.delete.delay.ms",
      "max.connection.creation.rate",
      "max.connections",
      "max.connections.per.ip",
      "max.connections.per.ip.overrides",
      "max.incremental.fetch.session.cache.slots",
      "metric.reporters",
      "metrics.num.samples",
      "metrics.recording.level",
      "metrics.sample.window.ms",
      "num.io.threads",
      "num.network.threads",
      "num.recovery.threads.per.data.dir",
      "num.replica.alter.log.dirs.threads",
      "num.replica.fetchers",
      "offsets.load.buffer.size",
      "offsets.retention.check.interval.ms",
      "password.encoder.cipher.algorithm",
      "password.encoder.iterations",
      "password.encoder.key.length",
      "password.encoder.keyfactory.algorithm",
      "password.encoder.old.secret",
      "password.encoder.secret",
      "producer.purgatory.purge.interval.requests",
      "queued.max.request.bytes",
      "queued.max.requests",
      "quota.window.num",
      "quota.window.size.seconds",
      "replica.fetch.backoff.ms",
      "replica.fetch.max.bytes",
      "replica.fetch.min.bytes",
      "replica.fetch.response.max.bytes",
      "replica.fetch.wait.max.ms",
      "replica.high.watermark.checkpoint.interval.ms",
      "replica.socket.receive.buffer.bytes",
      "replica.socket.timeout.ms",
      "replication.quota.window.num",
      "replication.quota.window.size.seconds",
      "request.timeout.ms",
      "security.providers",
      "socket.connection.setup.timeout.max.ms",
      "socket.connection.setup.timeout.ms",
      "socket.listen.backlog.size",
      "socket.receive.buffer.bytes",
      "socket.send.buffer.bytes",
      "unstable.api.versions.enable",
      "zookeeper.connection.timeout.ms",
      "zookeeper.max.in.flight.requests",
      "zookeeper.session.timeout.ms",
    ]
  `);
});
