// What clients of two makes say of a breakage, for the documentation: Kafka's own Java client, and kcat (librdkafka).
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { localDir } from '../../tools/paths.ts';
import { kcatArgv, serversFor } from './lab-clients.ts';
import { host, runAt } from './lab-places.ts';
import { cluster, type DevStack, topic } from './lab-stack.ts';

/** Asked for by this variable: it takes half a minute for each breakage. */
export const isAsked = process.env['KAFKA_PROXIED_CLIENT_WORDS'] !== undefined;

const from = 'kafkaclientmachine2';
const patienceMs = 10_000;
/** To several partitions, so that each broker is met. */
const records = Array.from({ length: 24 }, (_, index) => `${index}:word`);

/** Each different line once, without what differs from run to run; the most frequent first. */
const summary = `sed -E 's/^\\[[^]]*\\] //; s/^[0-9-]+ [0-9:,]+ //; s/^%[0-9]\\|[0-9.]*\\|//; s/ \\(after [0-9]+ms[^)]*\\)//
    s/[0-9]+ (ms|bytes|record)/N \\1/g; s/:[0-9]+ ms/:N ms/g; s/${topic}-[0-9]+/${topic}-N/g; s/(correlation id|brokers|identical error.*:) [0-9]+/\\1 N/g' |
  grep -E 'WARN|ERROR|Exception|FAIL|failed|rror' | cut -c 1-400 | sort | uniq -c | sort -rn | sed -E 's/^ *[0-9]+ //' | head -n 5`;

async function words(argv: readonly string[]): Promise<string[]> {
  const script = `{ timeout 40 "$@" 2>&1 || true; } | ${summary} || true`;
  return runAt(host(from), ['bash', '-c', script, 'words', ...argv], { input: records });
}

/** Adds to `.local/test/client-words.md` what clients outside report while something is broken. */
export async function noteClientWords(dev: DevStack, title: string): Promise<void> {
  const place = ['--cluster', cluster, '--topic', topic];
  const limits = ['max.block.ms', 'delivery.timeout.ms'].map((name) => `${name}=${patienceMs}`);
  const properties = [...limits, 'request.timeout.ms=4000', 'linger.ms=0'];
  const kcat = await kcatArgv(from, serversFor(dev, from));
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
    words(producer),
    words([
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
    `## ${title}\n\nJava:\n\n${list(java)}\nlibrdkafka:\n\n${list(librdkafka)}\n`,
  );
}
