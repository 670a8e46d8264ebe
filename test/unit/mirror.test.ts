// Does not prove that MirrorMaker takes these properties as they are meant: the lab's cases do.
import { describe, expect, it } from 'vitest';
import { mirrorEnds, rolesOf, versionsOn } from '../../config/needs.ts';
import { mirroredTopics } from '../../config/mirrored.ts';
import { makePlan } from '../../config/plan/make.ts';
import { renderBody } from '../../templates/document.ts';
import { mirrorDocument, mirrorKeysDocument, mirrorTlsSides } from '../../templates/mirror.ts';
import { mirrorProperties } from '../../templates/mirror-maker-2.ts';
import type { MirrorMakerFacts } from '../../templates/mirror-side.ts';
import { mirroredValues, set, topologyOf, type Values } from '../support/config-fixture.ts';

function factsOf(change: (values: Values) => void = () => undefined): MirrorMakerFacts {
  const values = mirroredValues();
  change(values);
  const topology = topologyOf(values);
  const [mirror] = topology.mirrors;
  const ends = mirror && mirrorEnds(topology, mirror);
  if (!ends) throw new Error('no mirror');
  return { mirror, ...ends, plan: makePlan(topology) };
}

const withCertificates = (values: Values): void =>
  set(values, ['clusters', 'cluster1', 'tls'], { clientAuth: 'required' });

describe('the properties of a mirror', () => {
  it('lead from one cluster to the other, and write nothing to the first', () => {
    const properties = mirrorProperties(factsOf());
    expect(properties).toMatchObject({
      clusters: 'cluster1,cluster2',
      'cluster1.bootstrap.servers': 'my-public-domain:19091,my-public-domain:19092,my-public-domain:19093',
      'cluster1.security.protocol': 'SSL',
      'cluster2.bootstrap.servers': 'cluster2.kafkaclientmachine1:9091,cluster2.kafkaclientmachine1:9092',
      'cluster2.security.protocol': 'PLAINTEXT',
      'cluster1->cluster2.enabled': 'true',
      'cluster2->cluster1.enabled': 'false',
      topics: 'records',
      'emit.heartbeats.enabled': 'false',
      'offset-syncs.topic.location': 'target',
      'cluster1.consumer.isolation.level': 'read_committed',
      'cluster1.consumer.auto.offset.reset': 'earliest',
      'cluster2.producer.acks': 'all',
    });
  });

  it('ask for copies that the target can hold', () => {
    const copies = Object.entries(mirrorProperties(factsOf())).filter(([name]) =>
      name.endsWith('replication.factor'),
    );
    expect(copies).toHaveLength(6);
    expect(new Set(copies.map(([, value]) => value))).toEqual(new Set(['2']));
  });

  it('see what is new within 30 seconds', () => {
    const properties = mirrorProperties(factsOf());
    for (const what of ['topics', 'groups'])
      expect(Number(properties[`refresh.${what}.interval.seconds`])).toBeLessThanOrEqual(15);
  });

  it('hold neither a key nor a password: MirrorMaker writes them into a topic', () => {
    const properties = mirrorProperties(factsOf(withCertificates));
    const folder = '/etc/kafka-proxied/kafka-mirror-cloud/tls/current/cluster1';
    expect(Object.entries(properties).filter(([name]) => name.includes('.ssl.'))).toEqual([
      ['cluster1.ssl.truststore.type', 'PEM'],
      ['cluster1.ssl.truststore.location', `${folder}/ca.pem`],
      ['cluster1.ssl.keystore.type', 'PEM'],
      ['cluster1.ssl.keystore.location', `${folder}/keystore.pem`],
    ]);
    expect(Object.keys(properties).filter((name) => /password|jaas|\.key$/.test(name))).toEqual([]);
  });

  it('follow the largest record of the source', () => {
    const properties = mirrorProperties(
      factsOf((values) => {
        for (const cluster of ['cluster1', 'cluster2'])
          set(values, ['clusters', cluster, 'settings'], { 'message.max.bytes': 70_000_000 });
      }),
    );
    expect(properties['cluster1.consumer.max.partition.fetch.bytes']).toBe('70000000');
    expect(properties['cluster2.producer.max.request.size']).toBe('70000000');
    expect(properties['cluster2.producer.buffer.memory']).toBe('70000000');
  });

  it("let the stack's own win, and carry no offsets where no group is listed", () => {
    const properties = mirrorProperties(
      factsOf((values) => {
        set(values, ['mirrors', 'cloud', 'groups'], []);
        set(values, ['mirrors', 'cloud', 'settings'], { 'replication.factor': 1 });
      }),
    );
    expect(properties['replication.factor']).toBe('1');
    expect(properties['sync.group.offsets.enabled']).toBe('false');
    expect(properties).not.toHaveProperty('groups');
  });
});

