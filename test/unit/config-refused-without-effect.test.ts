// Does not prove that Kafka would pass these over: where each is read stands in its sources and documentation.
import { describe, expect, test } from 'vitest';
import { knownProperties } from '../../config/known-properties.ts';
import { makePlan } from '../../config/plan/make.ts';
import { brokerFiles, secretsDocument } from '../../templates/broker.ts';
import { readProperties } from '../support/java-properties.ts';
import {
  at,
  check,
  problemsOf,
  referenceValues,
  set,
  topologyOf,
  unset,
  type Values,
} from '../support/config-fixture.ts';
import { refuses, type Case } from './config-refused.ts';

const cluster = ['clusters', 'cluster1'];
const c1 = 'kafka-proxied:clusters.cluster1';

/** Properties in the settings of the cluster, beside what is changed of it. */
function withSettings(settings: Values, of: Values = {}): (values: Values) => void {
  return (values) => {
    Object.assign(at(values, cluster), of);
    Object.assign(at(values, [...cluster, 'settings']), settings);
  };
}

/** One property alone is refused. */
function refused(
  name: string,
  reason: string,
  of: Values = {},
  beside: Values = {},
  value: unknown = 'x',
): Case {
  return {
    what: `${name} with ${JSON.stringify({ ...of, ...beside })}`,
    change: withSettings({ ...beside, [name]: value }, of),
    expected: [[`${c1}.settings["${name}"]`, reason]],
  };
}

const inside = { tls: { external: false, internal: true } };
const plain = { tls: { external: false } };

describe('what the stack writes for each listener', () => {
  refuses([
    refused('ssl.keystore.location', 'the stack writes it for each listener'),
    refused('ssl.keystore.type', 'the stack writes it for each listener'),
    refused('ssl.truststore.location', 'the stack writes it for each listener', inside),
    refused('ssl.client.auth', 'the stack writes it for each listener', plain, {}, 'none'),
    refused('ssl.enabled.protocols', 'the stack writes it for each listener'),
    refused('ssl.key.password', 'the stack writes it for each listener', {}, {}, 'hunter2'),
    refused('listener.name.external.ssl.client.auth', 'ssl.client.auth of EXTERNAL is written'),
    refused('listener.name.internal.ssl.truststore.certificates', 'is written by the stack'),
    refused('ssl.endpoint.identification.algorithm', 'the stack writes it', { version: '1.1.1' }),
  ]);
});

describe('what no listener reads', () => {
  refuses([
    refused('sasl.enabled.mechanisms', 'for SASL'),
    refused('sasl.jaas.config', 'for SASL'),
    refused('delegation.token.secret.key', 'for SASL'),
    refused('connections.max.reauth.ms', 'for SASL', {}, {}, 1),
    refused('listener.name.external.sasl.enabled.mechanisms', 'for SASL'),
    refused('listener.name.internal.plain.sasl.jaas.config', 'for SASL'),
    refused('ssl.cipher.suites', 'no listener of the cluster uses TLS', plain),
    refused('listener.name.internal.ssl.cipher.suites', 'INTERNAL uses plain text'),
    refused('listener.name.external.ssl.cipher.suites', 'EXTERNAL uses plain text', plain),
    refused('listener.name.client.ssl.cipher.suites', 'There is no listener client'),
    refused('listener.name.EXTERNAL.max.connections', 'in lower case', {}, {}, 10),
    refused('listener.name.external.log.retention.ms', 'is not a property of a single listener', {}, {}, 10),
    refused('ssl.principal.mapping.rules', 'clients are asked for none'),
    {
      what: 'a property of a listener that no broker has',
      change: (values) => {
        for (const id of ['1', '2', '3']) unset(values, [...cluster, 'brokers', id, 'external']);
        set(values, [...cluster, 'clients'], ['workstation']);
        set(values, [...cluster, 'settings', 'listener.name.external.max.connections'], 10);
      },
      expected: [
        [`${c1}.settings["listener.name.external.max.connections"]`, 'No broker of the cluster has'],
      ],
    },
  ]);
});

