// How each kind of hop is drawn.
import type { HopKind } from '../config/plan/hop-kinds.ts';

export interface HopLine {
  /** On which side of the boxes its lines run: behind the clients, or before them. */
  side: 'behind' | 'before';
  ink: string;
  dashed: boolean;
  tls: boolean;
  /** What the legend says of it; empty: nothing. */
  legend: string;
  mermaid: { text: string; arrow: string };
}

/** Null: there is no line, since within a network every member reaches every other. */
export const hopLines: Readonly<Record<HopKind, HopLine | null>> = {
  direct: null,
  portMap: {
    side: 'behind',
    ink: '#52606d',
    dashed: false,
    tls: false,
    legend: '',
    mermaid: { text: '', arrow: '-->' },
  },
  tunnel: {
    side: 'before',
    ink: '#8250df',
    dashed: true,
    tls: true,
    legend: 'Dashed: an SSH tunnel, by port 22 alone.',
    mermaid: { text: 'SSH tunnel, port 22', arrow: '-.->' },
  },
};
