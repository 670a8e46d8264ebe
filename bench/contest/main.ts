// `npm run bench`: the same cluster by this program and by other means; writes docs/benchmarks/contest.*.
import { runProgram, UsageError } from '../../lib/program.ts';
import { publishedRounds, readRounds, requireFreeLab } from '../lab-bench.ts';
import { thisMachine } from '../machine.ts';
import { writeFigures } from '../write.ts';
import { chart } from './chart.ts';
import { comparison } from './compare.ts';
import type { Contestant } from './contestant.ts';
import { ansible } from './contestants/ansible.ts';
import { empty } from './contestants/empty.ts';
import { floor } from './contestants/floor.ts';
import { ours, oursAt } from './contestants/ours.ts';
import { contestPage, type Run } from './report.ts';
import { runRounds } from './rounds.ts';

const all = [ours, ansible, floor, empty];
const quickRounds = 2;

/** Arguments: rounds, or `quick`; a commit, or nothing; names of contestants. */
await runProgram(async ([rounds = '', commit = '', ...ids]) => {
  if (rounds === 'quick') return quick(commit);
  const count = readRounds(rounds);
  const unknown = ids.filter((id) => !all.some((each) => each.id === id));
  if (unknown.length > 0)
    throw new UsageError(
      `There is no contestant ${unknown.join(', ')}. There are: ${all.map((each) => each.id).join(', ')}.`,
    );
  const chosen = ids.length > 0 ? all.filter(({ id }) => ids.includes(id)) : all;
  const contestants = commit === '' ? chosen : [...chosen, oursAt(commit)];
  const machine = await thisMachine();
  const runs = await compete(contestants, count);
  const page = contestPage(runs, contestants, machine);
  // Figures that are published are those of everybody.
  if (chosen.length < all.length || count < publishedRounds) {
    process.stdout.write(page);
    return 0;
  }
  const names = contestants.map(({ id }) => id);
  await writeFigures('contest', page, { machine, runs }, { svg: chart(runs, names) });
  return 0;
});

async function quick(commit: string): Promise<number> {
  const other = oursAt(commit);
  const runs = await compete([ours, other], quickRounds);
  process.stdout.write(`${comparison(runs, [ours.id, other.id])}\n`);
  return 0;
}

async function compete(contestants: readonly Contestant[], rounds: number): Promise<Run[]> {
  requireFreeLab();
  const runs: Run[] = [];
  try {
    for (const { makeReady } of contestants) await makeReady?.();
    await runRounds(contestants, rounds, (run) => runs.push(run));
  } finally {
    for (const { tidyUp } of contestants) await tidyUp?.();
  }
  return runs;
}
