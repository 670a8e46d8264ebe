// Where everything stands on the sheet, in pixels: the internet on the left, gateways in the middle, networks on the right.
import type { HostBox } from './host-box.ts';
import type { GatewayBox, Picture, Zone } from './model.ts';
import {
  channel,
  lineHeight,
  pad,
  type PlacedGateway,
  type PlacedHost,
  type PlacedPort,
  type PlacedService,
  type PlacedZone,
  type Sheet,
} from './sheet.ts';
import { legendWidth } from './verdicts.ts';
import { linkWires, mapWires, portsOf } from './wires.ts';

const hostWidth = 268;
const gatewayWidth = 176;
const margin = 24;
const zoneTop = 40;
const gap = 16;
const titleHeight = 56;

function hostHeight({ services, notes, faults }: HostBox): number {
  const lines = services.reduce((sum, { ports }) => sum + 1 + ports.length, 0);
  const between = services.length * 6;
  const below = (notes.length > 0 ? 1 : 0) + faults.length;
  return 48 + (lines + below) * lineHeight + between + (lines > 0 ? 10 : 0);
}

function placeHost(host: HostBox, x: number, y: number): PlacedHost {
  let at = y + 50;
  const services = host.services.map(({ title, ports }): PlacedService => {
    at += 6;
    const top = at;
    at += lineHeight;
    const placed = ports.map((port): PlacedPort => {
      const own = at;
      at += lineHeight;
      return { ...port, y: own + lineHeight / 2 };
    });
    return { title, y: top + lineHeight / 2, ports: placed };
  });
  const box = { x, y, width: hostWidth, height: hostHeight(host) };
  const noteY = at + lineHeight / 2 + (services.length > 0 ? 2 : -4);
  return { ...host, box, services, noteY, faultY: noteY + (host.notes.length > 0 ? lineHeight : 0) };
}

function placeColumn(zone: Zone, x: number, y: number): PlacedZone {
  let at = y + zoneTop;
  const hosts = zone.hosts.map((host) => {
    const placed = placeHost(host, x + pad, at);
    at += placed.box.height + gap;
    return placed;
  });
  const height = Math.max(at - gap + pad - y, zoneTop + pad);
  return { id: zone.id, cidrs: zone.cidrs, hosts, box: { x, y, width: hostWidth + 2 * pad, height } };
}

function gatewayHeight({ rows, faults }: GatewayBox): number {
  return 76 + faults.length * lineHeight + Math.max(rows.length, 1) * 24;
}

/** @param heights where each port stands that the map may lead to: its lines are in that order, so that none cross */
function placeGateway(
  gateway: GatewayBox,
  x: number,
  y: number,
  heights: ReadonlyMap<string, number>,
): PlacedGateway {
  const box = { x, y, width: gatewayWidth, height: gatewayHeight(gateway) };
  const rows = gateway.rows
    .toSorted((a, b) => (heights.get(a.to) ?? 0) - (heights.get(b.to) ?? 0))
    .map((row, index) => ({ ...row, y: y + 76 + gateway.faults.length * lineHeight + index * 24 }));
  return { ...gateway, box, rows, faultY: y + 74 };
}

/** Lays a picture out. */
export function layOut(picture: Picture): Sheet {
  const { networks, internet } = picture;
  const hasInternet = internet.hosts.length > 0;
  const left = margin + (picture.links.some(({ line }) => line.side === 'before') ? 20 : 0);
  const zones: PlacedZone[] = [];
  const afterInternet = hasInternet ? left + hostWidth + 2 * pad + channel : left;
  const hasGateways = networks.some(({ gateway }) => gateway);
  const networkX = afterInternet + (hasGateways ? gatewayWidth + channel : 0);
  let y = margin + titleHeight;
  for (const network of networks) {
    const column = placeColumn(network, networkX, y);
    const needed = network.gateway ? gatewayHeight(network.gateway) : 0;
    column.box.height = Math.max(column.box.height, needed + 2 * pad);
    if (network.gateway) {
      const middle = y + (column.box.height - needed) / 2;
      const ports = portsOf(column.hosts).map(([key, at]) => [key, at.y] as const);
      column.gateway = placeGateway(network.gateway, afterInternet, middle, new Map(ports));
    }
    zones.push(column);
    y += column.box.height + gap;
  }
  if (hasInternet) {
    const column = placeColumn(internet, left, margin + titleHeight);
    const networksEnd = y - gap;
    const spare = networksEnd - (column.box.y + column.box.height);
    // In the middle beside what it leads to.
    const shift = Math.max(0, Math.round(spare / 2));
    zones.unshift(placeColumn(internet, left, margin + titleHeight + shift));
  }
  const ends = zones.map(({ box }) => box);
  const least = picture.lookedAt === undefined ? 480 : margin + legendWidth;
  return {
    title: picture.title,
    lookedAt: picture.lookedAt,
    width: Math.max(...ends.map(({ x, width }) => x + width), least) + margin,
    height:
      Math.max(...ends.map((box) => box.y + box.height), 120) +
      margin +
      32 +
      (picture.lookedAt === undefined ? 0 : lineHeight),
    zones,
    wires: [...zones.flatMap(mapWires), ...linkWires(zones, picture.links)],
  };
}
