// Proves a broker's files and documents as text; that Kafka starts with them the lab proves.
import { describe, expect, it } from 'vitest';
import {
  brokerDocument,
  brokerFiles,
  rollDocument,
  secretsDocument,
  startHash,
} from '../../templates/broker.ts';
import type { BrokerFacts } from '../../templates/endpoint.ts';
import type { NodeKeys } from '../../templates/identity.ts';
import { readProperties } from '../support/java-properties.ts';
import { brokerFactsOf, devValues, set, topologyOf, type Values } from '../support/config-fixture.ts';

function factsOf(id: number, values: Values = devValues()): BrokerFacts {
  return brokerFactsOf(topologyOf(values), id);
}

const serverOf = (facts: BrokerFacts): Record<string, string> =>
  readProperties(brokerFiles(facts)['server.properties'] ?? '');

describe('server.properties', () => {
  it('is this text for broker 2 of the reference topology', () => {
    const values = devValues();
    set(values, ['clusters', 'cluster1', 'settings'], { 'log.retention.hours': 24 });
    expect(brokerFiles(factsOf(2, values))['server.properties'])
      .toBe(`# managed by kafka-proxied: edits are undone by the next pulumi up
advertised.listeners=INTERNAL://engine2:9092,EXTERNAL://my-public-domain:19092
auto.create.topics.enable=false
broker.id=2
default.replication.factor=3
inter.broker.listener.name=INTERNAL
listener.name.external.ssl.allow.dn.changes=true
listener.name.external.ssl.allow.san.changes=true
listener.name.external.ssl.client.auth=required
listener.name.external.ssl.enabled.protocols=TLSv1.2,TLSv1.3
listener.name.external.ssl.keystore.type=PKCS12
listener.name.external.ssl.truststore.type=PKCS12
listener.security.protocol.map=INTERNAL:PLAINTEXT,EXTERNAL:SSL
listeners=INTERNAL://10.48.1.82:9092,EXTERNAL://10.48.1.82:9192
log.dirs=/var/lib/kafka-proxied/kafka-cluster1-2/data
log.retention.hours=24
message.max.bytes=1048588
min.insync.replicas=2
offsets.topic.replication.factor=3
replica.fetch.max.bytes=1048588
transaction.state.log.min.isr=2
transaction.state.log.replication.factor=3
unclean.leader.election.enable=false
zookeeper.connect=engine1:2181/cluster1
`);
  });

  it.each([1, 2, 3])('of broker %i binds addresses, advertises names, and keeps data out of /tmp', (id) => {
    const server = serverOf(factsOf(id));
    const hosts = (key: string): string[] =>
      (server[key] ?? '').split(',').map((listener) => listener.replace(/^[A-Z]+:\/\/(.*):\d+$/, '$1'));
    expect(hosts('listeners')).toEqual([`10.48.1.8${id}`, `10.48.1.8${id}`]);
    expect(hosts('advertised.listeners')).toEqual([`engine${id}`, 'my-public-domain']);
    expect(JSON.stringify(server)).not.toContain('0.0.0.0');
    expect(server['log.dirs']).toMatch(/^\/var\/lib\//);
  });

  it('has one listener where outside clients are not asked for', () => {
    const values = devValues();
    const broker = { host: 'engine2', port: 9092 };
    set(values, ['clusters', 'cluster1', 'brokers', '2'], broker);
    set(values, ['clusters', 'cluster1', 'clients'], []);
    set(values, ['mirrors'], {});
    expect(serverOf(factsOf(2, values))).toMatchObject({
      listeners: 'INTERNAL://10.48.1.82:9092',
      'advertised.listeners': 'INTERNAL://engine2:9092',
      'listener.security.protocol.map': 'INTERNAL:PLAINTEXT',
    });
  });

  it('lets the plan win over everything else', () => {
    const facts = factsOf(1);
    const cluster = { ...facts.cluster, settings: { ...facts.cluster.settings, 'broker.id': '7' } };
    expect(serverOf({ ...facts, cluster })['broker.id']).toBe('1');
  });

  it('leads to the root of ZooKeeper when the chroot is empty', () => {
    const facts = factsOf(1);
    expect(serverOf({ ...facts, cluster: { ...facts.cluster, chroot: '' } })['zookeeper.connect']).toBe(
      'engine1:2181',
    );
  });
});

describe('the documents of a broker', () => {
  it('have the same conf, which the order of the settings does not change', () => {
    const facts = factsOf(1);
    const settings = Object.fromEntries(Object.entries(facts.cluster.settings).reverse());
    const turned = { ...facts, cluster: { ...facts.cluster, settings } };
    expect(brokerDocument(turned)).toEqual(brokerDocument(facts));
    expect(rollDocument(facts).params['conf']).toBe(brokerDocument(facts).params['conf']);
    expect(rollDocument(turned)).toEqual(rollDocument(facts));
  });

  it('of the roll say what must answer, and where', () => {
    const { conf, ...settings } = rollDocument(factsOf(2)).params;
    const stores = '/etc/kafka-proxied/kafka-cluster1-2/tls/current';
    expect(conf).toMatch(/^[0-9a-f]{64}$/);
    expect(settings).toEqual({
      id: 2,
      version: '3.9.2',
      listeners: '10.48.1.82:9092 10.48.1.82:9192',
      unit: 'kafka-cluster1-2',
      tls: '10.48.1.82:9192',
      config_tool: 'kafka.admin.ConfigCommand',
      reload: ['keystore', 'truststore']
        .map((kind) => `listener.name.external.ssl.${kind}.location=${stores}/${kind}.p12`)
        .join(','),
      zookeeper: '10.48.1.81:2181',
      doors: '10.48.1.81:9091 10.48.1.82:9092 10.48.1.83:9093',
      internal: 'PLAINTEXT',
      chroot: '/cluster1',
      brokers: '1 2 3',
      bootstrap: '10.48.1.81:9091,10.48.1.82:9092,10.48.1.83:9093',
      topic_tool: 'org.apache.kafka.tools.TopicCommand',
      min_isr: '2',
      deadline: 600,
      guard_deadline: 180,
    });
  });

  it('put a broker after the ZooKeeper server on its own host alone', () => {
    expect(brokerFiles(factsOf(1))['unit']).toContain('network-online.target zookeeper-cluster1-1.service\n');
    expect(brokerFiles(factsOf(2))['unit']).toContain('After=network-online.target\n');
  });
});

const someKeys: NodeKeys = { key: 'k', certificate: 'c', authorities: 'a', password: 'p', names: ['n'] };

describe('secret properties', () => {
  it('are a document of their own, or none', () => {
    const facts = factsOf(1);
    expect(secretsDocument(facts, { unused: 'x' })).toBeUndefined();
    const cluster = { ...facts.cluster, secretSettings: { 'ssl.key.password': 'two', 'a.b': 'one' } };
    const document = secretsDocument({ ...facts, cluster }, { one: 'a:b', two: 'p w' });
    expect(document?.params).toEqual({});
    expect(document?.files['secret.properties']?.split('\n').slice(1)).toEqual([
      'a.b=a:b',
      'ssl.key.password=p w',
      '',
    ]);
  });

  it('are content: another value is another start', () => {
    const document = (text: string) => ({ params: {}, files: { 'secret.properties': text } });
    expect(startHash('c', undefined)).toBe('c');
    expect(startHash('c', document('a'))).not.toBe(startHash('c', document('b')));
  });

  it('are the same start with other certificates, and another with another password', () => {
    const hashOf = (keys: Partial<NodeKeys>): string =>
      startHash('c', secretsDocument(factsOf(1), {}, { ...someKeys, ...keys }));
    expect(hashOf({ key: 'k2', certificate: 'c2', authorities: 'a2' })).toBe(hashOf({}));
    expect(hashOf({ password: 'p2' })).not.toBe(hashOf({}));
  });
});
