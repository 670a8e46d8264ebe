// The proof that clients on both sides of the gateway reach the cluster: records that one produces, the other consumes.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { execa } from 'execa';
import { workstationBinDir } from '../../lab/names.ts';
import type { HostId, Topology } from '../../config/topology.ts';
import { shellJoin } from '../../ssh/quote.ts';
import { sshArgv, sshTarget } from '../../ssh/target.ts';
import { compareRecords, type Comparison } from './records.ts';
import type { PreparedStack } from './stack-env.ts';
import { fromOperator } from './vantage.ts';

export interface ProofRequest {
  prepared: PreparedStack;
  topology: Topology;
  cluster: string;
  topic: string;
  /** The client outside of the gateway. */
  outside: HostId;
  /** Records each way. */
  count: number;
}

/** One way: what `from` produced and `to` consumed. */
export interface Proof extends Comparison {
  from: string;
  to: string;
  /** Why producing or consuming broke off, with the tool's last lines. */
  failure?: string;
}

/** A place where the `kafka` command runs. */
interface Client {
  name: string;
  argv: (args: readonly string[]) => string[];
}

/** Seconds after which a tool is ended on its host, whatever it does. */
const toolSeconds = 180;
/**
 * Milliseconds without a record after which the consumer gives up. It ends by itself once it has all of them, so this
 * only has to be longer than starting Java and joining a group take on a machine that is busy otherwise.
 */
const silenceMs = 60_000;
/** Milliseconds that the consumer goes on after the last record, to see one that comes twice. */
const graceMs = 2_000;

function workstation({ stack }: PreparedStack): Client {
  const kafka = join(workstationBinDir, 'kafka');
  return { name: 'the workstation', argv: (args) => fromOperator(stack, [kafka, ...args]) };
}

function remote({ stack }: PreparedStack, topology: Topology, id: HostId): Client {
  const host = topology.hosts.find((each) => each.id === id);
  if (!host) throw new Error(`There is no host "${id}" in the stack ${stack.name}.`);
  const target = sshTarget(host);
  const bounded = (args: readonly string[]) => shellJoin(['timeout', String(toolSeconds), 'kafka', ...args]);
  return { name: id, argv: (args) => fromOperator(stack, sshArgv(target, bounded(args))) };
}

const lastLines = (text: string): string => text.trim().split('\n').slice(-5).join('\n');

/** Runs a tool at a client; `onLine` sees its output and may ask for an end after the grace time. */
async function runTool(
  { prepared }: ProofRequest,
  client: Client,
  args: readonly string[],
  { input = '', onLine }: { input?: string; onLine?: (line: string) => boolean },
): Promise<string | undefined> {
  const [file = '', ...rest] = client.argv(args);
  const child = execa(file, rest, {
    env: prepared.environment,
    extendEnv: false,
    input,
    reject: false,
    timeout: toolSeconds * 1000,
  });
  let ended = false;
  for await (const line of child) {
    if (ended || !onLine?.(line)) continue;
    ended = true;
    setTimeout(() => child.kill(), graceMs).unref();
  }
  const { failed, stderr, shortMessage } = await child;
  return failed && !ended ? `${shortMessage}\n${lastLines(stderr)}` : undefined;
}

async function proveOneWay(request: ProofRequest, from: Client, to: Client): Promise<Proof> {
  const prefix = `proof-${randomBytes(6).toString('hex')}-`;
  const sent = Array.from({ length: request.count }, (_, index) => `${prefix}${index}`);
  const place = ['--cluster', request.cluster, '--topic', request.topic];
  const produce = ['console-producer', ...place, '--producer-property', 'acks=all'];
  // A group of its own that commits nothing; records of others on the topic are passed over.
  const consume = ['console-consumer', ...place, '--from-beginning', '--timeout-ms', String(silenceMs)];
  const received: string[] = [];
  const seen = new Set<string>();
  const producing = await runTool(request, from, produce, { input: `${sent.join('\n')}\n` });
  const consuming = await runTool(request, to, consume, {
    onLine: (line) => {
      if (!line.startsWith(prefix)) return false;
      received.push(line);
      return seen.add(line).size === request.count;
    },
  });
  const comparison = compareRecords(sent, received);
  const reasons = [
    producing && `producing on ${from.name}: ${producing}`,
    comparison.missing.length > 0 &&
      `consuming on ${to.name}: ${consuming ?? `no further record within ${silenceMs / 1000} s`}`,
  ].filter((reason) => typeof reason === 'string');
  const failure = reasons.length > 0 ? { failure: reasons.join('\n') } : {};
  return { from: from.name, to: to.name, ...comparison, ...failure };
}

/** Produces and consumes in both directions at once: outside to inside, and inside to outside. */
export async function proveReach(request: ProofRequest): Promise<Proof[]> {
  const inside = workstation(request.prepared);
  const outside = remote(request.prepared, request.topology, request.outside);
  return Promise.all([proveOneWay(request, outside, inside), proveOneWay(request, inside, outside)]);
}
