// Places of a stack where the `kafka` command runs, and one run of it there.
import { join } from 'node:path';
import { execa } from 'execa';
import type { HostId, Topology } from '../../config/topology.ts';
import { workstationBinDir } from '../../lab/names.ts';
import { shellJoin } from '../../ssh/quote.ts';
import { sshArgv, sshTarget } from '../../ssh/target.ts';
import type { PreparedStack } from '../stack-env.ts';
import { fromOperator } from '../vantage.ts';

/** A place where the `kafka` command runs. */
export interface ProofClient {
  name: string;
  argv: (args: readonly string[]) => string[];
}

/** Seconds after which a tool is ended on its host, whatever it does. */
const toolSeconds = 180;
/** Milliseconds that the consumer goes on after the last record, to see one that comes twice. */
const graceMs = 2_000;

export function workstationClient({ stack }: PreparedStack): ProofClient {
  const kafka = join(workstationBinDir, 'kafka');
  return { name: 'the workstation', argv: (args) => fromOperator(stack, [kafka, ...args]) };
}

export function remoteClient({ stack }: PreparedStack, topology: Topology, id: HostId): ProofClient {
  const host = topology.hosts.find((each) => each.id === id);
  if (!host) throw new Error(`There is no host "${id}" in the stack ${stack.name}.`);
  const target = sshTarget(host);
  const bounded = (args: readonly string[]) => shellJoin(['timeout', String(toolSeconds), 'kafka', ...args]);
  return { name: id, argv: (args) => fromOperator(stack, sshArgv(target, bounded(args))) };
}

const lastLines = (text: string): string => text.trim().split('\n').slice(-5).join('\n');

/**
 * Runs a tool at a client; `onLine` sees its output and may ask for an end after the grace time.
 * @returns why it broke off, with its last lines; undefined: it came to its end
 */
export async function runTool(
  { environment }: PreparedStack,
  client: ProofClient,
  args: readonly string[],
  { input = '', onLine }: { input?: string; onLine?: (line: string) => boolean },
): Promise<string | undefined> {
  const [file = '', ...rest] = client.argv(args);
  const child = execa(file, rest, {
    env: environment,
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
