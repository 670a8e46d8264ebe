// Who holds a stack: the lock files of Pulumi's file backend, which a pulumi that was killed leaves behind.
import { readdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { workstationName } from '../../lab/enter.ts';
import type { StackFile } from '../../pulumi/stack-file.ts';
import { locksFolder } from '../state/files.ts';
import { ownStateDir } from '../state/place.ts';
import { machine, type ProcessTable } from './processes.ts';

export interface Lock {
  pid: number;
  username: string;
  hostname: string;
  /** When it was taken, ISO 8601. */
  timestamp: string;
}

/** `held`: its process lives. `left`: its process is gone. `elsewhere`: another machine took it; nobody here can tell. */
export type LockState = 'held' | 'left' | 'elsewhere';

export interface JudgedLock extends Lock {
  state: LockState;
}

/** Seconds by which the two clocks, that of process starts and that of lock files, may differ. */
const clockSlackMs = 2_000;

/** Reads the lock files of a stack; one that is just being written or removed is passed over. */
export function readLocks(stack: string, stateDir: string): Lock[] {
  const folder = join(stateDir, locksFolder(stack));
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    try {
      return [JSON.parse(readFileSync(join(folder, name), 'utf8')) as Lock];
    } catch {
      return [];
    }
  });
}

/**
 * Whether the process that took a lock still lives.
 * @param hosts names under which this machine takes locks
 */
export function judgeLock(lock: Lock, hosts: readonly string[], table: ProcessTable = machine): LockState {
  if (!hosts.includes(lock.hostname)) return 'elsewhere';
  const process = table.find(lock.pid);
  if (!process) return 'left';
  const started = table.startedAt(process);
  // A process that started after the lock was taken got the id of one that is gone.
  return started && started.getTime() > Date.parse(lock.timestamp) + clockSlackMs ? 'left' : 'held';
}

/** Names under which locks are taken here: the lab's workstation has a host name of its own. */
function ownNames(lab: boolean): string[] {
  return lab ? [hostname(), workstationName()] : [hostname()];
}

/** The locks of a stack with what is known of their holders; undefined where it is not kept in our own backend. */
export function locksOf(stack: StackFile): JudgedLock[] | undefined {
  const stateDir = ownStateDir(stack);
  return stateDir === undefined ? undefined : judgedLocks(stack.name, stack.lab, stateDir);
}

/** The locks of a stack in a folder of states, with what is known of their holders. */
export function judgedLocks(stack: string, lab: boolean, stateDir: string): JudgedLock[] {
  return readLocks(stack, stateDir).map((lock) => ({ ...lock, state: judgeLock(lock, ownNames(lab)) }));
}

/** Who took a lock and when, for people. */
export function describeLock({ pid, username, hostname: host, timestamp }: Lock): string {
  return `${username} on ${host} (process ${pid}), since ${timestamp.replace(/\.\d+Z$/, 'Z')}`;
}
