// Processes of this machine, told apart by more than their ids: an id is given out again, a mark is not. Linux only;
// elsewhere nobody is found, and nobody is ended.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { statFields, ticksPerSecond } from '../../lib/proc-stat.ts';

/** One process, for as long as it lives. */
export interface Process {
  pid: number;
  /** Clock ticks since boot at which it started: another process with this id has another start. */
  start: number;
}

/** What is needed of a process table; tests have one of their own. */
export interface ProcessTable {
  /** Undefined: no process has this id, or the one that had it has ended. */
  find(pid: number): Process | undefined;
  /** When a process started. */
  startedAt(process: Process): Date | undefined;
  /** Processes in whose first environment the variable has this value. */
  marked(variable: string, value: string): Process[];
  commandLine(process: Process): string[];
  signal(process: Process, signal: NodeJS.Signals): void;
}

function read(...path: string[]): string {
  try {
    return readFileSync(join('/proc', ...path), 'utf8');
  } catch {
    return '';
  }
}

function find(pid: number): Process | undefined {
  const fields = statFields(pid);
  const [state] = fields;
  if (state === undefined || state === '' || state === 'Z' || state === 'X') return undefined;
  return { pid, start: Number(fields[19]) };
}

function isSame(process: Process): boolean {
  return find(process.pid)?.start === process.start;
}

/** The processes of the machine that this program runs on. */
export const machine: ProcessTable = {
  find,
  startedAt({ start }) {
    const boot = /^btime (\d+)$/m.exec(read('stat'))?.[1];
    return boot === undefined ? undefined : new Date((Number(boot) + start / ticksPerSecond) * 1000);
  },
  marked(variable, value) {
    let names: string[] = [];
    try {
      names = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    } catch {
      // No /proc here.
    }
    const wanted = `${variable}=${value}`;
    return names
      .filter((name) => read(name, 'environ').split('\0').includes(wanted))
      .map((name) => find(Number(name)))
      .filter((found) => found !== undefined);
  },
  commandLine: ({ pid }) => read(String(pid), 'cmdline').split('\0'),
  signal(target, signal) {
    if (!isSame(target)) return;
    try {
      process.kill(target.pid, signal);
    } catch {
      // It ended by itself.
    }
  },
};

const politeMs = 5_000;
const pollMs = 100;

/**
 * Ends processes by their ids: asked first, then killed.
 * @returns those that were there to be ended
 */
export async function endAll(
  processes: readonly Process[],
  table: ProcessTable = machine,
): Promise<Process[]> {
  const left = () => processes.filter(({ pid, start }) => table.find(pid)?.start === start);
  const found = left();
  for (const one of found) table.signal(one, 'SIGTERM');
  const deadline = Date.now() + politeMs;
  while (left().length > 0 && Date.now() < deadline) await sleep(pollMs);
  for (const one of left()) table.signal(one, 'SIGKILL');
  return found;
}
