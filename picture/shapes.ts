// Texts and boxes of a picture, in SVG.
import type { Box } from './sheet.ts';

const sans = 'system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif';
export const mono = 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace';

const ink = '#1f2933';
export const soft = '#616e7c';
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

interface TextStyle {
  size?: number;
  weight?: number;
  fill?: string;
  family?: string;
  anchor?: 'start' | 'end' | 'middle';
}

/** Whatever does not fit is squeezed, not cut off. */
export function text(
  x: number,
  y: number,
  content: string,
  style: TextStyle & { room?: number } = {},
): string {
  const { size = 13, weight = 400, fill = ink, family = sans, anchor = 'start', room } = style;
  const wide = content.length * size * (family === mono ? 0.61 : 0.5);
  const squeeze =
    room !== undefined && wide > room ? ` textLength="${room}" lengthAdjust="spacingAndGlyphs"` : '';
  return `<text x="${x}" y="${y}" font-family="${family}" font-size="${size}" font-weight="${weight}" fill="${fill}" text-anchor="${anchor}" dominant-baseline="central"${squeeze}>${escaped(content)}</text>`;
}

export function rectangle(
  { x, y, width, height }: Box,
  fill: string,
  radius: number,
  stroke: string,
  thick = 1,
): string {
  const heavy = thick === 1 ? '' : ` stroke-width="${thick}"`;
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${fill}" stroke="${stroke}"${heavy}/>`;
}
