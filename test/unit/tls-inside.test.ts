// Proves what is rendered where brokers speak TLS among themselves and with ZooKeeper; that they do the lab proves.
import { describe, expect, it } from 'vitest';
import { certificateHoldersOf, zookeeperRoutes } from '../../config/plan/select.ts';
import { brokerFiles, rollDocument, secretsDocument } from '../../templates/broker.ts';
import { clientDocument } from '../../templates/client/document.ts';
import { zookeeperDocument, zookeeperFiles, zookeeperSecrets } from '../../templates/zookeeper.ts';
import { readProperties } from '../support/java-properties.ts';
import { brokerFactsOf, problemsOf, referenceValues, set, topologyOf } from '../support/config-fixture.ts';

const keys = { key: 'KEY', certificate: 'CRT', authorities: 'CA', password: 'secret', names: ['n'] };

function factsOf(tls: object) {
  const values = referenceValues();
  set(values, ['clusters', 'cluster1', 'tls'], tls);
  const topology = topologyOf(values);
  const facts = brokerFactsOf(topology);
  const [node] = facts.cluster.zookeeper;
  if (!node) throw new Error('no server');
  return { topology, node, ...facts };
}

const inside = { internal: true, zookeeper: 'only', clientAuth: 'none' };
const secretsOf = (facts: ReturnType<typeof factsOf>) =>
  readProperties(secretsDocument(facts, {}, keys)?.files['secret.properties'] ?? '');

describe('INTERNAL listeners that speak TLS', () => {
  const facts = factsOf({ internal: true });

  it('say so to brokers and clients of the network', () => {
    const server = readProperties(brokerFiles(facts)['server.properties'] ?? '');
    expect(server).toMatchObject({
      'listener.security.protocol.map': 'INTERNAL:SSL,EXTERNAL:SSL',
      'listener.name.internal.ssl.client.auth': 'none',
      'listener.name.internal.ssl.keystore.type': 'PKCS12',
    });
    expect(secretsOf(facts)).toHaveProperty('listener.name.internal.ssl.keystore.location');
    const files = clientDocument(facts.plan, 'engine2', [facts.cluster], () => ({
      producer: {},
      consumer: {},
    })).files;
    expect(readProperties(files['cluster1.client.properties'] ?? '')).toMatchObject({
      'bootstrap.servers': 'engine1:9091,engine2:9092,engine3:9093',
      'security.protocol': 'SSL',
    });
  });

  it('are asked by TLS, with what the broker of the same host shows', () => {
    expect(rollDocument(facts).params).toMatchObject({
      internal: 'SSL',
      doors:
        'kafka-cluster1-1@10.48.1.81:9091 kafka-cluster1-1@10.48.1.82:9092 kafka-cluster1-1@10.48.1.83:9093',
      zookeeper: '10.48.1.81:2181',
    });
  });
});

