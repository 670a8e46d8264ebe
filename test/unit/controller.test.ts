// Proves a controller's files and documents as text, and what brokers of its cluster get; that Kafka starts with them the lab proves.
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import type { Cluster } from '../../config/topology.ts';
import { brokerFiles, rollDocument } from '../../templates/broker.ts';
import { controllerDocument, controllerFiles, controllerSecrets } from '../../templates/controller.ts';
import { controllersValues, topologyOf, type Values } from '../support/config-fixture.ts';
import { readProperties } from '../support/java-properties.ts';

function factsOf(change?: (values: Values) => void) {
  const values = controllersValues();
  change?.(values);
  const topology = topologyOf(values);
  const cluster = topology.clusters[0] as Cluster;
  const hosts = new Map(topology.hosts.map((host) => [host.id, host]));
  const [node] = cluster.controllers;
  const [broker] = cluster.brokers;
  if (!node || !broker) throw new Error('no node');
  return { cluster, node, broker, hosts, plan: makePlan(topology) };
}

const withTls = (values: Values): void => {
  (values['clusters'] as Record<string, Values>)['cluster1']!['tls'] = { internal: true };
};
const keys = { key: 'K', certificate: 'C', authorities: 'A', password: 'P', names: ['engine1'] };
const servers = 'engine1:9291,engine2:9292,engine3:9293';

describe('a controller', () => {
  it('has this server.properties', () => {
    expect(controllerFiles(factsOf())['server.properties'])
      .toBe(`# managed by kafka-proxied: edits are undone by the next pulumi up
advertised.listeners=CONTROLLER://engine1:9291
controller.listener.names=CONTROLLER
controller.quorum.bootstrap.servers=engine1:9291,engine2:9292,engine3:9293
default.replication.factor=3
listener.security.protocol.map=CONTROLLER:PLAINTEXT
listeners=CONTROLLER://10.48.1.81:9291
log.dirs=/var/lib/kafka-proxied/kraft-cluster1-101/data
min.insync.replicas=2
node.id=101
process.roles=controller
unclean.leader.election.enable=false
`);
  });

  it('is formatted as one of all of them, by the same text on each', () => {
    const { cluster, plan } = factsOf();
    const [first, ...others] = cluster.controllers.map(
      (node) => controllerDocument({ cluster, node, plan }).params,
    );
    expect(first).toMatchObject({
      id: 101,
      version: '3.9.2',
      door: '10.48.1.81:9291',
      controllers: '10.48.1.81:9291 10.48.1.82:9292 10.48.1.83:9293',
    });
    expect(first?.['cluster_id']).toMatch(/^[A-Za-z0-9][A-Za-z0-9_-]{21}$/);
    expect(first?.['first_controllers']).toMatch(
      /^101@engine1:9291:[\w-]{22},102@engine2:9292:[\w-]{22},103@engine3:9293:[\w-]{22}$/,
    );
    for (const other of others) {
      expect(other['cluster_id']).toBe(first?.['cluster_id']);
      expect(other['first_controllers']).toBe(first?.['first_controllers']);
    }
  });

  it('asks every node for a certificate where INTERNAL listeners speak TLS', () => {
    const facts = factsOf(withTls);
    const read = readProperties(controllerFiles(facts)['server.properties'] ?? '');
    expect(read).toMatchObject({
      'listener.security.protocol.map': 'CONTROLLER:SSL',
      'listener.name.controller.ssl.client.auth': 'required',
    });
    const secret = readProperties(controllerSecrets(facts, keys).files['secret.properties'] ?? '');
    expect(secret['listener.name.controller.ssl.keystore.password']).toBe('P');
    expect(controllerDocument(facts).params['door']).toBe('kraft-cluster1-101@10.48.1.81:9291');
  });

  it('gets of the cluster’s properties those that it reads', () => {
    const read = (settings: Values) => {
      const facts = factsOf((values) => {
        (values['clusters'] as Record<string, Values>)['cluster1']!['settings'] = settings;
      });
      return readProperties(controllerFiles(facts)['server.properties'] ?? '');
    };
    expect(read({ 'num.partitions': 4, 'log.retention.hours': 3 })).toMatchObject({ 'num.partitions': '4' });
    expect(read({ 'log.retention.hours': 3 })).not.toHaveProperty(['log.retention.hours']);
  });
});

describe('a broker of a cluster with controllers', () => {
  it('finds them, and has no ZooKeeper', () => {
    const read = readProperties(brokerFiles(factsOf())['server.properties'] ?? '');
    expect(read).toMatchObject({
      'process.roles': 'broker',
      'node.id': '1',
      'controller.quorum.bootstrap.servers': servers,
      'controller.listener.names': 'CONTROLLER',
      'listener.security.protocol.map': 'INTERNAL:PLAINTEXT,EXTERNAL:SSL,CONTROLLER:PLAINTEXT',
    });
    expect(Object.keys(read).filter((name) => name.startsWith('zookeeper') || name === 'broker.id')).toEqual(
      [],
    );
  });

  it('is formatted with the cluster’s id, and asks the other brokers who is registered', () => {
    const facts = factsOf();
    const id = facts.cluster.kafkaId;
    expect(rollDocument(facts).params).toMatchObject({
      cluster_id: id,
      version: '3.9.2',
      scope: 'cluster1',
      controllers: '10.48.1.81:9291 10.48.1.82:9292 10.48.1.83:9293',
      doors: '10.48.1.81:9091 10.48.1.82:9092 10.48.1.83:9093',
    });
    expect(rollDocument(facts).params).not.toHaveProperty('zookeeper');
  });
});
