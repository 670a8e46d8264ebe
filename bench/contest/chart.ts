// Medians as bars, with a line from the least to the most.
import { median } from '../median.ts';
import { steps, type Step } from './contestant.ts';
import type { Run } from './report.ts';

const width = 760;
const labelWidth = 130;
const rowHeight = 18;
const colours = ['#2f6f9f', '#c0562f', '#7a7a7a', '#a58a2a'];

const text = (x: number, y: number, content: string, more = ''): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${content}</text>`;

/** @param contestants their ids, in order */
export function chart(runs: readonly Run[], contestants: readonly string[]): string {
  const perSecond = (width - labelWidth - 60) / Math.max(...runs.map(({ seconds }) => seconds));
  const lines: string[] = [];
  let y = 10;
  for (const [step, what] of Object.entries(steps) as [Step, string][]) {
    const own = runs.filter((run) => run.step === step);
    if (own.length === 0) continue;
    y += 16;
    lines.push(text(0, y, what, 'font-weight="bold"'));
    y += 6;
    for (const [index, id] of contestants.entries()) {
      const seconds = own.filter(({ contestant }) => contestant === id).map((run) => run.seconds);
      if (seconds.length === 0) continue;
      lines.push(...bar(seconds, id, y, perSecond, colours[index % colours.length] ?? ''));
      y += rowHeight;
    }
    y += 8;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" font-family="sans-serif" font-size="12">
<rect width="${width}" height="${y}" fill="white"/>
${lines.join('\n')}
</svg>
`;
}

function bar(seconds: number[], id: string, y: number, perSecond: number, colour: string): string[] {
  const x = (value: number): number => labelWidth + value * perSecond;
  const middle = y + rowHeight / 2;
  const [low, high] = [Math.min(...seconds), Math.max(...seconds)];
  const line = `x1="${x(low).toFixed(1)}" x2="${x(high).toFixed(1)}" y1="${middle}" y2="${middle}"`;
  return [
    text(labelWidth - 8, middle + 4, id, 'text-anchor="end"'),
    `<rect x="${labelWidth}" y="${y + 3}" width="${(median(seconds) * perSecond).toFixed(1)}" height="${rowHeight - 6}" fill="${colour}"/>`,
    `<line ${line} stroke="black"/>`,
    text(x(high) + 6, middle + 4, `${median(seconds).toFixed(1)} s`),
  ];
}
