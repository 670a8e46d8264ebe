// Proves zoo.cfg and its document as text; that ZooKeeper serves with them the lab proves.
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import type { Cluster } from '../../config/topology.ts';
import { zookeeperDocument, zookeeperFiles } from '../../templates/zookeeper.ts';
import { readProperties } from '../support/java-properties.ts';
import { devValues, set, topologyOf } from '../support/config-fixture.ts';

function factsOf(id: number, nodes?: Record<string, object>) {
  const values = devValues();
  if (nodes) set(values, ['clusters', 'cluster1', 'zookeeper'], nodes);
  const topology = topologyOf(values);
  const cluster = topology.clusters[0] as Cluster;
  const node = cluster.zookeeper.find((one) => one.id === id);
  if (!node) throw new Error(`no node ${id}`);
  return { cluster, node, plan: makePlan(topology) };
}

describe('zoo.cfg', () => {
  it('is this text for a server that stands alone', () => {
    expect(zookeeperFiles(factsOf(1))['zoo.cfg'])
      .toBe(`# managed by kafka-proxied: edits are undone by the next pulumi up
4lw.commands.whitelist=srvr,ruok,dump
admin.enableServer=false
autopurge.purgeInterval=24
autopurge.snapRetainCount=3
clientPort=2181
clientPortAddress=10.48.1.81
dataDir=/var/lib/kafka-proxied/zookeeper-cluster1-1
initLimit=10
syncLimit=5
tickTime=2000
`);
  });

  it('names every server of an ensemble with its own ports, and binds this one’s address', () => {
    const nodes = {
      1: { host: 'engine1' },
      2: { host: 'engine2', port: 2182, peerPort: 2889, electionPort: 3889 },
      3: { host: 'engine3' },
    };
    const read = readProperties(zookeeperFiles(factsOf(2, nodes))['zoo.cfg'] ?? '');
    expect(read).toMatchObject({
      clientPort: '2182',
      clientPortAddress: '10.48.1.82',
      'server.1': 'engine1:2888:3888',
      'server.2': 'engine2:2889:3889',
      'server.3': 'engine3:2888:3888',
    });
  });
});

describe('the document of a ZooKeeper server', () => {
  it('says what must answer', () => {
    const { conf, ...settings } = zookeeperDocument(factsOf(1)).params;
    expect(conf).toMatch(/^[0-9a-f]{64}$/);
    expect(settings).toEqual({ id: 1, door: '10.48.1.81:2181', deadline: 120 });
  });
});
