// What was measured, as a page.
import type { Transport } from '../../config/listener-security.ts';
import type { Machine } from '../machine.ts';
import { median } from '../median.ts';
import { type Direction, directions, type Path, transports } from './paths.ts';
import { recordBytes, records } from './throughput.ts';

/** One run of a tool. */
export interface Sample {
  transport: Transport;
  path: string;
  direction: Direction;
  round: number;
  /** MiB a second. */
  rate: number;
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const transportNames: Record<Transport, string> = { plain: 'Plain text', tls: 'TLS' };

function table(samples: readonly Sample[], paths: readonly Path[]): string {
  const rate = (path: string, direction: Direction): number =>
    median(
      samples.filter((each) => each.path === path && each.direction === direction).map((each) => each.rate),
    );
  const names = ['client', ...directions.flatMap((direction) => [`${direction}, MiB/s`, 'of its own host'])];
  const rows = paths.map(({ id, about, against }) => [
    `${id}: ${about}`,
    ...directions.flatMap((direction) => [
      rate(id, direction).toFixed(1),
      against === undefined ? '' : (rate(id, direction) / rate(against, direction)).toFixed(2),
    ]),
  ]);
  return [row(names), row(['---', ...names.slice(1).map(() => '---:')]), ...rows.map(row)].join('\n');
}

export function dataPathPage(
  samples: readonly Sample[],
  paths: readonly Path[],
  { cpus, memoryGiB, node, plugins, commit }: Machine,
): string {
  const rounds = Math.max(...samples.map(({ round }) => round));
  const outside = (direction: Direction, transport: Transport): number => {
    const of = (path: string): number =>
      median(
        samples
          .filter(
            (each) => each.path === path && each.direction === direction && each.transport === transport,
          )
          .map((each) => each.rate),
      );
    return of('outside') / of('inside');
  };
  const parts = transports.flatMap((transport) => {
    const own = samples.filter((each) => each.transport === transport);
    if (own.length === 0) return [];
    const ratios = directions.map((direction) => `${direction} ${outside(direction, transport).toFixed(2)}`);
    return [
      `## ${transportNames[transport]}\n\n${table(own, paths)}\n\nOutside to inside: ${ratios.join(', ')}.\n`,
    ];
  });
  return `<!-- Written by \`npm run bench -- data-path\`; changes by hand are lost. -->

# What the ways of clients cost

Two clusters of one broker each on hosts of the lab, one in a LAN behind a gateway, one on the internet that its client reaches by an
SSH tunnel. Kafka's \`producer-perf-test\` sends ${records} records of ${recordBytes} bytes from each client as fast as it can, with
acks=all, and \`consumer-perf-test\` reads as many. Medians of ${rounds} rounds, in which the clients alternate.

All hosts share the CPUs of one machine, and the lab's networks are its memory: so what is measured is what each way costs in CPU
(packets, address translation, encryption), not what a real network adds.

${cpus} CPUs, ${memoryGiB} GiB, Node.js ${node}, commit ${commit}, plugins: ${plugins}.

${parts.join('\n')}`;
}
