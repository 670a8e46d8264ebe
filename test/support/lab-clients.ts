// Kafka clients at places of the lab, and the exchange of records between two of them.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { workstationBinDir } from '../../lab/names.ts';
import { bootstrapServers } from '../../config/plan/select.ts';
import { compareRecords, type Comparison } from '../../tools/cli/records.ts';
import { programArgv } from '../../tools/cli/subcommand.ts';
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

/** Our `kafka` command on the workstation. */
export function kafkaOnWorkstation(): Client {
  const kafka = join(workstationBinDir, 'kafka');
  const place = ['--cluster', cluster, '--topic', topic];
  return {
    produce: (records) =>
      runAt(workstation, [kafka, 'console-producer', ...place, '--producer-property', 'acks=all'], {
        input: records,
      }),
    consume: (prefix, count) =>
      consumed(
        workstation,
        [kafka, 'console-consumer', ...place, '--from-beginning', '--timeout-ms', '30000'],
        prefix,
        count,
      ),
  };
}

/** Bootstrap servers as a host of the stack reaches them. */
export function serversFor({ plan }: DevStack, from: string): string {
  return bootstrapServers(plan, from, cluster).join(',');
}

/** Debian's kcat on a host, installed by the host's own package manager. */
export async function kcatOn(name: string, servers: string): Promise<Client> {
  await onHost(name, 'command -v kcat || { apt-get -qq update && apt-get -qq --yes install kcat; } >&2');
  const kcat = ['kcat', '-q', '-b', servers, '-t', topic];
  return {
    produce: (records) => runAt(host(name), [...kcat, '-P', '-X', 'acks=all'], { input: records }),
    consume: (prefix, count) => consumed(host(name), [...kcat, '-C', '-e', '-o', 'beginning'], prefix, count),
  };
}

const kafkajsProgram = 'test/support/lab-kafkajs.ts';

/** The npm library kafkajs, run by the operator's Node.js at a place. */
export function kafkajsAt(place: Place, servers: string): Client {
  return {
    produce: (records) =>
      runAt(place, programArgv(kafkajsProgram, 'produce', servers, topic), { input: records }),
    consume: (prefix, count) =>
      consumed(place, programArgv(kafkajsProgram, 'consume', servers, topic), prefix, count),
  };
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
