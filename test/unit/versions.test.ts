// Proves what the table of versions says, and what rules refuse by it; that Kafka behaves so, the lab's cases for versions show.
import { describe, expect, it, test } from 'vitest';
import { knownProperties } from '../../config/known-properties.ts';
import { brokerSettings } from '../../config/settings.ts';
import {
  abilities,
  type Ability,
  can,
  isSince,
  javaRangeOf,
  javaToInstall,
  versions,
} from '../../config/versions.ts';
import { problemsOf, referenceValues, set, type Values } from '../support/config-fixture.ts';
import { refuses } from './config-refused.ts';

const c1 = 'kafka-proxied:clusters.cluster1';

describe('a version', () => {
  it.each([
    ['0.10.1.1', '0.10.2', false],
    ['0.10.2', '0.10.2', true],
    ['1.1.1', '0.11.0', true],
    ['2.8.2', '2.10', false],
    ['3.0', '3.0.0', true],
    ['3.9.2', '3.9.2', true],
    ['3.9.2', '4.0', false],
  ])('%s is since %s: %s', (version, since, expected) => {
    expect(isSince(version, since)).toBe(expected);
  });

  const all = Object.keys(abilities) as Ability[];
  it.each([
    ['0.10.1.1', []],
    ['1.1.1', ['namedListeners', 'idempotentProducers']],
    [
      '2.8.2',
      all.filter(
        (ability) =>
          !['namesChangeWhileRunning', 'pemStores', 'mirrors', 'controllers', 'log4j2'].includes(ability),
      ),
    ],
    ['3.9.2', all.filter((ability) => ability !== 'log4j2')],
    ['4.3.1', all],
  ])('%s can do what it is said to', (version, expected) => {
    expect(all.filter((ability) => can(version, ability))).toEqual(expected);
  });
});

test.each(Object.keys(versions))('no default is a property that %s does not know', (version) => {
  const known = Object.entries(knownProperties.broker).filter(([since]) => isSince(version, since));
  const names = known.flatMap(([, { came }]) => came);
  expect(Object.keys(brokerSettings({}, 3, version)).filter((name) => !names.includes(name))).toEqual([]);
  expect('transaction.state.log.min.isr' in brokerSettings({}, 3, version)).toBe(version !== '0.10.1.1');
});

test('the list of properties is of the versions that there are', () => {
  for (const kind of ['broker', 'topic'] as const)
    expect(Object.keys(knownProperties[kind])).toEqual(Object.keys(versions));
});

const versionIs = (values: Values, version: string, tls: object = {}): void => {
  set(values, ['clusters', 'cluster1', 'version'], version);
  set(values, ['clusters', 'cluster1', 'tls'], tls);
};

