// Proves the files of each version as text; that each starts with them, the lab's cases for versions show.
import { describe, expect, it, test } from 'vitest';
import type { Topology } from '../../config/topology.ts';
import { brokerFiles, rollDocument, secretsDocument } from '../../templates/broker.ts';
import { clusterAccess } from '../../templates/client/access.ts';
import { clusterFiles } from '../../templates/client/files.ts';
import { clientKeysDocument } from '../../templates/client/keys.ts';
import type { NodeKeys } from '../../templates/identity.ts';
import { topicsDocument } from '../../templates/topics.ts';
import { zookeeperFiles } from '../../templates/zookeeper.ts';
import { readProperties } from '../support/java-properties.ts';
import { brokerFactsOf, devValues, set, topologyOf } from '../support/config-fixture.ts';

const all = ['0.10.1.1', '1.1.1', '2.8.2', '3.9.2'];

function stackOf(version: string, tls: object = { clientAuth: 'required' }): Topology {
  const values = devValues();
  // No mirror works with the oldest.
  set(values, ['mirrors'], {});
  set(values, ['clusters', 'cluster1', 'version'], version);
  set(values, ['clusters', 'cluster1', 'tls'], tls);
  set(values, ['clusters', 'cluster1', 'settings'], {});
  return topologyOf(values);
}

function factsOf(version: string, tls?: object) {
  return brokerFactsOf(stackOf(version, tls), 2);
}

const textOf = (version: string, tls?: object): string =>
  brokerFiles(factsOf(version, tls))['server.properties'] ?? '';
const serverOf = (version: string, tls?: object): Record<string, string> =>
  readProperties(textOf(version, tls));
const keys: NodeKeys = { key: 'k', certificate: 'c', authorities: 'a', password: 'p', names: ['n'] };
const secretsOf = (version: string): Record<string, string> =>
  readProperties(secretsDocument(factsOf(version), {}, keys)?.files['secret.properties'] ?? '');

describe('server.properties', () => {
  it('of 0.10.1.1 is this text', () => {
    expect(textOf('0.10.1.1')).toBe(`# managed by kafka-proxied: edits are undone by the next pulumi up
advertised.listeners=PLAINTEXT://engine2:9092,SSL://my-public-domain:19092
auto.create.topics.enable=false
broker.id=2
default.replication.factor=3
listeners=PLAINTEXT://10.48.1.82:9092,SSL://10.48.1.82:9192
log.dirs=/var/lib/kafka-proxied/kafka-cluster1-2/data
message.max.bytes=1048588
min.insync.replicas=2
offsets.topic.replication.factor=3
replica.fetch.max.bytes=1048588
security.inter.broker.protocol=PLAINTEXT
ssl.client.auth=required
ssl.enabled.protocols=TLSv1.2
ssl.endpoint.identification.algorithm=https
ssl.keystore.type=PKCS12
ssl.truststore.type=PKCS12
unclean.leader.election.enable=false
zookeeper.connect=engine1:2181/cluster1
`);
  });

  it('of 1.1.1 has named listeners, TLS 1.2, and asks for names in certificates', () => {
    expect(serverOf('1.1.1', { internal: true })).toMatchObject({
      listeners: 'INTERNAL://10.48.1.82:9092,EXTERNAL://10.48.1.82:9192',
      'inter.broker.listener.name': 'INTERNAL',
      'listener.security.protocol.map': 'INTERNAL:SSL,EXTERNAL:SSL',
      'listener.name.internal.ssl.endpoint.identification.algorithm': 'https',
      'listener.name.external.ssl.enabled.protocols': 'TLSv1.2',
      'transaction.state.log.min.isr': '2',
    });
  });

  it('of 2.8.2 is that of 3.9.2 without what came later', () => {
    const { 'listener.name.external.ssl.allow.dn.changes': dn, ...rest } = serverOf('3.9.2');
    const { 'listener.name.external.ssl.allow.san.changes': san, ...older } = rest;
    expect([dn, san]).toEqual(['true', 'true']);
    expect(serverOf('2.8.2')).toEqual(older);
  });

  it('speaks between brokers what its INTERNAL listener speaks', () => {
    expect(serverOf('0.10.1.1', { internal: true, external: false })).toMatchObject({
      listeners: 'SSL://10.48.1.82:9092,PLAINTEXT://10.48.1.82:9192',
      'security.inter.broker.protocol': 'SSL',
    });
  });

  it('finds its stores under the names that the version reads', () => {
    expect(secretsOf('0.10.1.1')).toMatchObject({ 'ssl.keystore.password': 'p', 'ssl.key.password': 'p' });
    expect(secretsOf('1.1.1')).toMatchObject({ 'listener.name.external.ssl.keystore.password': 'p' });
  });
});

