// Ends processes of the lab, and nothing else: each is looked up as the lab's own just before it gets a signal.
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { hostDir, internetName, netnsPath } from './names.ts';
import { labProcesses, type LabProcess } from './processes.ts';

const politeMs = 2_000;
const killDeadlineMs = 20_000;
const pollMs = 100;

function signal(processes: readonly LabProcess[], name: NodeJS.Signals): void {
  for (const { pid } of processes) {
    try {
      process.kill(pid, name);
    } catch {
      // It ended by itself.
    }
  }
}

/** Programs that operators run in the workstation's network: they get a moment to end by themselves. */
function isOperators({ place }: LabProcess): boolean {
  return existsSync(netnsPath(place)) && !existsSync(hostDir(place)) && place !== internetName;
}

/** Ends all processes of the lab that `which` names. */
export async function endProcesses(which: (found: LabProcess) => boolean): Promise<void> {
  const began = Date.now();
  const left = () => labProcesses().filter(which);
  signal(left().filter(isOperators), 'SIGTERM');
  for (let found = left(); found.length > 0; found = left()) {
    const age = Date.now() - began;
    if (age > killDeadlineMs) {
      const pids = found.map(({ pid }) => pid).join(', ');
      throw new Error(`These processes of the lab don't end, not even when killed: ${pids}.`);
    }
    signal(age > politeMs ? found : found.filter((one) => !isOperators(one)), 'SIGKILL');
    await sleep(pollMs);
  }
}
