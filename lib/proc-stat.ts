// What Linux tells of a process in /proc/PID/stat (proc(5)).
import { readFileSync } from 'node:fs';

/** Ticks a second there: the same on every architecture that Node.js runs on (USER_HZ). */
export const ticksPerSecond = 100;

/** The fields behind the name, which may hold anything; none where there is no such process. */
export function statFields(pid: number | 'self'): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  } catch {
    return [];
  }
}
