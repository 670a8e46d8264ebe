// Ends processes of the lab, and nothing else: each is looked up as the lab's own just before it gets a signal.
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { labProcesses, type LabProcess } from './processes.ts';

const politeMs = 5_000;
const killDeadlineMs = 20_000;
const pollMs = 100;

function signal({ pid }: LabProcess, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself.
  }
}

/** Supervisors and nspawn: they tidy up and end when their host has ended, and leave locks and cables when killed. */
function keepsAHost({ argv }: LabProcess): boolean {
  return argv.slice(0, 2).some((word) => ['supervise.sh', 'systemd-nspawn'].includes(basename(word)));
}

/**
 * Ends all processes of the lab that `which` names: hosts at once, as if their plug was pulled; operators' programs and
 * whatever else there is get a moment to end by themselves.
 */
export async function endProcesses(which: (found: LabProcess) => boolean): Promise<void> {
  const began = Date.now();
  const left = () => labProcesses().filter(which);
  for (const found of left()) {
    if (!found.isInit && !keepsAHost(found)) signal(found, 'SIGTERM');
  }
  for (let found = left(); found.length > 0; found = left()) {
    const age = Date.now() - began;
    if (age > killDeadlineMs) {
      const pids = found.map(({ pid }) => pid).join(', ');
      throw new Error(`These processes of the lab don't end, not even when killed: ${pids}.`);
    }
    for (const one of found) {
      if (one.isInit || age > politeMs) signal(one, 'SIGKILL');
    }
    await sleep(pollMs);
  }
}
