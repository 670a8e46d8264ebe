// The lines of a picture: which way they take between boxes.
import { usesTls } from '../config/listener-security.ts';
import type { Link } from './model.ts';
import { channel, pad, type PlacedHost, type PlacedZone, type Wire } from './sheet.ts';

/** Where wires to each port end. */
export function portsOf(hosts: readonly PlacedHost[]): [string, { x: number; y: number }][] {
  return hosts.flatMap(({ box, services }) =>
    services.flatMap(({ ports }) =>
      ports.map(({ key, y }): [string, { x: number; y: number }] => [key, { x: box.x, y }]),
    ),
  );
}

/** Upper lines turn last where they lead down, and first where they lead up, so that none crosses another. */
export function mapWires({ gateway, hosts }: PlacedZone): Wire[] {
  if (!gateway) return [];
  const ports = new Map(portsOf(hosts));
  const ways = gateway.rows.flatMap((row) => {
    const target = ports.get(row.to);
    return target ? [{ row, target }] : [];
  });
  const down = ways.filter(({ row, target }) => target.y > row.y);
  const up = ways.filter(({ row, target }) => target.y <= row.y);
  const start = gateway.box.x + gateway.box.width;
  const room = channel + pad - 28;
  const lanes = Math.max(down.length, up.length, 1);
  const step = Math.min(14, room / lanes);
  const lane = (index: number): number => start + 14 + index * step;
  return ways.map(({ row, target }): Wire => {
    const isDown = target.y > row.y;
    const index = isDown
      ? down.length - 1 - down.findIndex((way) => way.row === row)
      : up.findIndex((way) => way.row === row);
    const turn = lane(index);
    return {
      points: [
        [start, row.y],
        [turn, row.y],
        [turn, target.y],
        [target.x, target.y],
      ],
      tls: usesTls(row.security),
      verdict: row.verdict,
    };
  });
}

export function linkWires(zones: readonly PlacedZone[], links: readonly Link[]): Wire[] {
  const hosts = new Map(zones.flatMap((zone) => zone.hosts.map((host) => [host.id, host.box] as const)));
  const gateways = new Map(
    zones.flatMap(({ gateway }) => (gateway ? [[gateway.id, gateway.box] as const] : [])),
  );
  let before = 0;
  let behind = 0;
  return links.flatMap((link): Wire[] => {
    const from = hosts.get(link.from);
    const to = hosts.get(link.to) ?? gateways.get(link.to);
    if (!from || !to) return [];
    const { line, verdict } = link;
    const common = { line, tls: line.tls, verdict };
    const [fromY, toY] = [from.y + 25, to.y + 25];
    if (line.side === 'before') {
      const turn = Math.min(from.x, to.x) - pad - 10 - 6 * before++;
      return [
        {
          ...common,
          points: [
            [from.x, fromY],
            [turn, fromY],
            [turn, toY + 8],
            [to.x, toY + 8],
          ],
        },
      ];
    }
    const start = from.x + from.width;
    const turn = start + pad + 20 + 12 * behind;
    const end = toY - 9 + 12 * behind++;
    return [
      {
        ...common,
        points: [
          [start, fromY],
          [turn, fromY],
          [turn, end],
          [to.x, end],
        ],
      },
    ];
  });
}
