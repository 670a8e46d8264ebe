// Does not prove that the machine comes up: only what the shortest config means, and what it would put there.
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import { bootstrapServers } from '../../config/plan/select.ts';
import type { Cluster } from '../../config/topology.ts';
import { baseDocument } from '../../templates/base.ts';
import { brokerFiles, rollDocument } from '../../templates/broker.ts';
import { clientDocument } from '../../templates/client/document.ts';
import { topicsDocument } from '../../templates/topics.ts';
import { zookeeperDocument, zookeeperFiles } from '../../templates/zookeeper.ts';
import { workstationAccess } from '../../cli/workstation/kafka-files.ts';
import { readProperties } from '../support/java-properties.ts';
import { check, localValues, problemsOf, set, topologyOf } from '../support/config-fixture.ts';

const topology = topologyOf(localValues());
const plan = makePlan(topology);
const hosts = new Map(topology.hosts.map((host) => [host.id, host]));
const [cluster] = topology.clusters as [Cluster];
const sizes = () => ({ producer: {}, consumer: {} });

describe('the shortest config of one machine', () => {
  it('is complete by its defaults', () => {
    expect(cluster).toMatchObject({
      version: '3.9.2',
      chroot: '/local',
      zookeeper: [{ id: 1, host: 'machine', port: 2181 }],
      brokers: [
        { id: 1, host: 'machine', port: 9091 },
        { id: 2, host: 'machine', port: 9092 },
      ],
      settings: {
        'default.replication.factor': '2',
        'min.insync.replicas': '1',
        'offsets.topic.replication.factor': '2',
        'transaction.state.log.replication.factor': '2',
        'transaction.state.log.min.isr': '1',
      },
      topics: [{ name: 'records', partitions: 3, replicationFactor: 2 }],
    });
    expect(check(localValues())).toMatchObject({ ok: true, notes: [] });
  });

  it('says so where the host key can’t be read', () => {
    const values = localValues();
    set(values, ['hosts', 'machine'], { address: '127.0.0.1', hostKeyFile: '/etc/ssh/none.pub' });
    expect(problemsOf(values, {})).toEqual([
      {
        path: 'kafka-proxied:hosts.machine.hostKeyFile',
        reason: 'There is no file /etc/ssh/none.pub.',
        fix: 'Correct the path, or write the key itself as hostKey; `ssh-keyscan -t ed25519 127.0.0.1` shows it, over a network you trust.',
      },
    ]);
    set(values, ['hosts', 'machine'], { address: '127.0.0.1' });
    expect(problemsOf(values, {})).toMatchObject([
      { path: 'kafka-proxied:hosts.machine.hostKey', reason: /without a pinned ed25519 host key/ },
    ]);
  });
});

describe('what lands on the machine', () => {
  it('binds the service address, and nothing else', () => {
    const files = [1, 2].map((id) => {
      const broker = cluster.brokers.find((one) => one.id === id);
      if (!broker) throw new Error(`no broker ${id}`);
      return readProperties(brokerFiles({ cluster, broker, plan, hosts })['server.properties'] ?? '');
    });
    expect(files.map((properties) => properties['listeners'])).toEqual([
      'INTERNAL://127.0.2.1:9091',
      'INTERNAL://127.0.2.1:9092',
    ]);
    expect(files.map((properties) => properties['advertised.listeners'])).toEqual([
      'INTERNAL://local.machine:9091',
      'INTERNAL://local.machine:9092',
    ]);
    expect(files[0]?.['zookeeper.connect']).toBe('local.machine:2181/local');
    const [node] = cluster.zookeeper as [Cluster['zookeeper'][number]];
    const zoo = readProperties(zookeeperFiles({ cluster, node, plan })['zoo.cfg'] ?? '');
    expect(zoo).toMatchObject({ clientPort: '2181', clientPortAddress: '127.0.2.1' });
    expect(zookeeperDocument({ cluster, node, plan }).params).toMatchObject({
      door: '127.0.2.1:2181',
    });
  });

  it('is looked for at the same address by the roll and the topics', () => {
    const [broker] = cluster.brokers as [Cluster['brokers'][number]];
    const where = { bootstrap: '127.0.2.1:9091,127.0.2.1:9092', zookeeper: '127.0.2.1:2181' };
    expect(rollDocument({ cluster, broker, plan, hosts }).params).toMatchObject({
      ...where,
      listeners: '127.0.2.1:9091',
    });
    expect(topicsDocument({ cluster, broker, plan, hosts }).params).toMatchObject(where);
  });

  it('is known there by its service name', () => {
    const names = plan.names['machine'] ?? [];
    const base = baseDocument({
      owner: topology.owner,
      names,
      java: [17],
      services: true,
      user: true,
      openssl: false,
    });
    expect(base.files['hosts']).toBe('127.0.2.1 local.machine\n');
    const client = clientDocument(plan, 'machine', [cluster], sizes);
    expect(client.files['local.cluster']).toBe(
      'version 3.9.2\nbootstrap local.machine:9091,local.machine:9092\nzookeeper local.machine:2181/local\n',
    );
    expect(bootstrapServers(plan, 'machine', 'local')).toEqual(['local.machine:9091', 'local.machine:9092']);
  });

  it('is reached by the operator whose machine it is, and by no other', () => {
    expect(workstationAccess(topology, plan)).toMatchObject({ accesses: [{ cluster: 'local' }] });
    const values = localValues();
    set(values, ['hosts', 'machine', 'address'], '198.51.100.7');
    const elsewhere = topologyOf(values);
    expect(() => workstationAccess(elsewhere, makePlan(elsewhere))).toThrow(
      'no route from this machine to any cluster',
    );
  });
});