describe('ways to ZooKeeper', () => {
  refuses([
    refused(
      'zookeeper.connect',
      'sets up a ZooKeeper ensemble for each cluster',
      {},
      {},
      'zk1:2181,zk2:2181/kafka',
    ),
    refused('zookeeper.ssl.client.enable', 'is derived from tls.zookeeper', {}, {}, true),
    refused('zookeeper.ssl.keystore.location', 'is derived from tls.zookeeper', {
      tls: { zookeeper: 'only' },
    }),
    refused('zookeeper.clientCnxnSocket', 'is derived from tls.zookeeper'),
    refused('zookeeper.ssl.cipher.suites', 'brokers connect to ZooKeeper in plain text'),
    refused('zookeeper.set.acl', 'lock each other out', {}, {}, true),
  ]);
});

describe('what another property goes before, or switches off', () => {
  refuses([
    {
      what: 'three retention times at once',
      change: withSettings({ 'log.retention.minutes': 5, 'log.retention.ms': 1 }),
      expected: [
        [`${c1}.settings["log.retention.hours"]`, 'log.retention.ms overrides it'],
        [`${c1}.settings["log.retention.minutes"]`, 'log.retention.ms overrides it'],
      ],
    },
    refused('log.roll.hours', 'log.roll.ms overrides it', {}, { 'log.roll.ms': 1 }, 5),
    refused('log.roll.jitter.hours', 'log.roll.jitter.ms overrides it', {}, { 'log.roll.jitter.ms': 1 }, 5),
    refused('super.users', 'there is none'),
    refused('authorizer.zookeeper.url', 'there is none'),
    refused('password.encoder.iterations', 'only with password.encoder.secret', {}, {}, 5000),
    refused('remote.log.reader.threads', 'tiered storage, which is off', {}, {}, 5),
    refused(
      'log.local.retention.ms',
      'tiered storage, which is off',
      {},
      { 'remote.log.storage.system.enable': false },
      5,
    ),
    refused(
      'leader.imbalance.check.interval.seconds',
      'auto.leader.rebalance.enable is false',
      {},
      { 'auto.leader.rebalance.enable': false },
      5,
    ),
    refused('log.cleaner.threads', 'log.cleaner.enable is false', {}, { 'log.cleaner.enable': false }, 5),
    refused(
      'controlled.shutdown.max.retries',
      'controlled.shutdown.enable is false',
      {},
      { 'controlled.shutdown.enable': false },
      5,
    ),
    refused('kafka.metrics.polling.interval.secs', 'only with kafka.metrics.reporters', {}, {}, 5),
    refused('log.message.format.version', 'has no effect since Kafka 3.0', {}, {}, '2.8'),
    refused(
      'replica.selector.class',
      'no broker has a rack',
      {},
      {},
      'org.apache.kafka.common.replica.RackAwareReplicaSelector',
    ),
    refused('group.consumer.max.size', 'only by Kafka without ZooKeeper (KRaft)', {}, {}, 5),
    refused('broker.session.timeout.ms', 'only by Kafka without ZooKeeper (KRaft)', {}, {}, 5),
  ]);
});

describe('certificates of clients that nobody asks for', () => {
  refuses([
    {
      what: 'without a listener that speaks TLS',
      change: (values) => set(values, [...cluster, 'tls'], { external: false, clientAuth: 'required' }),
      expected: [[`${c1}.tls.clientAuth`, 'all clients are admitted']],
    },
  ]);
});

