// Proves what clients are told of a cluster; not that the plan's routes answer (the lab does).
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import type { Plan } from '../../config/plan/types.ts';
import { clientSizes } from '../../config/settings.ts';
import type { Cluster } from '../../config/topology.ts';
import { clusterAccess, type SizesOf } from '../../templates/client/access.ts';
import { clientDocument, kafkaCommandHash } from '../../templates/client/document.ts';
import { clusterFiles } from '../../templates/client/files.ts';
import { renderBody } from '../../templates/document.ts';
import { devValues, set, topologyOf, unset, type Values } from '../support/config-fixture.ts';

const sizesOf: SizesOf = (cluster) => clientSizes(cluster.settings, cluster.topics);

function stack(change: (values: Values) => void = () => undefined): { cluster: Cluster; plan: Plan } {
  const values = devValues();
  change(values);
  const topology = topologyOf(values);
  const [cluster] = topology.clusters;
  if (!cluster) throw new Error('no cluster');
  return { cluster, plan: makePlan(topology) };
}

function files(vantage: string, change?: (values: Values) => void): Record<string, string> {
  const { cluster, plan } = stack(change);
  const access = clusterAccess(plan, vantage, cluster, sizesOf);
  if (!access) throw new Error(`no way from ${vantage}`);
  return clusterFiles(access);
}

const inside = 'engine1:9091,engine2:9092,engine3:9093';
const outside = [19091, 19092, 19093].map((port) => `my-public-domain:${port}`).join(',');

const plain = ['security.protocol=PLAINTEXT'];
const trust = [
  'ssl.truststore.location=/etc/kafka-proxied/client/cluster1/ca.pem',
  'ssl.truststore.type=PEM',
];
const tls = [
  'security.protocol=SSL',
  'ssl.keystore.location=/etc/kafka-proxied/client/cluster1/keystore.pem',
  'ssl.keystore.type=PEM',
  ...trust,
];

describe('where a cluster is', () => {
  it.each([
    ['workstation', inside, 'engine1:2181/cluster1', plain],
    ['engine2', inside, 'engine1:2181/cluster1', plain],
    ['kafkaclientmachine1', outside, 'my-public-domain:12181/cluster1', tls],
    ['kafkaclientmachine2', outside, 'my-public-domain:12181/cluster1', tls],
  ])('for %s', (vantage, bootstrap, zookeeper, security) => {
    const { cluster, 'client.properties': properties } = files(vantage);
    expect(cluster).toBe(`version 3.9.2\nbootstrap ${bootstrap}\nzookeeper ${zookeeper}\n`);
    expect(properties?.split('\n').slice(1)).toEqual([
      // Colons need no escape in a value.
      `bootstrap.servers=${bootstrap}`,
      ...security,
      '',
    ]);
  });

  it('leaves out a ZooKeeper that has no way from outside', () => {
    const { cluster } = files('kafkaclientmachine2', (values) => {
      unset(values, ['clusters', 'cluster1', 'zookeeper', '1', 'externalPort']);
    });
    expect(cluster).toBe(`version 3.9.2\nbootstrap ${outside}\n`);
  });

  it('is unknown where no route leads', () => {
    const { cluster, plan } = stack();
    expect(clusterAccess(plan, 'nowhere', cluster, sizesOf)).toBeUndefined();
    expect(() => clientDocument(plan, 'nowhere', [cluster], sizesOf)).toThrow('no cluster can be reached');
  });

  it('names the protocol of the listener that answers there', () => {
    const { cluster, plan } = stack();
    expect(clusterAccess(plan, 'kafkaclientmachine2', cluster, sizesOf)?.security.transport).toBe('tls');
    expect(clusterAccess(plan, 'workstation', cluster, sizesOf)?.security.transport).toBe('plain');
  });
});

describe('client properties', () => {
  it.each(['none', 'requested'])('where certificates of clients are %s', (clientAuth) => {
    const { 'client.properties': properties } = files('kafkaclientmachine2', (values) =>
      set(values, ['clusters', 'cluster1', 'tls'], { clientAuth }),
    );
    const own = clientAuth === 'none' ? ['security.protocol=SSL', ...trust] : tls;
    expect(properties?.split('\n').slice(2, -1)).toEqual(own);
  });

  it('speak plain text where EXTERNAL listeners do', () => {
    const { 'client.properties': properties } = files('kafkaclientmachine2', (values) =>
      set(values, ['clusters', 'cluster1', 'tls'], { external: false }),
    );
    expect(properties?.split('\n').slice(2, -1)).toEqual(plain);
  });

  it('follow the largest message', () => {
    const large = files('workstation', (values) => {
      for (const id of ['cluster1', 'cluster2'])
        set(values, ['clusters', id, 'settings'], { 'message.max.bytes': 60_000_000 });
    });
    expect(large['producer.properties']).toContain('\nmax.request.size=60000000\n');
    expect(large['consumer.properties']).toContain('\nmax.partition.fetch.bytes=60000000\n');
    expect(large['consumer.properties']).toContain('\nfetch.max.bytes=60000000\n');
  });

  it('make producers wait for all replicas, without duplicates', () => {
    const producer = files('workstation')['producer.properties'];
    expect(producer).toContain('\nacks=all\n');
    expect(producer).toContain('\nenable.idempotence=true\n');
  });
});

describe('the document of a client', () => {
  const { cluster, plan } = stack();
  const document = clientDocument(plan, 'kafkaclientmachine2', [cluster], sizesOf);

  it('can be sent to a host', () => {
    expect(renderBody(document)).toContain(`  bootstrap ${outside}\n`);
  });

  it('holds four files for each cluster, and what all share', () => {
    expect(Object.keys(document.files).sort()).toEqual([
      'cluster1.client.properties',
      'cluster1.cluster',
      'cluster1.consumer.properties',
      'cluster1.producer.properties',
      'defaults.conf',
      'login-profile',
      'tools-3.9.2',
    ]);
    expect(document.params).toEqual({
      clusters: 'cluster1',
      common: 'defaults.conf tools-3.9.2',
      command_sha256: kafkaCommandHash(),
    });
  });

  it('changes with the kafka command', () => {
    expect(kafkaCommandHash({ 'kafka.sh': 'one' })).not.toBe(kafkaCommandHash({ 'kafka.sh': 'two' }));
  });
});
