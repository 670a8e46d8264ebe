// What a measurement of growth found, as a page and as data.
import type { Machine } from '../machine.ts';
import type { Measured } from '../measure.ts';
import { machineText, pageTable } from '../page.ts';
import { exponentOf } from './fit.ts';
import type { Counted } from './ssh-server.ts';

/** One command on a stack of one size. */
export interface Step extends Omit<Measured, 'output'>, Counted {
  brokers: number;
  /** Of {@link whats}. */
  what: string;
}

/** The commands, in the order in which they run. */
export const whats = {
  firstPreview: 'first preview, of bare hosts',
  firstUp: 'first `up`',
  again: 'second `up`, with its preview; nothing to do',
  preview: 'preview; nothing to do',
  change: '`up` of one changed property, with its preview',
} as const;

const columns: [string, (step: Step) => number, digits: number][] = [
  ['seconds', ({ seconds }) => seconds, 1],
  ['CPU seconds', ({ cpuSeconds }) => cpuSeconds, 1],
  ['memory, MiB', ({ peakMiB }) => peakMiB, 0],
  ['SSH connections', ({ connections }) => connections, 0],
  ['MB sent', ({ bytes }) => bytes / 1e6, 1],
];

function table(steps: readonly Step[]): string {
  const measured = steps.toSorted((a, b) => a.brokers - b.brokers);
  const lines = measured.map((step) => [
    String(step.brokers),
    ...columns.map(([, value, digits]) => value(step).toFixed(digits)),
  ]);
  const growth = columns.map(([, value]) => {
    const exponent = exponentOf(measured.map((step) => ({ size: step.brokers, value: value(step) })));
    return exponent?.toFixed(2) ?? '-';
  });
  const names = ['brokers', ...columns.map(([name]) => name)];
  return pageTable(names, [...lines, ['_exponent_', ...growth]], '---:');
}

/** The page. */
export function growthPage(steps: readonly Step[], machine: Machine): string {
  const parts = Object.values(whats).flatMap((what) => {
    const own = steps.filter((step) => step.what === what);
    return own.length > 0 ? [`## ${what.charAt(0).toUpperCase()}${what.slice(1)}\n\n${table(own)}\n`] : [];
  });
  return `<!-- Written by \`npm run bench -- growth\`; changes by hand are lost. -->

# How commands grow with the number of brokers

One cluster in a LAN behind a gateway, one ZooKeeper, a broker on each host, TLS for clients outside, no firewall. The hosts are simulated:
an SSH server on the loopback records what it is told to make, and answers as a host that has it. So these figures are of this
tool and of Pulumi, without the time that hosts need; the server's own CPU is on the same machine, and is not in them.

The exponent is that of a power law through the rows: 1 is linear. Memory is the sum over all processes of the command.

${machineText(machine)}

${parts.join('\n')}`;
}
