// Two contestants side by side, for a terminal.
import { formatTable } from '../../lib/table.ts';
import { median } from '../median.ts';
import { type Step, steps } from './contestant.ts';
import type { Run } from './report.ts';

/** Medians of each step, and the first contestant's as a part of the second's. @param ids two of them */
export function comparison(runs: readonly Run[], [first, second]: readonly [string, string]): string {
  const of = (id: string, step: Step): number =>
    median(runs.filter((run) => run.contestant === id && run.step === step).map(({ seconds }) => seconds));
  const rows = (Object.keys(steps) as Step[]).flatMap((step) => {
    const [own, other] = [of(first, step), of(second, step)];
    if (Number.isNaN(own) || Number.isNaN(other)) return [];
    return [[step, `${own.toFixed(1)} s`, `${other.toFixed(1)} s`, (own / other).toFixed(2)]];
  });
  return formatTable([['', first, second, `${first} / ${second}`], ...rows]);
}
