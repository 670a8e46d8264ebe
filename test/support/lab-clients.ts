// Kafka clients at places of the lab, and the exchange of records between two of them.
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workstationBinDir } from '../../lab/names.ts';
import { bootstrapServers } from '../../config/plan/select.ts';
import { compareRecords, type Comparison } from '../../cli/start/records.ts';
import { clientKeyFiles } from '../../templates/keys.ts';
import { clientDir } from '../../config/host-paths.ts';
import { localDir } from '../../lib/paths.ts';
import { programArgv } from '../../lib/own-program.ts';
import { host, onHost, runAt, workstation, type Place } from './lab-places.ts';
import { cluster, type DevStack, topic } from './lab-stack.ts';

export interface Client {
  produce(records: readonly string[]): Promise<unknown>;
  /** All records on the topic that begin with the prefix; ends when `count` different ones were seen, and nothing more came. */
  consume(prefix: string, count: number): Promise<string[]>;
}

function consumed(place: Place, argv: readonly string[], prefix: string, count: number): Promise<string[]> {
  const seen = new Set<string>();
  const ours = (line: string) => line.startsWith(prefix);
  const onLine = (line: string) => ours(line) && seen.add(line).size === count;
  return runAt(place, argv, { onLine }).then((lines) => lines.filter(ours));
}

/** The topic of the dev stack's first cluster. */
const declared = { cluster, topic };

function kafkaAt(at: Place, kafka: string, target = declared): Client {
  const place = ['--cluster', target.cluster, '--topic', target.topic];
  const consume = [kafka, 'console-consumer', ...place, '--from-beginning', '--timeout-ms', '60000'];
  return {
    produce: (records) =>
      runAt(at, [kafka, 'console-producer', ...place, '--producer-property', 'acks=all'], { input: records }),
    consume: (prefix, count) => consumed(at, consume, prefix, count),
  };
}

/** Our `kafka` command on the workstation. */
export function kafkaOnWorkstation(): Client {
  return kafkaAt(workstation, join(workstationBinDir, 'kafka'));
}

/** Our `kafka` command on a host of the stack, for a topic of a cluster. Default: that of the dev stack. */
export function kafkaOn(name: string, target = declared): Client {
  return kafkaAt(host(name), '/usr/local/bin/kafka', target);
}

/** Bootstrap servers as a host of the stack reaches them. Default: those of the dev stack's first cluster. */
export function serversFor({ plan }: Pick<DevStack, 'plan'>, from: string, of = cluster): string {
  return bootstrapServers(plan, from, of).join(',');
}

const installKcat =
  'if command -v dnf; then dnf -q -y install kcat; else apt-get -qq update; apt-get -qq --yes install kcat; fi';

/** The command line of kcat on a host, installed by the host's own package manager; it verifies names by itself. */
export async function kcatArgv(name: string, servers: string, target = declared): Promise<string[]> {
  await onHost(name, `command -v kcat || { ${installKcat}; } >&2`);
  const keys = (await hasKeys(name, target.cluster)) ? kcatKeys(target.cluster) : [];
  return ['kcat', '-q', '-b', servers, '-t', target.topic, ...keys];
}

/** kcat on a host. */
export async function kcatOn(name: string, servers: string): Promise<Client> {
  const kcat = await kcatArgv(name, servers);
  return {
    produce: (records) => runAt(host(name), [...kcat, '-P', '-X', 'acks=all'], { input: records }),
    consume: (prefix, count) => consumed(host(name), [...kcat, '-C', '-e', '-o', 'beginning'], prefix, count),
  };
}

const folderOnHost = (of: string): string => `${clientDir}/${of}`;
const keyFiles = [clientKeyFiles.authorities, clientKeyFiles.identity];

function kcatKeys(of: string): string[] {
  const settings = {
    'security.protocol': 'ssl',
    'ssl.ca.location': `${folderOnHost(of)}/${clientKeyFiles.authorities}`,
    'ssl.certificate.location': `${folderOnHost(of)}/${clientKeyFiles.identity}`,
    'ssl.key.location': `${folderOnHost(of)}/${clientKeyFiles.identity}`,
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-X', `${name}=${value}`]);
}

async function hasKeys(name: string, of: string): Promise<boolean> {
  return (
    (await onHost(name, `[ ! -e ${folderOnHost(of)}/${clientKeyFiles.identity} ] || echo yes`)) === 'yes'
  );
}

/** Copies a client host's keys to where the operator's programs can read them. @returns the folder */
export async function keysFrom(name: string): Promise<string> {
  const folder = join(localDir, 'test', `keys-${name}`);
  mkdirSync(folder, { recursive: true });
  for (const file of keyFiles)
    writeFileSync(join(folder, file), `${await onHost(name, `cat ${folderOnHost(cluster)}/${file}`)}\n`, {
      mode: 0o600,
    });
  return folder;
}

const kafkajsProgram = 'test/support/lab-kafkajs.ts';

/** The npm library kafkajs, run by the operator's Node.js at a place; with a client's keys it speaks TLS. */
export function kafkajsAt(place: Place, servers: string, keys?: string): Client {
  return {
    produce: (records) => runAt(place, kafkajsArgv(keys, 'produce', servers, topic), { input: records }),
    consume: (prefix, count) => consumed(place, kafkajsArgv(keys, 'consume', servers, topic), prefix, count),
  };
}

/** @param keys folder of {@link keysFrom}; undefined: plain text */
export function kafkajsArgv(keys: string | undefined, ...args: string[]): string[] {
  return [
    ...(keys === undefined ? [] : ['env', `CLIENT_KEYS=${keys}`]),
    ...programArgv(kafkajsProgram, ...args),
  ];
}

/** Different records with a prefix that no other run uses. */
export function newRecords(count: number): { prefix: string; records: string[] } {
  const prefix = `test-${randomBytes(6).toString('hex')}-`;
  return { prefix, records: Array.from({ length: count }, (_, index) => `${prefix}${index}`) };
}

/** What one client produced and another consumed. */
export async function exchange(from: Client, to: Client, count: number): Promise<Comparison> {
  const { prefix, records } = newRecords(count);
  await from.produce(records);
  return compareRecords(records, await to.consume(prefix, count));
}

/** The comparison of an exchange in which every record arrived once, and no other. */
export function exactly(count: number): Comparison {
  return { sent: count, missing: [], duplicated: [], foreign: [] };
}
