// A producer that sends all the time, and a watch over who is registered: what a roll must not disturb.
import { randomInt } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { workstationBinDir } from '../../lab/names.ts';
import { compareRecords, type Comparison } from '../../cli/start/records.ts';
import { clientDir } from '../../config/host-paths.ts';
import { localDir, projectRoot } from '../../lib/paths.ts';
import { kafkaOnWorkstation } from './lab-clients.ts';
import { host, onHost, type Place, workstation } from './lab-places.ts';
import { cluster, topic } from './lab-stack.ts';

/** Records a second: enough to meet every moment of a roll. */
const rate = 50;

const clientProperties = {
  acks: 'all',
  'enable.idempotence': 'true',
  retries: '2147483647',
  'delivery.timeout.ms': '40000',
  'request.timeout.ms': '10000',
  // A leader whose host has lost its power answers no connection: until an attempt is given up, nobody asks who leads now.
  // The second attempt may take twice as long as the first, 20 s, and the two and ZooKeeper's 18 s are more than 40.
  'socket.connection.setup.timeout.max.ms': '10000',
  'linger.ms': '0',
};

export interface Sent {
  /** What its records, and no others, begin with. */
  prefix: string;
  acknowledged: string[];
  failed: string[];
  /** Longest time between two acknowledgements. */
  longestGapMs: number;
}

export interface Load {
  /** Ends the producer and says which of its records were acknowledged, and which sends failed. */
  stop(): Promise<Sent>;
}

interface Report {
  name: string;
  value?: string;
  message?: string;
}

const settings = Object.entries(clientProperties)
  .map(([name, value]) => `${name}=${value}\n`)
  .join('');

interface Producer {
  place: Place;
  /** Its `kafka` command. */
  kafka: string;
  /** A file of properties, there. */
  file: string;
}

function onWorkstation(): Producer {
  const file = join(localDir, 'test', 'load.properties');
  mkdirSync(join(localDir, 'test'), { recursive: true });
  writeFileSync(file, settings);
  return { place: workstation, kafka: join(workstationBinDir, 'kafka'), file };
}

/** With the properties that the stack gave this client, its keys among them. */
async function onClient(name: string): Promise<Producer> {
  const file = '/run/load.properties';
  const given = `${clientDir}/${cluster}/producer.properties`;
  await onHost(name, `{ grep -v '^bootstrap' ${given}; echo; cat; } >${file} <<'END'\n${settings}END`);
  return { place: host(name), kafka: 'kafka', file };
}

/**
 * Starts Kafka's verifiable producer: acks=all, idempotent, one id a record. Resolves at its first acknowledgement.
 * @param client a host of the stack; default: the workstation
 */
export async function startLoad(client?: string): Promise<Load> {
  const prefix = String(randomInt(1e8, 1e9));
  const { place, kafka, file } = client === undefined ? onWorkstation() : await onClient(client);
  const [program = '', ...args] = await place([
    ...[kafka, 'verifiable-producer', '--cluster', cluster, '--topic', topic],
    ...['--acks', '-1', '--throughput', String(rate), '--value-prefix', prefix, '--producer.config', file],
  ]);
  const child = execa(program, args, { cwd: projectRoot, stdin: 'ignore', reject: false, buffer: false });
  const acknowledged: string[] = [];
  const failed: string[] = [];
  let longestGapMs = 0;
  let latest: number | undefined;
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-2000)));
  let first: () => void = () => undefined;
  const started = new Promise<void>((resolve) => (first = resolve));
  const reading = (async () => {
    for await (const line of child) {
      if (!line.startsWith('{')) continue;
      const { name, value = '', message = '' } = JSON.parse(line) as Report;
      if (name === 'producer_send_success') {
        acknowledged.push(value);
        const now = performance.now();
        longestGapMs = Math.max(longestGapMs, now - (latest ?? now));
        latest = now;
      }
      if (name === 'producer_send_error') failed.push(`${value}: ${message}`);
      if (acknowledged.length === 1) first();
    }
  })();
  await Promise.race([
    started,
    reading.then(() => Promise.reject(new Error(`the producer ended at once: ${said}`))),
  ]);
  return {
    stop: async () => {
      child.kill('SIGTERM');
      await reading;
      await child;
      return { prefix: `${prefix}.`, acknowledged, failed, longestGapMs };
    },
  };
}

/** What the topic holds of the records that were acknowledged. */
export async function compareWithTopic(prefix: string, acknowledged: readonly string[]): Promise<Comparison> {
  return compareRecords(acknowledged, await kafkaOnWorkstation().consume(prefix, acknowledged.length));
}

export interface Sample {
  /** Seconds since boot, as systemd counts them. */
  at: number;
  /** Ids of the brokers that ZooKeeper knew. */
  registered: number[];
}

export interface Watch {
  stop(): Promise<Sample[]>;
}

// No answer is no sample: it says nothing of the brokers.
const dumps = (zookeeper: string): string => `while sleep 0.2; do
  answer=$(timeout 5 bash -c 'exec 3<>/dev/tcp/${zookeeper}; printf dump >&3; cat <&3') || continue
  case $answer in *'ephemeral nodes dump'*) ;; *) continue ;; esac
  echo "sample $(printf '%s\\n' "$answer" | sed -n 's,.*/brokers/ids/,,p' | sort -u | paste -sd ,)"
done`;

/**
 * Samples ZooKeeper's registrations, five times a second.
 * @param zookeeper `host/port`, as it is reached from the place
 */
export async function watchRegistrations(
  place: Place = workstation,
  zookeeper = 'engine1/2181',
): Promise<Watch> {
  const [program = '', ...args] = await place(['bash', '-c', dumps(zookeeper)]);
  const child = execa(program, args, { stdin: 'ignore', reject: false, buffer: false });
  const samples: Sample[] = [];
  const reading = (async () => {
    for await (const line of child) {
      const ids = line.replace(/^sample /, '').split(',');
      samples.push({
        at: Number(process.hrtime.bigint()) / 1e9,
        registered: ids.filter((id) => id !== '').map(Number),
      });
    }
  })();
  return {
    stop: async () => {
      child.kill('SIGTERM');
      await reading;
      return samples;
    },
  };
}

/** Seconds since boot when a broker was first seen registered again after it had stopped at `stopped`. */
export function registeredAgain(samples: readonly Sample[], id: number, stopped: number): number {
  const after = samples.filter(({ at }) => at > stopped);
  const gone = after.findIndex(({ registered }) => !registered.includes(id));
  const back =
    gone < 0 ? -1 : after.findIndex(({ registered }, index) => index > gone && registered.includes(id));
  return after[back]?.at ?? Infinity;
}
