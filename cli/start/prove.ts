// The proof that clients reach the clusters, and that mirrors carry: records that one produces, others consume.
import { randomBytes } from 'node:crypto';
import type { ClusterId } from '../../config/topology.ts';
import type { PreparedStack } from '../stack-env.ts';
import { type ProofClient, runTool } from './proof-client.ts';
import { compareRecords, type Comparison, outOfOrder } from './records.ts';

/** What `from` produced and `to` consumed. */
export interface Proof extends Comparison {
  from: string;
  to: string;
  /** Records that came, within their partition, behind a later one; undefined: none did. */
  outOfOrder?: string[];
  /** Why producing or consuming broke off, with the tool's last lines. */
  failure?: string;
}

/** Records that one client produces, and who has to get all of them. */
export interface Exchange {
  from: ProofClient;
  cluster: ClusterId;
  topic: string;
  count: number;
  readers: readonly Reader[];
}

export interface Reader {
  at: ProofClient;
  /** Where it reads a topic of the same name. */
  cluster: ClusterId;
  /** What its proof calls it. Default: the client's name. */
  name?: string;
}

/**
 * Milliseconds without a record after which the consumer gives up. It ends by itself once it has all of them, so this
 * only has to be longer than starting Java and joining a group take on a machine that is busy otherwise.
 */
const silenceMs = 60_000;

interface Received {
  /** By partition, in the order in which they came. */
  partitions: Map<string, string[]>;
  failure: string | undefined;
}

/** Reads until all records with the prefix came, and a little longer. */
async function consume(
  prepared: PreparedStack,
  { at, cluster }: Reader,
  topic: string,
  { prefix, count }: { prefix: string; count: number },
): Promise<Received> {
  const place = ['--cluster', cluster, '--topic', topic];
  // A group of its own that commits nothing; records of others on the topic are passed over.
  const options = [
    '--from-beginning',
    '--timeout-ms',
    String(silenceMs),
    '--property',
    'print.partition=true',
  ];
  const partitions = new Map<string, string[]>();
  const seen = new Set<string>();
  const failure = await runTool(prepared, at, ['console-consumer', ...place, ...options], {
    onLine: (line) => {
      const [partition = '', record = ''] = line.split('\t');
      if (!record.startsWith(prefix)) return false;
      const own = partitions.get(partition) ?? [];
      partitions.set(partition, own);
      own.push(record);
      return seen.add(record).size === count;
    },
  });
  return { partitions, failure };
}

/** One client produces while all readers read. */
export async function proveExchange(prepared: PreparedStack, exchange: Exchange): Promise<Proof[]> {
  const { from, cluster, topic, count, readers } = exchange;
  const prefix = `proof-${randomBytes(6).toString('hex')}-`;
  const sent = Array.from({ length: count }, (_, index) => `${prefix}${index}`);
  const produce = ['console-producer', '--cluster', cluster, '--topic', topic];
  const [producing, ...received] = await Promise.all([
    runTool(prepared, from, [...produce, '--producer-property', 'acks=all'], {
      input: `${sent.join('\n')}\n`,
    }),
    ...readers.map((reader) => consume(prepared, reader, topic, { prefix, count })),
  ]);
  return readers.map(({ at, name = at.name }, index): Proof => {
    const { partitions = new Map<string, string[]>(), failure: consuming } = received[index] ?? {};
    const comparison = compareRecords(sent, [...partitions.values()].flat());
    const disorder = [...partitions.values()].flatMap((records) => outOfOrder(sent, records));
    const reasons = [
      producing && `producing on ${from.name}: ${producing}`,
      comparison.missing.length > 0 &&
        `consuming on ${name}: ${consuming ?? `no further record within ${silenceMs / 1000} s`}`,
    ].filter((reason) => typeof reason === 'string');
    return {
      ...{ from: from.name, to: name, ...comparison },
      ...(disorder.length > 0 && { outOfOrder: disorder }),
      ...(reasons.length > 0 && { failure: reasons.join('\n') }),
    };
  });
}
