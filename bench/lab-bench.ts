// What benches on the lab have in common.
import { cannotHostLab } from '../lab/can-host-lab.ts';
import { readLabState } from '../lab/state.ts';
import { UsageError } from '../lib/program.ts';

/** A bound for a mistyped number. */
const mostRounds = 50;

/** Figures of fewer rounds are only printed. */
export const publishedRounds = 3;

/** @throws UsageError for what is no number of rounds */
export function readRounds(text: string): number {
  const rounds = Number(text);
  if (/^[1-9]\d*$/.test(text) && rounds <= mostRounds) return rounds;
  throw new UsageError(`Rounds are from 1 to ${mostRounds}, not ${text}.`);
}

/** @throws Error for people where this machine can't host the lab, or where its lab is in use */
export function requireFreeLab(): void {
  const reasons = cannotHostLab();
  if (reasons.length > 0) throw new Error(reasons.join('\n'));
  if (readLabState())
    throw new Error(
      'The lab is up. The bench takes its hosts down again and again, with all that they hold. Run `npm run lab -- down` first.',
    );
}