describe('between clusters before 0.11', () => {
  const old = (values: Values): void => {
    for (const cluster of ['cluster1', 'cluster2']) set(values, ['clusters', cluster, 'version'], '0.10.1.1');
    set(values, ['clusters', 'cluster2', 'topics'], { records: { partitions: 6 } });
    set(values, ['mirrors', 'cloud', 'tasks'], 2);
    set(values, ['mirrors', 'cloud', 'settings'], { 'consumer.fetch.min.bytes': 7 });
  };

  it('MirrorMaker 1 reads all, and gives up rather than lose a record', () => {
    const { files, params } = mirrorDocument(factsOf(old));
    expect(files['consumer.properties']?.split('\n')).toEqual(
      expect.arrayContaining([
        'auto.offset.reset=earliest',
        'isolation.level=read_uncommitted',
        'group.id=kafka-mirror-cloud',
        'fetch.min.bytes=7',
      ]),
    );
    expect(files['producer.properties']?.split('\n')).toEqual(
      expect.arrayContaining([
        'acks=all',
        'enable.idempotence=false',
        'max.in.flight.requests.per.connection=1',
      ]),
    );
    expect(files['unit']).toContain('kafka.tools.MirrorMaker');
    expect(files['unit']).toContain('--include "records" \\\n  --num.streams 2');
    expect(files['unit']).toContain('--abort.on.send.failure true');
    expect(params).toMatchObject({
      group: 'kafka-mirror-cloud',
      target: 'cluster2.kafkaclientmachine1:9091 cluster2.kafkaclientmachine1:9092',
    });
    expect(files).not.toHaveProperty('mirror.properties');
  });

  it('its own version is one that reads the keys that are made for it', () => {
    expect(factsOf(old).mirror.version).toBe('3.9.2');
  });
});

describe('topics', () => {
  it.each([
    [undefined, ['b.c', 'a'], { names: ['b.c', 'a'], unknown: [], patterns: ['a', 'b\\.c'] }],
    [['x.*', 'a'], ['a', 'xy'], { names: ['a', 'xy'], unknown: [], patterns: ['a', 'x.*'] }],
    [['b.c'], ['bxc'], { names: [], unknown: ['b.c'], patterns: ['b\\.c'] }],
  ])('%j of %j', (listed, declared, expected) => {
    expect(mirroredTopics(listed, declared)).toEqual(expected);
  });
});

describe('what a host of a mirror is prepared for', () => {
  it('is the version of the target, and a user', () => {
    const values = mirroredValues();
    set(values, ['mirrors', 'cloud', 'host'], 'kafkaclientmachine1');
    const topology = topologyOf(values);
    const plan = makePlan(topology);
    expect(versionsOn(topology, 'kafkaclientmachine1')).toEqual(['3.9.2']);
    expect(rolesOf(topology, plan, 'kafkaclientmachine1')).toMatchObject({ user: true });
    const elsewhere = { ...topology, mirrors: topology.mirrors.map((one) => ({ ...one, version: '4.0.0' })) };
    expect(versionsOn(elsewhere, 'kafkaclientmachine1')).toEqual(['3.9.2', '4.0.0']);
  });
});

describe('documents', () => {
  it('say by what its script sees that it runs', () => {
    const document = mirrorDocument(factsOf());
    expect(document.params).toMatchObject({
      status_topic: 'mm2-status.cluster1.internal',
      bootstrap: 'cluster2.kafkaclientmachine1:9091,cluster2.kafkaclientmachine1:9092',
      tasks: 'some',
    });
    const only = factsOf((values) => set(values, ['mirrors', 'cloud', 'topics'], ['made-by-others-.*']));
    expect(mirrorDocument(only).params['tasks']).toBe('perhaps');
    expect(renderBody(document)).toContain('org.apache.kafka.connect.mirror.MirrorMaker');
  });

  it('hold keys for the sides that speak TLS; other keys are another start', () => {
    const facts = factsOf(withCertificates);
    expect(mirrorTlsSides(facts).map(({ cluster, shows }) => [cluster.id, shows])).toEqual([
      ['cluster1', true],
    ]);
    const keys = (key: string) =>
      mirrorKeysDocument([
        {
          cluster: 'cluster1',
          caIds: { trusts: '1 2', issuer: '1' },
          authorities: 'CA\n',
          identity: { key, certificate: 'CERT\n', authorities: 'CA\n' },
        },
      ]);
    const { params, files } = keys('KEY');
    expect(params).toMatchObject({
      clusters: 'cluster1',
      'cluster1.trusts': '1 2',
      'cluster1.issuer': '1',
    });
    expect(files).toMatchObject({ 'cluster1.ca.pem': 'CA\n', 'cluster1.keystore.pem': 'KEY\nCERT\n' });
    expect(files['secret.properties']).toMatch(new RegExp(`^# stores ${params['stores']}\n`));
    expect(keys('OTHER').params['stores']).not.toBe(params['stores']);
    expect(renderBody(keys('KEY'))).toContain('set clusters cluster1');
  });
});