describe('what a version can not do is refused, with the one that brought it', () => {
  refuses([
    {
      what: 'two listeners of one protocol: TLS',
      change: (v) => versionIs(v, '0.10.1.1', { internal: true }),
      expected: [[`${c1}.tls.internal`, 'several are possible since Kafka 0.10.2']],
    },
    {
      what: 'two listeners of one protocol: plain text',
      change: (v) => versionIs(v, '0.10.1.1', { external: false }),
      expected: [[`${c1}.tls.external`, 'several are possible since Kafka 0.10.2']],
    },
    ...['0.10.1.1', '1.1.1'].flatMap((version) =>
      ['both', 'only'].map((mode) => ({
        what: `ZooKeeper by TLS (${mode}) with ${version}`,
        change: (v: Values) => versionIs(v, version, { zookeeper: mode }),
        expected: [[`${c1}.tls.zookeeper`, 'TLS is possible since Kafka 2.5']] as [string, string][],
      })),
    ),
    ...['2.0.0', '2.1.1', '2.2.2', '2.3.1', '2.3'].map((version) => ({
      what: `Kafka ${version}`,
      change: (v: Values) => versionIs(v, version),
      expected: [[`${c1}.version`, 'does not connect on Java 17']] as [string, string][],
    })),
    {
      what: 'properties of later versions, of brokers and topics',
      change: (v) => {
        versionIs(v, '1.1.1');
        set(v, ['clusters', 'cluster1', 'settings'], {
          'log.retention.hours': 1,
          'remote.log.storage.system.enable': 'true',
          'listener.name.external.ssl.allow.san.changes': 'true',
          'listener.name.external.ssl.cipher.suites': 'x',
          'of.a.plug-in': 1,
        });
        set(v, ['clusters', 'cluster1', 'topics', 'records', 'config'], {
          'local.retention.ms': 1,
          'retention.ms': 1,
        });
      },
      expected: [
        [
          `${c1}.settings["remote.log.storage.system.enable"]`,
          'of the versions here, 3.9.2 is the first with it',
        ],
        [`${c1}.settings["listener.name.external.ssl.allow.san.changes"]`, '3.9.2 is the first with it'],
        [`${c1}.topics.records.config["local.retention.ms"]`, '3.9.2 is the first with it'],
      ],
    },
    {
      what: 'properties of one listener, where they have no names',
      change: (v) => {
        versionIs(v, '0.10.1.1');
        set(v, ['clusters', 'cluster1', 'settings'], {
          'listener.name.external.ssl.client.auth': 'none',
          'transaction.max.timeout.ms': 1,
        });
      },
      expected: [
        [`${c1}.settings["listener.name.external.ssl.client.auth"]`, 'they exist since Kafka 0.10.2'],
        [`${c1}.settings["transaction.max.timeout.ms"]`, '1.1.1 is the first with it'],
      ],
    },
    {
      what: 'a property that went',
      change: (v) => set(v, ['clusters', 'cluster1', 'settings', 'zookeeper.sync.time.ms'], 1),
      expected: [[`${c1}.settings["zookeeper.sync.time.ms"]`, 'Kafka 3.9.2 no longer knows it']],
    },
    {
      what: 'a version that is not known',
      change: (v) => versionIs(v, '2.4.1'),
      expected: [[`${c1}.version`, 'Kafka "2.4.1" can\'t be set up.']],
    },
  ]);

  it.each([
    ['0.10.1.1', {}],
    ['0.10.1.1', { clientAuth: 'required', internal: true, external: false }],
    ['1.1.1', { internal: true }],
    ['1.1.1', { external: false }],
    ['2.8.2', { internal: true, zookeeper: 'only' }],
  ])('%s with tls %j is not', (version, tls) => {
    const values = referenceValues();
    versionIs(values, version, tls);
    expect(problemsOf(values)).toEqual([]);
  });

  it('one listener may speak TLS, whichever it is', () => {
    const values = referenceValues();
    versionIs(values, '0.10.1.1', { internal: true });
    for (const id of [1, 2, 3])
      set(values, ['clusters', 'cluster1', 'brokers', String(id)], { host: `engine${id}` });
    set(values, ['clusters', 'cluster1', 'clients'], ['workstation']);
    expect(problemsOf(values)).toEqual([]);
  });
});

describe('Java', () => {
  const of = (oldest: number, newest: number) => ({ java: { oldest, newest } });
  const table = { a: of(8, 17), b: of(17, 25), c: of(21, 25) };

  it('is one that every Kafka of a host runs on', () => {
    expect(javaRangeOf(['a', 'b'], table)).toEqual({ oldest: 17, newest: 17 });
    expect(javaToInstall(['a', 'b'], table)).toEqual([17]);
    expect(javaToInstall(['b', 'c'], table)).toEqual([21, 25]);
    expect(javaToInstall(['a', 'c'], table)).toEqual([]);
    // Of a cluster of another stack, in a version of another release of ours.
    expect(javaToInstall(['a', 'unknown'], table)).toEqual([17, 11]);
  });

  it('is asked for where a Kafka runs, the one that most hosts have first', () => {
    expect(javaToInstall([])).toEqual([]);
    expect(javaToInstall(['3.9.2'])).toEqual([17, 21, 25, 11]);
  });
});
