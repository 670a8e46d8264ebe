// What a contest found, as a page.
import type { Machine } from '../machine.ts';
import { median } from '../median.ts';
import { machineText, pageTable } from '../page.ts';
import { type Contestant, type Step, steps } from './contestant.ts';
import type { Traffic } from './traffic.ts';

/** One step of one contestant in one round. */
export interface Run extends Traffic {
  contestant: string;
  step: Step;
  round: number;
  /** Of the clock: of all commands, and until the cluster served where the step is about that. */
  seconds: number;
  /** Of each of its commands. */
  commands: number[];
  /** On the operator's machine. */
  cpuSeconds: number;
  /** See `Measured`. */
  peakMiB: number;
}

/** @param first whose seconds are set against those of the others */
function table(runs: readonly Run[], first: string): string {
  const ids = [...new Set(runs.map(({ contestant }) => contestant))];
  const of = (id: string, value: (run: Run) => number): number[] =>
    runs.filter(({ contestant }) => contestant === id).map(value);
  const own = median(of(first, ({ seconds }) => seconds));
  const rows = ids.map((id) => {
    const seconds = of(id, (run) => run.seconds);
    const middle = median(seconds);
    return [
      id,
      ...[middle, Math.min(...seconds), Math.max(...seconds)].map((value) => value.toFixed(1)),
      id === first || Number.isNaN(own) ? '' : (own / middle).toFixed(2),
      median(of(id, (run) => run.cpuSeconds)).toFixed(1),
      median(of(id, (run) => run.peakMiB)).toFixed(0),
      median(of(id, (run) => run.connections)).toFixed(0),
      (median(of(id, (run) => run.bytes)) / 1e6).toFixed(1),
    ];
  });
  const names = [
    '',
    'seconds',
    'least',
    'most',
    `${first} / this`,
    'CPU seconds',
    'memory, MiB',
    'SSH connections',
    'MB sent',
  ];
  return pageTable(names, rows);
}

/** Seconds of the first of several commands, where a step has several. */
function partsNote(runs: readonly Run[]): string {
  const parted = runs.filter(({ commands }) => commands.length > 1);
  const [one] = parted;
  if (!one) return '';
  const first = median(parted.map(({ commands }) => commands[0] ?? NaN));
  return `\n\n${one.contestant}: the first of its commands took ${first.toFixed(1)} s of that.`;
}

/** The page, with the contestants in the order in which they are given. */
export function contestPage(
  runs: readonly Run[],
  contestants: readonly Contestant[],
  machine: Machine,
): string {
  const [first] = contestants;
  const rounds = Math.max(...runs.map(({ round }) => round));
  const parts = Object.entries(steps).flatMap(([step, what]) => {
    const own = runs.filter((run) => run.step === step);
    if (own.length === 0) return [];
    const title = `${what.charAt(0).toUpperCase()}${what.slice(1)}`;
    return [`## ${title}\n\n${table(own, first?.id ?? '')}${partsNote(own)}\n`];
  });
  return `<!-- Written by \`npm run bench\`; changes by hand are lost. -->

# The same cluster by other means

One ZooKeeper and three brokers in plain text on three hosts behind a gateway with a port map, one topic, firewalls that admit the
LAN and one client outside. Each contestant begins on hosts of the lab that have just booted for the first time. A cluster serves when a
client inside and one outside see all brokers with the wanted property, and all partitions of all topics in sync; both then send
records to each partition and read them back, which is not measured.

![Medians, with least and most](contest.svg)

${contestants.map(({ id, about }) => `- **${id}**: ${about}`).join('\n')}

Medians of ${rounds} rounds, in which the contestants alternate. CPU, memory (the most that all processes have together; shared pages
count for each), connections and bytes are those of the operator's side; the CPU and memory of logins that OpenSSH keeps open in the
background for Ansible and the floor are not in them.

${machineText(machine)} Hosts and operator share the CPUs.

${parts.join('\n')}`;
}
