// Runs a command to its end and tells what it took. Linux only: it reads /proc.
import { readdirSync } from 'node:fs';
import { execa } from 'execa';
import { projectRoot } from '../lib/paths.ts';
import { statFields, ticksPerSecond } from '../lib/proc-stat.ts';

export interface Measured {
  /** Of the clock. */
  seconds: number;
  /** Of all processes that it started and waited for. */
  cpuSeconds: number;
  /** The most memory that its processes had together, MiB: the sum of what is resident, shared pages counted for each. */
  peakMiB: number;
  /** All that it printed. */
  output: string;
}

/** Ends what is measured when this program is told to end, so that all `finally` run. */
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => interruption.abort(new Error(`Ended by ${signal}.`)));

const sampleMs = 200;
const pageKib = 4;

/** @throws Error with the end of its output if it fails */
export async function measure(
  [file = '', ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Measured> {
  const before = ticksOfChildren();
  const began = performance.now();
  const child = execa(file, args, {
    ...{ cwd: projectRoot, env, stdin: 'ignore', all: true, reject: false },
    cancelSignal: interruption.signal,
  });
  let peak = 0;
  const samples = setInterval(() => (peak = Math.max(peak, residentKib(child.pid ?? 0))), sampleMs);
  const { exitCode, all } = await child;
  clearInterval(samples);
  interruption.signal.throwIfAborted();
  if (exitCode !== 0)
    throw new Error(`${[file, ...args].join(' ')} ended with ${exitCode}:\n${all.slice(-4000)}`);
  return {
    seconds: (performance.now() - began) / 1000,
    cpuSeconds: (ticksOfChildren() - before) / ticksPerSecond,
    peakMiB: peak / 1024,
    output: all,
  };
}

/** User and system time of all children that have ended, and of theirs. */
function ticksOfChildren(): number {
  const [user, system] = statFields('self').slice(13, 15);
  return Number(user) + Number(system);
}

/** Resident memory of a process and of all below it. */
function residentKib(root: number): number {
  const children = new Map<number, number[]>();
  const pages = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const fields = statFields(Number(name));
    const parent = Number(fields[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    pages.set(Number(name), Number(fields[21]));
  }
  const sum = (pid: number): number =>
    (pages.get(pid) ?? 0) + (children.get(pid) ?? []).map(sum).reduce((a, b) => a + b, 0);
  return sum(root) * pageKib;
}
