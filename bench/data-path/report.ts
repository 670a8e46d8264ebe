// What was measured, as a page.
import type { Transport } from '../../config/listener-security.ts';
import type { Machine } from '../machine.ts';
import { median } from '../median.ts';
import { machineText, pageTable } from '../page.ts';
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

const transportNames: Record<Transport, string> = { plain: 'Plain text', tls: 'TLS' };

function medianOf(samples: readonly Sample[], path: string, direction: Direction): number {
  const own = samples.filter((each) => each.path === path && each.direction === direction);
  return median(own.map(({ rate }) => rate));
}

function table(samples: readonly Sample[], paths: readonly Path[]): string {
  const names = ['client', ...directions.flatMap((direction) => [`${direction}, MiB/s`, 'of its own host'])];
  const rows = paths.map(({ id, about, against }) => [
    `${id}: ${about}`,
    ...directions.flatMap((direction) => {
      const rate = medianOf(samples, id, direction);
      return [
        rate.toFixed(1),
        against === undefined ? '' : (rate / medianOf(samples, against, direction)).toFixed(2),
      ];
    }),
  ]);
  return pageTable(names, rows);
}

/** @param samples of one transport */
function outsideToInside(samples: readonly Sample[]): string {
  const ratios = directions.map((direction) => {
    const ratio = medianOf(samples, 'outside', direction) / medianOf(samples, 'inside', direction);
    return `${direction} ${ratio.toFixed(2)}`;
  });
  return `Outside to inside: ${ratios.join(', ')}.`;
}

export function dataPathPage(samples: readonly Sample[], paths: readonly Path[], machine: Machine): string {
  const rounds = Math.max(...samples.map(({ round }) => round));
  const parts = transports.flatMap((transport) => {
    const own = samples.filter((each) => each.transport === transport);
    if (own.length === 0) return [];
    return [`## ${transportNames[transport]}\n\n${table(own, paths)}\n\n${outsideToInside(own)}\n`];
  });
  return `<!-- Written by \`npm run bench -- data-path\`; changes by hand are lost. -->

# What the ways of clients cost

Two clusters of one broker each on hosts of the lab, one in a LAN behind a gateway, one on the internet that its client reaches by an
SSH tunnel. Kafka's \`producer-perf-test\` sends ${records} records of ${recordBytes} bytes from each client as fast as it can, with
acks=all, and \`consumer-perf-test\` reads as many. Medians of ${rounds} rounds, in which the clients alternate.

All hosts share the CPUs of one machine, and the lab's networks are its memory: so what is measured is what each way costs in CPU
(packets, address translation, encryption), not what a real network adds.

${machineText(machine)}

${parts.join('\n')}`;
}
