// What doctor found, in colours, and in shapes for those who don't see these or print them.
import type { Verdict } from '../config/plan/types.ts';
import { text } from './shapes.ts';

export const faultInk = '#cf222e';

export const verdictInk: Record<Verdict, string> = {
  fine: '#1a7f37',
  fault: faultInk,
  untried: '#6e7781',
};

/** A full dot: it answers; a cross: it does not; an empty dot: nobody tried. */
export function dot(x: number, y: number, verdict: Verdict): string {
  if (verdict === 'fine') return `<circle cx="${x}" cy="${y}" r="4.5" fill="${verdictInk.fine}"/>`;
  if (verdict === 'untried')
    return `<circle cx="${x}" cy="${y}" r="4" fill="#ffffff" stroke="${verdictInk.untried}" stroke-width="1.6"/>`;
  const cross = `M${x - 2.5} ${y - 2.5}l5 5m0 -5l-5 5`;
  return `<circle cx="${x}" cy="${y}" r="6" fill="#ffffff" stroke="${faultInk}" stroke-width="1.6"/><path d="${cross}" fill="none" stroke="${faultInk}" stroke-width="1.6"/>`;
}

/** Before the end of a line, where no other one runs. */
const fromEnd = 18;

export function wireMark(points: readonly [number, number][], verdict: Verdict | undefined): string[] {
  const [x, y] = points.at(-1) ?? [0, 0];
  return verdict === undefined || verdict === 'fine' ? [] : [dot(x - fromEnd, y, verdict)];
}

export function wireDashes(verdict: Verdict | undefined): string {
  return verdict === 'untried' ? ' stroke-dasharray="1.5 4"' : '';
}

const meanings: [Verdict, string][] = [
  ['fine', 'answers those who tried'],
  ['fault', 'a finding, numbered as in the report'],
  ['untried', 'not tried'],
];

/** Pixels that {@link legendOf} takes. */
export const legendWidth = 700;

/** What the marks mean, on one line. */
export function legendOf(x: number, y: number): string {
  let at = x;
  const entries = meanings.map(([verdict, meaning]) => {
    const start = at;
    at += 56 + meaning.length * 7.4 + 16;
    const line = `<path d="M${start} ${y}h26" fill="none" stroke="${verdictInk[verdict]}" stroke-width="1.6"${wireDashes(verdict)}/>`;
    return [
      line,
      dot(start + 38, y, verdict),
      text(start + 52, y, meaning, { size: 12, fill: verdictInk[verdict], weight: 600 }),
    ].join('');
  });
  return entries.join('\n');
}
