// Lets the contestants do their steps, each on hosts that have just booted for the first time.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { down } from '../../lab/down.ts';
import { workstationCommand } from '../../lab/enter.ts';
import { up } from '../../lab/up.ts';
import { projectRoot } from '../../lib/paths.ts';
import { say } from '../../lib/progress.ts';
import { measure, type Measured } from '../measure.ts';
import { changed } from './cluster.ts';
import { type Contestant, type Prepared, type Step, steps } from './contestant.ts';
import type { Run } from './report.ts';
import { requireGone, startClients } from './serving.ts';
import { countTraffic, takeTraffic } from './traffic.ts';

const labFile = join(projectRoot, 'bench', 'contest', 'lab.yaml');

/** After which steps the cluster must serve, with which value of the property that changes. */
const served: Partial<Record<Step, number>> = { bare: changed.before, change: changed.after };

/** @param took is told of each step as it ends */
export async function runRounds(
  contestants: readonly Contestant[],
  rounds: number,
  took: (run: Run) => void,
): Promise<void> {
  try {
    for (let round = 1; round <= rounds; round++) {
      // Nobody always runs first.
      const order = round % 2 === 1 ? contestants : contestants.toReversed();
      for (const contestant of order) await runOne(contestant, round, took);
    }
  } finally {
    await down();
  }
}

async function runOne(contestant: Contestant, round: number, took: (run: Run) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kafka-proxied-bench-'));
  try {
    await down();
    await up(labFile);
    await countTraffic();
    const prepared = await contestant.prepare(folder);
    for (const step of Object.keys(steps) as Step[]) {
      const commands = prepared.commands[step];
      if (step === 'preview') prepared.change();
      if (!commands) continue;
      const run = {
        contestant: contestant.id,
        step,
        round,
        ...(await runStep(step, commands, prepared, folder)),
      };
      say(`round ${round}, ${contestant.id}, ${step}: ${run.seconds.toFixed(1)} s`);
      took(run);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function runStep(
  step: Step,
  commands: readonly string[][],
  { env, check }: Prepared,
  folder: string,
): Promise<Omit<Run, 'contestant' | 'step' | 'round'>> {
  const value = served[step];
  const clients = value === undefined ? undefined : startClients(value, folder);
  await takeTraffic();
  const measured: Measured[] = [];
  let waited = 0;
  try {
    for (const argv of commands) measured.push(await measure(workstationCommand(argv), env));
    const ended = performance.now();
    if (clients) waited = (await clients.untilServing()) - ended;
  } finally {
    clients?.end();
  }
  check?.(step, measured.map(({ output }) => output).join('\n'));
  if (step === 'destroy') await requireGone();
  const traffic = await takeTraffic();
  await endSharedLogins(folder);
  const sum = (of: (each: Measured) => number): number =>
    measured.reduce((total, each) => total + of(each), 0);
  return {
    seconds: sum(({ seconds }) => seconds) + waited / 1000,
    commands: measured.map(({ seconds }) => seconds),
    cpuSeconds: sum((each) => each.cpuSeconds),
    peakMiB: Math.max(...measured.map(({ peakMiB }) => peakMiB)),
    ...traffic,
  };
}

/** Logins that one command left open for the next are not for the next step. @param folder with their sockets */
async function endSharedLogins(folder: string): Promise<void> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isSocket()) continue;
    const control = `ControlPath=${join(folder, entry.name)}`;
    await execa('ssh', ['-O', 'exit', '-o', control, 'any'], { reject: false });
  }
}
