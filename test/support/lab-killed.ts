// `npm run up`, killed hard at a moment of its work.
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { lockFile } from '../../config/host-paths.ts';
import { projectRoot, pulumiHome } from '../../lib/paths.ts';
import { onHost } from './lab-places.ts';
import { npmRun } from './lab-stack.ts';

/** `pulumi`: it alone; the rest of the run sees it end. `all`: npm, our wrapper and pulumi at once. */
export type Victim = 'pulumi' | 'all';

const patterns: Record<Victim, RegExp> = {
  pulumi: /^\S*\/pulumi up /,
  all: /^npm run |cli\/main\.ts up |^\S*\/pulumi up /,
};

function read(pid: number | string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

const allPids = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

/** A process and all below it, parents first, whose command line matches. */
function familyOf(ancestor: number, pattern: RegExp): number[] {
  const parents = new Map(
    allPids().map((pid) => [pid, Number(read(pid, 'stat').split(') ').at(-1)?.split(' ')[1])]),
  );
  const depth = (pid: number): number => {
    if (pid === ancestor) return 0;
    const parent = parents.get(pid);
    return parent === undefined || !(parent > 1) ? NaN : depth(parent) + 1;
  };
  return [...parents.keys()]
    .filter((pid) => depth(pid) >= 0 && pattern.test(read(pid, 'cmdline').replaceAll('\0', ' ')))
    .sort((a, b) => depth(a) - depth(b));
}

export interface Kill {
  victim: Victim;
  /** A line of `up --json`: the moment. */
  moment: RegExp;
  /** Milliseconds between the moment and the kill. */
  delayMs: number;
}

/** Runs `up` with a config file, or the stack's own, and kills it. @returns what it had printed */
export async function upKilledAt({ victim, moment, delayMs }: Kill, config?: string): Promise<string> {
  const options = ['--yes', '--skip-preview', '--json', ...(config ? ['--config-file', config] : [])];
  const [file, ...args] = npmRun('up', ...options);
  // Its output is a file's, not ours: what outlives the kill must not end by a closed pipe.
  const child = execa(file, args, {
    cwd: projectRoot,
    stdin: 'ignore',
    reject: false,
    buffer: false,
    all: true,
  });
  const lines: string[] = [];
  let kill: Promise<void> | undefined;
  const strike = async () => {
    await sleep(delayMs);
    const family = familyOf(child.pid ?? 0, patterns[victim]);
    if (family.length === 0) throw new Error('up ended before it could be killed');
    for (const pid of family) process.kill(pid, 'SIGKILL');
  };
  for await (const line of child.iterable({ from: 'all' })) {
    lines.push(line);
    if (!kill && moment.test(line)) kill = strike();
  }
  await child;
  if (!kill) throw new Error(`up ended before it came to ${String(moment)}:\n${lines.slice(-20).join('\n')}`);
  await kill;
  return lines.join('\n');
}

/** A line that a host's script says, in the events that `up --json` prints; not where the script's own text is shown. */
export function said(text: string): RegExp {
  return new RegExp(`"diagnosticEvent".*"message":"[^"]{0,40}${text}`);
}

/** Command lines of this checkout's processes that carry the mark of some run. */
export function leftRunning(): string[] {
  return allPids()
    .filter((pid) => {
      const environment = read(pid, 'environ').split('\0');
      const marked = environment.some((variable) => variable.startsWith('KAFKA_PROXIED_RUN='));
      return marked && environment.includes(`PULUMI_HOME=${pulumiHome}`);
    })
    .map((pid) => `${pid} ${read(pid, 'cmdline').replaceAll('\0', ' ')}`);
}

/** Seconds for what a host's script has begun when its run is killed. */
const settleSeconds = 60;

/** Waits until no script of ours runs on these hosts: one whose connection was lost goes on to its end. */
export async function scriptsEnded(hosts: readonly string[]): Promise<void> {
  const wait = `[ ! -e ${lockFile} ] || flock --wait ${settleSeconds} ${lockFile} true`;
  await Promise.all(hosts.map((name) => onHost(name, wait)));
}