describe('what does something is let through', () => {
  const authorizer = { 'authorizer.class.name': 'kafka.security.authorizer.AclAuthorizer' };
  test.each<[Values, Values?]>([
    [{ 'ssl.cipher.suites': 'TLS_AES_256_GCM_SHA384' }],
    [{ 'listener.name.external.ssl.cipher.suites': 'TLS_AES_256_GCM_SHA384' }],
    [{ 'listener.name.internal.ssl.cipher.suites': 'x' }, inside],
    [{ 'listener.name.internal.max.connections': 100 }],
    [{ 'listener.name.external.of.a.plug-in': 'x' }],
    [{ 'ssl.principal.mapping.rules': 'DEFAULT' }, { tls: { clientAuth: 'required' } }],
    [{ 'ssl.endpoint.identification.algorithm': '' }],
    [{ ...authorizer, 'super.users': 'User:ANONYMOUS', 'allow.everyone.if.no.acl.found': false }],
    [{ 'log.message.format.version': '2.8', 'inter.broker.protocol.version': '2.8' }],
    [{ 'remote.log.storage.system.enable': true, 'log.local.retention.ms': 5 }],
    [{ 'zookeeper.set.acl': false }],
    [{ 'zookeeper.ssl.cipher.suites': 'x' }, { tls: { zookeeper: 'both' } }],
    [{ 'log.roll.ms': 5, 'log.roll.jitter.hours': 1 }],
  ])('%j with %j', (settings, of = {}) => {
    const values = referenceValues();
    withSettings(settings, of)(values);
    expect(problemsOf(values)).toEqual([]);
  });
});

/** Every property of a broker's two files that the config does not have. */
function written(values: Values): string[] {
  const topology = topologyOf(values);
  const plan = makePlan(topology);
  const hosts = new Map(topology.hosts.map((host) => [host.id, host]));
  const keys = { key: 'k', certificate: 'c', authorities: 'a', password: 'p', names: ['n'] };
  return topology.clusters.flatMap((each) =>
    each.brokers.flatMap((broker) => {
      const facts = { cluster: each, broker, plan, hosts };
      const files = [
        brokerFiles(facts)['server.properties'],
        secretsDocument(facts, {}, keys)?.files['secret.properties'],
      ];
      return files
        .flatMap((text) => Object.keys(readProperties(text ?? '')))
        .filter((name) => !Object.hasOwn(each.settings, name));
    }),
  );
}

const versions = ['0.10.1.1', '1.1.1', '2.8.2', '3.9.2'];
const ways = [
  { external: true, internal: false },
  { external: false, internal: true },
  { external: true, internal: true },
  { external: false, internal: false },
].flatMap((tls) => ['off', 'both', 'only'].map((zookeeper) => ({ ...tls, zookeeper })));

test.each(versions)('what is written for Kafka %s can be set in no other way', (version) => {
  const right = ways
    .map((tls) => {
      const values = referenceValues();
      Object.assign(at(values, cluster), { version, tls, settings: {} });
      return values;
    })
    .filter((values) => check(values).ok);
  expect(right.length).toBeGreaterThan(1);
  for (const values of right) {
    const names = written(values);
    expect(names).toContain('listeners');
    const all = [...new Set(names.flatMap((name) => [name, name.replace(/^listener\.name\.[^.]+\./, '')]))];
    for (const place of [
      [...cluster, 'settings'],
      [...cluster, 'brokers', '1', 'settings'],
    ]) {
      const own = structuredClone(values);
      set(own, place, Object.fromEntries(all.map((name) => [name, 'x'])));
      const found = problemsOf(own).map(({ path }) => path.replace(/^.*settings\.?/, ''));
      const missing = all.filter((name) => !found.includes(name) && !found.includes(`["${name}"]`));
      expect(missing).toEqual([]);
    }
  }
});

test('the stack and Kafka know all of them: none is a slip of the pen', () => {
  const known = Object.values(knownProperties.broker).flatMap(({ came }) => came);
  const values = referenceValues();
  set(values, [...cluster, 'tls'], { internal: true, zookeeper: 'both' });
  const names = written(values).map((name) => name.replace(/^listener\.name\.[^.]+\./, ''));
  expect(names.filter((name) => !known.includes(name))).toEqual([]);
});
