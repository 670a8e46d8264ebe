// Cluster 1 of the dev stack alone, whose ports, names and addresses change while producers inside and outside go on.
import { expect } from 'vitest';
import { editedConfig, type StackConfigFile } from './lab-config.ts';
import { compareWithTopic, startLoad } from './lab-load.ts';
import { clusterOf } from './lab-one-cluster.ts';
import { onHost } from './lab-places.ts';
import { cluster, readUpdate, runWhile, succeeded, type Update } from './lab-stack.ts';

export const outside = 'kafkaclientmachine2';
export const gateway = 'gateway';
export const publicAddress = '203.0.113.98';

/** A line of {@link mappedPorts}, for a broker. */
export const mapRow = (port: number, id: number, to = 9190 + id, address = publicAddress): string =>
  `${address}:${port} 10.48.1.8${id}:${to}`;
export const zookeeperRow = `${publicAddress}:12181 10.48.1.81:2181`;

/** Config of the cluster as the cases find it. */
export const alone = clusterOf('3.9.2');

interface BrokerConfig {
  host: string;
  port: number;
  external: { port: number; externalPort: number };
}

interface Parts {
  brokers: Record<string, BrokerConfig>;
  hosts: Record<string, Record<string, unknown>>;
  tls: Record<string, unknown>;
  settings: Record<string, unknown>;
  zookeeper: Record<string, Record<string, unknown>>;
}

/** A config file with changes over {@link alone}. */
export function moved(change: (parts: Parts) => void): string {
  return editedConfig(alone, (config: StackConfigFile) => {
    const own = config['kafka-proxied:clusters'][cluster] as unknown as Omit<Parts, 'hosts'>;
    change({ ...own, hosts: config['kafka-proxied:hosts'] as Parts['hosts'] });
  });
}

/** A broker of a config, which is in the file. */
export function brokerOf({ brokers }: Parts, id: number): BrokerConfig {
  const broker = brokers[id];
  if (!broker) throw new Error(`${cluster} has no broker ${id}`);
  return broker;
}

/** What acts on the cluster while acks=all producers send inside and outside: no send fails, and each record is there once. */
export async function underLoad<T>(act: () => Promise<T>): Promise<T> {
  const loads = [await startLoad(), await startLoad(outside)];
  let result: T;
  const sent = [];
  try {
    result = await act();
  } finally {
    for (const load of loads) sent.push(await load.stop());
  }
  for (const { prefix, acknowledged, failed } of sent) {
    expect(failed).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(100);
    expect(await compareWithTopic(prefix, acknowledged)).toMatchObject({ missing: [], duplicated: [] });
  }
  return result;
}

/** The gateway's rows, `port target`, sorted. */
export async function mappedPorts(): Promise<string[]> {
  const rows = await onHost(
    gateway,
    `nft list table ip kafka_proxied_portmap | sed -n 's/^.*daddr \\([^ ]*\\) tcp dport \\([0-9]*\\) dnat to \\(.*\\)$/\\1:\\2 \\3/p' | sort`,
  );
  return rows.split('\n').filter((row) => row !== '');
}

/** Ports of ours that a host with firewalld, or with nftables, filters, and whether it drops all others; sorted. */
export async function filteredPorts(name: string): Promise<string[]> {
  const rules = await onHost(
    name,
    `if systemctl is-active --quiet firewalld; then firewall-cmd --policy=kafka-proxied --list-rich-rules; else nft list table inet kafka_proxied_filter; fi`,
  );
  const lines = rules.split('\n').filter((line) => /drop/.test(line));
  const ports = lines.flatMap((line) => line.match(/\b\d{2,5}\b/g) ?? []);
  const all = lines.some((line) => /priority="-1" drop|policy drop/.test(line));
  return [...new Set(ports)].sort().concat(all ? ['all others'] : []);
}

/** An up, and what is to be seen when the first broker restarts. */
export async function upSeeing(config: string, look: () => Promise<void>): Promise<Update> {
  const args = ['--yes', '--skip-preview', '--json', '--config-file', config];
  const moment = /"diagnosticEvent".*starting kafka-cluster1-\d with conf/;
  return succeeded('up', readUpdate(await runWhile(moment, look, 'up', ...args)));
}