describe('units', () => {
  test.each(all)('%s starts from its own jars', (version) => {
    expect(brokerFiles(factsOf(version))['unit']).toContain(`/versions/${version}/libs/*`);
  });
});

describe('the documents', () => {
  const asked = (params: Record<string, unknown>) => ({
    by: params['topics_by'],
    tool: params['topic_tool'],
  });
  it.each([
    ['0.10.1.1', { by: 'zookeeper', tool: 'kafka.admin.TopicCommand' }],
    ['1.1.1', { by: 'zookeeper', tool: 'kafka.admin.TopicCommand' }],
    ['2.8.2', { by: undefined, tool: 'kafka.admin.TopicCommand' }],
    ['3.9.2', { by: undefined, tool: 'org.apache.kafka.tools.TopicCommand' }],
  ])('of %s say who is asked about topics', (version, expected) => {
    expect(asked(rollDocument(factsOf(version)).params)).toEqual(expected);
    expect(asked(topicsDocument(factsOf(version)).params)).toEqual(expected);
  });

  it.each([
    ['0.10.1.1', 'restart', undefined],
    ['1.1.1', 'restart', undefined],
    ['2.8.2', undefined, 'kafka.admin.ConfigCommand'],
    ['3.9.2', undefined, 'kafka.admin.ConfigCommand'],
  ])('of %s say how other certificates are taken', (version, renewal, tool) => {
    const { params } = rollDocument(factsOf(version));
    expect([params['renewal'], params['config_tool']]).toEqual([renewal, tool]);
    expect(params['tls']).toBe('10.48.1.82:9192');
  });
});

describe('zoo.cfg', () => {
  it.each([
    ['0.10.1.1', undefined],
    ['1.1.1', undefined],
    ['2.8.2', 'srvr,ruok,dump'],
    ['3.9.2', 'srvr,ruok,dump'],
  ])('of %s names the status words that are answered only where others would be', (version, words) => {
    const { cluster, plan } = factsOf(version);
    const [node] = cluster.zookeeper;
    if (!node) throw new Error('no node');
    const config = readProperties(zookeeperFiles({ cluster, node, plan })['zoo.cfg'] ?? '');
    expect(config['4lw.commands.whitelist']).toBe(words);
    expect('admin.enableServer' in config).toBe(words !== undefined);
    expect(config['clientPortAddress']).toBe('10.48.1.81');
  });
});

describe('clients outside', () => {
  const filesOf = (version: string): Record<string, string> => {
    const { cluster, plan } = factsOf(version);
    const sizes = (): { producer: object; consumer: object } => ({ producer: {}, consumer: {} });
    const access = clusterAccess(plan, 'kafkaclientmachine2', cluster, sizes as never);
    if (!access) throw new Error('no way');
    return clusterFiles(access);
  };
  const folder = '/etc/kafka-proxied/client/cluster1';

  it.each([
    ['0.10.1.1', { 'ssl.endpoint.identification.algorithm': 'https' }],
    ['1.1.1', { 'ssl.endpoint.identification.algorithm': 'https' }],
    ['2.8.2', {}],
  ])('of %s read stores, and check names', (version, names) => {
    expect(readProperties(filesOf(version)['client.properties'] ?? '')).toEqual({
      ...names,
      'bootstrap.servers': 'my-public-domain:19091,my-public-domain:19092,my-public-domain:19093',
      'security.protocol': 'SSL',
      'ssl.key.password': 'changeit',
      'ssl.keystore.location': `${folder}/keystore.p12`,
      'ssl.keystore.password': 'changeit',
      'ssl.keystore.type': 'PKCS12',
      'ssl.truststore.location': `${folder}/truststore.p12`,
      'ssl.truststore.password': 'changeit',
      'ssl.truststore.type': 'PKCS12',
    });
  });

  it('of 3.9.2 read PEM files', () => {
    expect(filesOf('3.9.2')['client.properties']).toContain('ssl.keystore.type=PEM');
  });

  it.each([
    ['0.10.1.1', { retries: '2147483647', 'max.in.flight.requests.per.connection': '1' }],
    ['1.1.1', { 'enable.idempotence': 'true' }],
  ])('of %s lose nothing by a retry', (version, expected) => {
    const producer = readProperties(filesOf(version)['producer.properties'] ?? '');
    expect(producer).toMatchObject({ acks: 'all', ...expected });
    expect('enable.idempotence' in producer).toBe('enable.idempotence' in expected);
  });

  it.each([
    ['0.10.1.1', 'changeit'],
    ['1.1.1', 'changeit'],
    ['2.8.2', 'changeit'],
    ['3.9.2', undefined],
  ])('of %s get stores only where they need them', (version, password) => {
    const caIds = { trusts: '1', issuer: '1' };
    expect(clientKeysDocument('me', version, caIds, 'a').params['store_password']).toBe(password);
  });
});
