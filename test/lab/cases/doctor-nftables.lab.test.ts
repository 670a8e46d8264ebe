// Does not prove nftables rules that an owner wrote. Starts from any lab that is up; leaves the dev stack up.
import { afterAll } from 'vitest';
import { editedConfig, type StackConfigFile } from '../../support/lab-config.ts';
import { editedBroker, type LabBreakage, tellsBreakages } from '../../support/lab-doctor.ts';
import { stackFile, up } from '../../support/lab-stack.ts';

const target = { cluster: 'spread', topic: 'records' };
/** Of the Debian family: nftables filters before its broker. */
const host = 'kafkaclientmachine2';
const client = { ...target, from: 'kafkaclientmachine1' };

/** The dev stack with a cluster over both client machines in the place of cluster 2. */
const spread = editedConfig(stackFile, (config: StackConfigFile) => {
  const clusters: Record<string, unknown> = config['kafka-proxied:clusters'];
  delete clusters['cluster2'];
  delete config['kafka-proxied:mirrors'];
  clusters[target.cluster] = {
    version: '3.9.2',
    zookeeper: { '1': { host: client.from } },
    brokers: { '1': { host: client.from, port: 9091 }, '2': { host, port: 9092 } },
    heap: { broker: '512m', zookeeper: '256m' },
    topics: { [target.topic]: { partitions: 4, replicationFactor: 2 } },
    destroyData: true,
  };
});

/** Counts before our own rules. */
const ruled = (verdict: string): string =>
  `nft insert rule inet kafka_proxied_filter input tcp dport 9092 ${verdict}`;

const breakages: LabBreakage[] = [
  {
    id: 'dropped-by-firewall',
    hosts: [host],
    what: 'nftables before a broker',
    on: { [host]: ruled('drop') },
    client,
  },
  {
    id: 'rejected-by-firewall',
    hosts: [host],
    what: 'nftables before a broker',
    on: { [host]: ruled('reject with tcp reset') },
    client,
  },
  {
    id: 'nothing-listens',
    hosts: [host],
    what: 'a broker behind nftables whose listener has another port',
    on: { [host]: editedBroker(2, '/^listeners=/ s/:9092/:9292/', target.cluster) },
    client,
  },
];

tellsBreakages(breakages, spread);

afterAll(async () => {
  await up();
});
