// What clients of two makes say of a breakage, for the documentation: Kafka's own Java client, and kcat (librdkafka).
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { localDir } from '../../lib/paths.ts';
import { kcatArgv, serversFor } from './lab-clients.ts';
import { host, onHost, runAt } from './lab-places.ts';
import { cluster, type DevStack, topic } from './lab-stack.ts';

/** Asked for by this variable: it takes half a minute for each breakage. */
export const isAsked = process.env['KAFKA_PROXIED_CLIENT_WORDS'] !== undefined;

/** A client on a host, and what it sends to. */
export interface AskedClient {
  from: string;
  cluster: string;
  topic: string;
}

const outside: AskedClient = { from: 'kafkaclientmachine2', cluster, topic };
/** In the LAN, on a host that nothing is broken on. */
export const inside: AskedClient = { ...outside, from: 'engine1' };
/** Behind the tunnel. */
export const tunnelled: AskedClient = { from: 'kafkaclientmachine2', cluster: 'cluster2', topic: 'answers' };
const patienceMs = 10_000;
/** To several partitions, so that each broker is met. */
const records = Array.from({ length: 24 }, (_, index) => `${index}:word`);

/** Each different line once, without what differs from run to run; the most frequent first. */
const summary = (
  named: string,
): string => `sed -E 's/^\\[[^]]*\\] //; s/^[0-9-]+ [0-9:,]+ //; s/^%[0-9]\\|[0-9.]*\\|//; s/ \\(after [0-9]+ms[^)]*\\)//
    s/[0-9]+ (ms|bytes|record)/N \\1/g; s/:[0-9]+ ms/:N ms/g; s/${named}-[0-9]+/${named}-N/g; s/(correlation id|brokers|identical error.*:) [0-9]+/\\1 N/g' |
  grep -E 'WARN|ERROR|Exception|FAIL|failed|rror' | cut -c 1-400 | sort | uniq -c | sort -rn | sed -E 's/^ *[0-9]+ //' | head -n 5`;

async function words({ from, topic: named }: AskedClient, argv: readonly string[]): Promise<string[]> {
  const script = `{ timeout 40 "$@" 2>&1 || true; } | ${summary(named)} || true`;
  return runAt(host(from), ['bash', '-c', script, 'words', ...argv], { input: records });
}

/** Gives partitions back to their first brokers: one that was restarted leads nothing, so its clients meet no fault of its. */
export async function leadAgain({ topology }: DevStack, of: string): Promise<void> {
  const [broker] = topology.clusters.find(({ id }) => id === of)?.brokers ?? [];
  if (!broker) return;
  const election = `kafka leader-election --cluster ${of} --election-type preferred --all-topic-partitions`;
  await onHost(broker.host, `timeout 20 ${election} >/dev/null 2>&1 || true`);
}

/**
 * Adds to `.local/test/client-words.md` what clients report while something is broken.
 * @param client default: outside of the LAN, of cluster 1
 */
export async function noteClientWords(dev: DevStack, title: string, client = outside): Promise<void> {
  const { from } = client;
  await leadAgain(dev, client.cluster);
  const place = ['--cluster', client.cluster, '--topic', client.topic];
  const limits = ['max.block.ms', 'delivery.timeout.ms'].map((name) => `${name}=${patienceMs}`);
  const properties = [...limits, 'request.timeout.ms=4000', 'linger.ms=0'];
  const kcat = await kcatArgv(from, serversFor(dev, from, client.cluster), client);
  const producer = [
    ...[
      'kafka',
      'console-producer',
      ...place,
      '--property',
      'parse.key=true',
      '--property',
      'key.separator=:',
    ],
    ...properties.flatMap((property) => ['--producer-property', property]),
  ];
  const [java, librdkafka] = await Promise.all([
    words(client, producer),
    words(client, [
      ...kcat.filter((option) => option !== '-q'),
      '-P',
      '-K',
      ':',
      '-X',
      `message.timeout.ms=${patienceMs}`,
    ]),
  ]);
  const list = (lines: readonly string[]): string =>
    lines.map((line) => `- \`${line.trim()}\`\n`).join('') || '- nothing\n';
  const folder = join(localDir, 'test');
  mkdirSync(folder, { recursive: true });
  appendFileSync(
    join(folder, 'client-words.md'),
    `## ${title}\n\nOn ${from}, of ${client.cluster}. Java:\n\n${list(java)}\nlibrdkafka:\n\n${list(librdkafka)}\n`,
  );
}
