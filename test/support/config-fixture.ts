// A good config as a test starts from it, and the changes that make it wrong.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { checkConfig, type Checked, type RawConfig } from '../../config/check.ts';
import type { Problem } from '../../config/problem.ts';
import { makePlan } from '../../config/plan/make.ts';
import type { Topology } from '../../config/topology.ts';
import { projectRoot } from '../../lib/paths.ts';

/** Any JSON, as loosely typed as a config file is. */
export type Values = Record<string, unknown>;

/** The map at a path. */
export function at(values: Values, path: readonly string[]): Values {
  return path.reduce<Values>((map, step) => map[step] as Values, values);
}

/** The list at a path. */
export function list(values: Values, path: readonly string[]): unknown[] {
  return at(values, path) as unknown as unknown[];
}

export function set(values: Values, path: readonly string[], value: unknown): void {
  at(values, path.slice(0, -1))[path.at(-1) ?? ''] = value;
}

export function unset(values: Values, path: readonly string[]): void {
  delete at(values, path.slice(0, -1))[path.at(-1) ?? ''];
}

/** The reference topology, without comfort: a frozen copy, so that changes of the dev stack break no test of rules. */
const reference = parse(`
lab: true
ssh:
  user: operator
  knownHostsFile: .local/lab/ssh/known_hosts
  privateKeyFile: .local/lab/ssh/id_ed25519
  agentSocket: .local/lab/ssh/agent.sock
networks:
  lan: { cidrs: [10.48.1.0/24], gateway: gateway }
hosts:
  engine1: { network: lan, address: 10.48.1.81 }
  engine2: { network: lan, address: 10.48.1.82 }
  engine3: { network: lan, address: 10.48.1.83 }
  gateway:
    network: lan
    address: 10.48.1.1
    publicAddress: 203.0.113.98
    publicName: my-public-domain
    publicNameFrom: hosts
  workstation: { network: lan, address: 10.48.1.85, managed: false }
  kafkaclientmachine1: { address: 198.51.100.211 }
  kafkaclientmachine2: { address: 198.51.100.141 }
clusters:
  cluster1:
    version: 3.9.2
    zookeeper:
      '1': { host: engine1, port: 2181, externalPort: 12181 }
    brokers:
      '1': { host: engine1, port: 9091, external: { port: 9191, externalPort: 19091 } }
      '2': { host: engine2, port: 9092, external: { port: 9192, externalPort: 19092 } }
      '3': { host: engine3, port: 9093, external: { port: 9193, externalPort: 19093 } }
    settings: { log.retention.hours: 168, message.max.bytes: 1048588 }
    topics:
      records: { partitions: 6, replicationFactor: 3 }
    clients: [workstation, kafkaclientmachine1, kafkaclientmachine2]
`) as Values;

export function referenceValues(): Values {
  return structuredClone(reference);
}

/** The reference topology with controllers in the place of ZooKeeper. */
export function controllersValues(): Values {
  const values = referenceValues();
  unset(values, ['clusters', 'cluster1', 'zookeeper']);
  set(values, ['clusters', 'cluster1', 'controllers'], {
    '101': { host: 'engine1' },
    '102': { host: 'engine2' },
    '103': { host: 'engine3' },
  });
  return values;
}

/** Cluster 2 of the reference topology: on one machine outside, with a client elsewhere. */
export function cluster2Values(): Values {
  const host = 'kafkaclientmachine1';
  return {
    zookeeper: { '1': { host, port: 2181 } },
    brokers: { '1': { host, port: 9091 }, '2': { host, port: 9092 } },
    clients: ['kafkaclientmachine2'],
  };
}

/** The reference topology with cluster 2, and a mirror from the first to it. */
export function mirroredValues(): Values {
  const values = referenceValues();
  set(values, ['clusters', 'cluster2'], cluster2Values());
  set(values, ['mirrors'], {
    cloud: { from: 'cluster1', to: 'cluster2', host: 'kafkaclientmachine1' },
  });
  return values;
}

/** What Pulumi.dev.yaml holds, keys without their namespace. */
export function devValues(): Values {
  return valuesIn('Pulumi.dev.yaml');
}

/** What Pulumi.local.yaml holds; its host's key is given, so that no file of this machine is read. */
export function localValues(): Values {
  const values = valuesIn('Pulumi.local.yaml');
  unset(values, ['hosts', 'machine', 'hostKeyFile']);
  set(values, ['hosts', 'machine', 'hostKey'], hostKey());
  return values;
}

/** What a stack file of the checkout holds. */
export function valuesIn(stackFile: string): Values {
  const file = parse(readFileSync(join(projectRoot, stackFile), 'utf8')) as { config: Values };
  const pairs = Object.entries(file.config).map(([key, value]) => [key.replace('kafka-proxied:', ''), value]);
  return Object.fromEntries(pairs) as Values;
}

/** An ed25519 public key that no private key belongs to. */
export function hostKey(fill = 7): string {
  const text = (value: Buffer): Buffer => Buffer.concat([Buffer.from([0, 0, 0, value.length]), value]);
  const body = Buffer.concat([text(Buffer.from('ssh-ed25519')), text(Buffer.alloc(32, fill))]);
  return `ssh-ed25519 ${body.toString('base64')}`;
}

export const knownHostsPath = '/project/.local/lab/ssh/known_hosts';

export function knownHostsOf(values: Values): string {
  return Object.keys((values['hosts'] as Values | undefined) ?? {})
    .map((id) => `${id} ${hostKey()}\n`)
    .join('');
}

export function notThere(path: string): never {
  throw Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' });
}

/** Checks a config whose hosts are all pinned, unless `files` says otherwise. */
export function check(values: Values, files?: Record<string, string>, raw?: Partial<RawConfig>): Checked {
  const present = files ?? { [knownHostsPath]: knownHostsOf(values) };
  const keys = Object.entries(values).map(([key, value]) => [`kafka-proxied:${key}`, value]);
  const config = { values: Object.fromEntries(keys) as Values, secretKeys: [], secretNames: [], ...raw };
  return checkConfig(config, {
    project: 'kafka-proxied',
    stack: 'dev',
    root: '/project',
    home: '/home/me',
    readFile: (path) => (Object.hasOwn(present, path) ? (present[path] ?? '') : notThere(path)),
  });
}

export function topologyOf(values: Values, files?: Record<string, string>): Topology {
  const checked = check(values, files);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems, undefined, 1));
  return checked.topology;
}

/** What the documents of a broker are made of. Default: broker 1 of the first cluster. */
export function brokerFactsOf(topology: Topology, id = 1) {
  const [cluster] = topology.clusters;
  const broker = cluster?.brokers.find((one) => one.id === id);
  if (!cluster || !broker) throw new Error(`no broker ${id}`);
  const hosts = new Map(topology.hosts.map((host) => [host.id, host]));
  return { cluster, broker, plan: makePlan(topology), hosts };
}

export function problemsOf(
  values: Values,
  files?: Record<string, string>,
  raw?: Partial<RawConfig>,
): Problem[] {
  const checked = check(values, files, raw);
  return checked.ok ? [] : checked.problems;
}

/** A broker on a host, in a config. */
export const brokerOn = (port: number, host = 'engine1'): Values => ({ host, port });

/** A cluster of one broker and one ZooKeeper on a machine, in a config. */
export const oneMachine = (host: string, port = 9091, zookeeperPort = 2181): Values => ({
  zookeeper: { '1': { host, port: zookeeperPort } },
  brokers: { '1': brokerOn(port, host) },
});