describe('a ZooKeeper that speaks TLS', () => {
  it('answers nothing else where that is said', () => {
    const facts = factsOf(inside);
    const zoo = readProperties(zookeeperFiles(facts)['zoo.cfg'] ?? '');
    expect(zoo).toMatchObject({
      secureClientPort: '2182',
      secureClientPortAddress: '10.48.1.81',
      'ssl.clientAuth': 'need',
    });
    expect(zoo).not.toHaveProperty('clientPort');
    expect(
      facts.plan.routes.filter(({ service, port }) => service.kind === 'zookeeper' && port === 2181),
    ).toEqual([]);
    expect(zookeeperDocument(facts).params['door']).toBe('zookeeper-cluster1-1@10.48.1.81:2182');
  });

  it('answers plain text as well while the cluster moves', () => {
    const facts = factsOf({ zookeeper: 'both' });
    expect(readProperties(zookeeperFiles(facts)['zoo.cfg'] ?? '')).toMatchObject({
      clientPort: '2181',
      clientPortAddress: '10.48.1.81',
      secureClientPort: '2182',
    });
    const open = facts.plan.firewall
      .filter(({ service }) => service.kind === 'zookeeper')
      .map(({ port }) => port);
    expect(open.sort()).toEqual([2181, 2182]);
  });

  it.each(['both', 'only'])('is what brokers, clients and the map use: %s', (zookeeper) => {
    const facts = factsOf({ zookeeper });
    expect(readProperties(brokerFiles(facts)['server.properties'] ?? '')).toMatchObject({
      'zookeeper.connect': 'engine1:2182/cluster1',
      'zookeeper.ssl.client.enable': 'true',
    });
    expect(secretsOf(facts)).toMatchObject({
      'zookeeper.ssl.keystore.password': 'secret',
      'zookeeper.ssl.truststore.location': expect.stringMatching(
        /^\/etc\/kafka-proxied\/kafka-cluster1-1\/tls\/.*p12$/,
      ) as string,
    });
    const [route] = zookeeperRoutes(facts.plan, 'engine2', 'cluster1');
    expect(route).toMatchObject({ name: 'engine1', port: 2182 });
    const mapped = facts.plan.portMap.filter(({ service }) => service.kind === 'zookeeper');
    expect(mapped).toMatchObject([{ port: 12181, to: { address: '10.48.1.81', port: 2182 } }]);
    const files = clientDocument(facts.plan, 'kafkaclientmachine2', [facts.cluster], () => ({
      producer: {},
      consumer: {},
    })).files;
    expect(files['cluster1.cluster']).toContain('zookeeper my-public-domain:12181/cluster1');
    expect(readProperties(files['cluster1.zookeeper.properties'] ?? '')).toMatchObject({
      'zookeeper.ssl.keystore.type': 'PEM',
    });
  });

  it('asks every client for a certificate, whatever the listeners do', () => {
    const facts = factsOf({ zookeeper: 'only', clientAuth: 'none' });
    expect(certificateHoldersOf(facts.plan, facts.cluster)).toContain('kafkaclientmachine2');
    expect(certificateHoldersOf(factsOf({}).plan, factsOf({}).cluster)).toEqual([]);
  });

  it('is known by the names of both its ports', () => {
    const { plan } = factsOf(inside);
    expect(plan.tlsNames.filter(({ service }) => service.kind === 'zookeeper')).toMatchObject([
      { dns: ['engine1', 'my-public-domain'], addresses: ['10.48.1.81', '203.0.113.98'] },
    ]);
  });

  it('has the secrets of its stores in a file of their own', () => {
    const facts = factsOf(inside);
    const { files } = zookeeperSecrets(facts, keys);
    expect(readProperties(files['secret.properties'] ?? '')).toMatchObject({
      'ssl.keyStore.password': 'secret',
      'ssl.trustStore.location': expect.stringContaining('/zookeeper-cluster1-1/tls/') as string,
    });
    expect(JSON.stringify(zookeeperDocument(facts))).not.toContain('secret');
  });
});

describe('the config', () => {
  it('takes a bare `off`, as YAML 1.1 and 1.2 read it', () => {
    for (const off of ['off', false, 'false']) {
      const facts = factsOf({ zookeeper: off });
      expect(facts.cluster.tls.zookeeper).toBe('off');
      const values = referenceValues();
      set(values, ['clusters', 'cluster1', 'zookeeper', '1', 'externalPort'], off);
      expect(topologyOf(values).clusters[0]?.zookeeper[0]).not.toHaveProperty('externalPort');
    }
  });

  it('names two roles on the port for TLS', () => {
    const values = referenceValues();
    set(values, ['clusters', 'cluster1', 'tls'], { zookeeper: 'only' });
    set(values, ['clusters', 'cluster1', 'zookeeper', '1', 'securePort'], 9091);
    expect(problemsOf(values).map(({ path }) => path)).toEqual([
      'kafka-proxied:clusters.cluster1.brokers.1.port',
    ]);
    set(values, ['clusters', 'cluster1', 'tls'], { zookeeper: 'off' });
    expect(problemsOf(values)).toEqual([]);
  });
});
