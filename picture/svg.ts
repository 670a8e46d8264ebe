// A picture as SVG: one file that any browser shows, without fonts or scripts of its own.
import { securityLabel, usesTls } from '../config/listener-security.ts';
import { allOfRole } from '../config/roles.ts';
import { layOut } from './layout.ts';
import type { Picture } from './model.ts';
import { escaped, mono, rectangle, soft, text } from './shapes.ts';
import { lineHeight, type PlacedGateway, type PlacedHost, type PlacedZone, type Wire } from './sheet.ts';
import { dot, faultInk, legendOf, verdictInk, wireDashes, wireMark } from './verdicts.ts';

/** One line for each, from `y` on. */
function faultLines(x: number, y: number, faults: readonly string[], room: number): string[] {
  return faults.map((fault, index) =>
    text(x, y + index * lineHeight, fault, { size: 12, weight: 600, fill: faultInk, room }),
  );
}

function edgeOf(faults: readonly string[], stroke: string): [string, number] {
  return faults.length > 0 ? [faultInk, 2] : [stroke, 1];
}

function host({ id, address, box, services, notes, noteY, faults, faultY }: PlacedHost): string {
  const { x, y, width } = box;
  const inner = width - 24;
  return [
    rectangle(box, '#ffffff', 8, ...edgeOf(faults, '#b8c4ce')),
    text(x + 12, y + 17, id, { size: 15, weight: 600, room: inner }),
    text(x + 12, y + 36, address, { size: 12, fill: soft, family: mono, room: inner }),
    ...services.flatMap((service) => [
      text(x + 12, service.y, service.title, { weight: 600, room: inner }),
      ...service.ports.flatMap((port) => [
        text(x + 12, port.y, String(port.port), { family: mono, size: 12.5 }),
        text(x + 62, port.y, port.what, { size: 12, fill: soft, room: width - 120 }),
        text(x + width - (port.verdict ? 28 : 12), port.y, securityLabel(port.security), {
          ...{ size: 11, anchor: 'end', weight: 600 },
          fill: usesTls(port.security) ? '#0b6e99' : '#9a6700',
        }),
        ...(port.verdict ? [dot(x + width - 17, port.y, port.verdict)] : []),
      ]),
    ]),
    ...(notes.length > 0
      ? [text(x + 12, noteY, notes.join(', '), { size: 12, fill: soft, room: inner })]
      : []),
    ...faultLines(x + 12, faultY, faults, inner),
  ].join('\n');
}

function gateway(placed: PlacedGateway): string {
  const { id, publicName, publicAddress, box, rows, ours, faults, faultY } = placed;
  const { x, y, width } = box;
  const room = width - 24;
  return [
    rectangle(box, '#fff8e6', 8, ...edgeOf(faults, '#d4a72c')),
    text(x + 12, y + 17, id, { size: 15, weight: 600, room }),
    text(x + 12, y + 36, publicName, { size: 12.5, room }),
    text(x + 12, y + 53, publicAddress, { size: 12, fill: soft, family: mono, room }),
    ...faultLines(x + 12, faultY, faults, room),
    ...rows.map((row) =>
      text(x + width - 12, row.y, `${row.port} →`, { family: mono, size: 12.5, anchor: 'end' }),
    ),
    ...(rows.length > 0
      ? [text(x + 12, rows[0]?.y ?? 0, ours ? 'port map' : 'map to enter', { size: 12, fill: soft })]
      : []),
  ].join('\n');
}

function zone({ id, cidrs, box, hosts, gateway: placed }: PlacedZone, outside: string): string {
  const isInternet = cidrs.length === 0;
  return [
    rectangle(box, isInternet ? '#f5f7fa' : '#eef6f0', 12, isInternet ? '#dde3e9' : '#cfe3d4'),
    text(box.x + 16, box.y + 21, isInternet ? outside : `Network ${id}`, { size: 13, weight: 600 }),
    text(box.x + box.width - 16, box.y + 21, cidrs.join(', '), {
      ...{ size: 11.5, fill: soft, family: mono, anchor: 'end' },
      room: box.width - 130,
    }),
    ...hosts.map(host),
    ...(placed ? [gateway(placed)] : []),
  ].join('\n');
}

/** Of a gateway's map: in TLS, and in plain text. */
const mapInk = { tls: '#0b6e99', plain: '#9a6700' };

/** Corners are rounded. */
function wire({ points, line: hop, tls, verdict }: Wire): string {
  const planned = hop?.ink ?? (tls ? mapInk.tls : mapInk.plain);
  const colour = verdict ? verdictInk[verdict] : planned;
  const path = points
    .map(([x, y], index) => {
      const [before, after] = [points[index - 1], points[index + 1]];
      if (!before) return `M${x} ${y}`;
      if (!after) return `L${x} ${y}`;
      const near = (to: [number, number]): [number, number] => {
        const [dx, dy] = [to[0] - x, to[1] - y];
        const reach = Math.min(6, Math.hypot(dx, dy) / 2);
        const long = Math.hypot(dx, dy) || 1;
        return [x + (dx / long) * reach, y + (dy / long) * reach];
      };
      const [start, end] = [near(before), near(after)];
      return `L${start[0]} ${start[1]}Q${x} ${y} ${end[0]} ${end[1]}`;
    })
    .join('');
  const dashes = hop?.dashed ? ' stroke-dasharray="6 4"' : wireDashes(verdict);
  const line = `<path d="${path}" fill="none" stroke="${colour}" stroke-width="1.6"${dashes} marker-end="url(#${markerOf(colour)})"/>`;
  return [line, ...wireMark(points, verdict)].join('\n');
}

function markerOf(colour: string): string {
  return `tip-${colour.slice(1)}`;
}

function markers(wires: readonly string[]): string[] {
  const colours = new Set(wires.flatMap((line) => /stroke="(#[0-9a-f]{6})"/.exec(line)?.[1] ?? []));
  return [...colours]
    .sort()
    .map(
      (colour) =>
        `<marker id="${markerOf(colour)}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0.8L7 4L0 7.2Z" fill="${colour}"/></marker>`,
    );
}

/** `2026-01-02 03:04 UTC` of RFC 3339. */
function minuteOf(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`;
}

const explained = `Within a network, every member reaches INTERNAL ports and ${allOfRole('zookeeper')} directly`;

/** Renders a picture; the same stack gives the same text. */
export function renderSvg(picture: Picture): string {
  const sheet = layOut(picture);
  const wires = sheet.wires.map(wire);
  const hasNetworks = picture.networks.length > 0;
  const hasGateway = picture.networks.some(({ gateway }) => gateway !== undefined);
  const below = sheet.height - 24 - (sheet.lookedAt === undefined ? 0 : lineHeight);
  const outside = hasNetworks ? 'The internet' : 'In no network';
  const legend = [
    ...(hasNetworks ? [`${explained}${hasGateway ? '; the gateway’s address does not' : ''}.`] : []),
    ...new Set(sheet.wires.flatMap(({ line }) => line?.legend || [])),
  ].join('  ');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${sheet.width} ${sheet.height}" width="${sheet.width}" height="${sheet.height}" role="img" aria-label="${escaped(`The stack ${sheet.title}: hosts, ports, and who reaches them`)}">
<defs>${markers(wires).join('')}</defs>
${rectangle({ x: 0.5, y: 0.5, width: sheet.width - 1, height: sheet.height - 1 }, '#ffffff', 14, '#dde3e9')}
${text(24, 36, sheet.title, { size: 20, weight: 600 })}
${text(sheet.width - 24, 36, sheet.lookedAt === undefined ? 'kafka-proxied' : `doctor, ${minuteOf(sheet.lookedAt)}`, { size: 12, fill: soft, anchor: 'end' })}
${sheet.zones.map((each) => zone(each, outside)).join('\n')}
${wires.join('\n')}
${text(24, below, legend, { size: 12, fill: soft, room: sheet.width - 48 })}
${sheet.lookedAt === undefined ? '' : `${legendOf(24, sheet.height - 22)}\n`}</svg>
`;
}
