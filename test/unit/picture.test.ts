// Proves what pictures hold and where they put it; whether they please, people see in a browser.
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import type { Topology } from '../../config/topology.ts';
import { type Box, layOut } from '../../tools/picture/layout.ts';
import { renderMermaid } from '../../tools/picture/mermaid.ts';
import { makePicture } from '../../tools/picture/model.ts';
import { renderSvg } from '../../tools/picture/svg.ts';
import { devValues, localValues, referenceValues, set, topologyOf, type Values } from './config-fixture.ts';

/** The reference topology with twelve brokers. */
function twelve(): Values {
  const values = referenceValues();
  for (let id = 4; id <= 12; id += 1) {
    set(values, ['hosts', `engine${id}`], { network: 'lan', address: `10.48.1.${90 + id}` });
    const external = { port: 9190 + id, externalPort: 19090 + id };
    const broker = { host: `engine${id}`, port: 9090 + id, external };
    set(values, ['clusters', 'cluster1', 'brokers', String(id)], broker);
  }
  return values;
}

const stacks: [string, Topology][] = [
  ['dev', topologyOf(devValues())],
  ['twelve brokers', topologyOf(twelve())],
  ['one machine', topologyOf(localValues())],
];

const sheetOf = (topology: Topology) => layOut(makePicture(topology, makePlan(topology)));

function overlap(a: Box, b: Box): boolean {
  const apart =
    a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
  return !apart;
}

describe.each(stacks)('the picture of %s', (_, topology) => {
  const sheet = sheetOf(topology);
  const hosts = sheet.zones.flatMap((zone) => zone.hosts);
  const gateways = sheet.zones.flatMap(({ gateway }) => gateway ?? []);

  it('has every host once, none over another, and all on the sheet', () => {
    const shown = [...hosts, ...gateways].map(({ id }) => id);
    expect(shown.toSorted()).toEqual(topology.hosts.map(({ id }) => id).toSorted());
    const boxes = [...hosts, ...gateways].map(({ box }) => box);
    for (const [index, box] of boxes.entries()) {
      expect(box.x + box.width).toBeLessThan(sheet.width);
      expect(box.y + box.height).toBeLessThan(sheet.height);
      for (const other of boxes.slice(index + 1)) expect(overlap(box, other)).toBe(false);
    }
  });

  it('leads a line from each mapped port to the port that it is mapped to', () => {
    const plan = makePlan(topology);
    const lines = sheet.wires.filter(({ style }) => style === 'map');
    const ends = lines.map(({ points }) => points.at(-1)?.[1]);
    const ports = hosts.flatMap((host) => host.services.flatMap((service) => service.ports));
    const wanted = plan.portMap.map(({ to }) =>
      ports.find(({ port, y }) => port === to.port && ends.includes(y)),
    );
    expect(lines).toHaveLength(plan.portMap.length);
    expect(wanted).not.toContain(undefined);
    expect(new Set(ends).size).toBe(ends.length);
  });

  it('lets no two lines of a map run over each other', () => {
    const turns = sheet.wires
      .filter(({ style }) => style === 'map')
      .map(({ points }) => {
        const [, first = [0, 0], second = [0, 0]] = points;
        return { x: first[0], from: Math.min(first[1], second[1]), to: Math.max(first[1], second[1]) };
      });
    for (const [index, one] of turns.entries())
      for (const other of turns.slice(index + 1))
        expect(one.x === other.x && one.from < other.to && other.from < one.to).toBe(false);
  });

  it('is the same text each time, as Mermaid too', () => {
    const again = makePicture(topology, makePlan(topology));
    expect(renderSvg(again)).toBe(renderSvg(makePicture(topology, makePlan(topology))));
    const mermaid = renderMermaid(again);
    for (const { id } of topology.hosts) expect(mermaid).toContain(`<b>${id}</b>`);
  });
});

describe('what a picture says', () => {
  it('names tunnels and mirrors', () => {
    const values = devValues();
    set(values, ['mirrors'], { copy: { from: 'cluster1', to: 'cluster2', host: 'kafkaclientmachine1' } });
    const topology = topologyOf(values);
    const svg = renderSvg(makePicture(topology, makePlan(topology)));
    expect(svg).toContain('MirrorMaker, cluster1 to cluster2');
    expect(svg).toContain('stroke-dasharray');
    expect(svg).toContain('INTERNAL, 127.0.2.1');
  });

  it('shows in colour what is known of a route, the worst of those that share a line', () => {
    const topology = topologyOf(referenceValues());
    const plan = makePlan(topology);
    const picture = makePicture(topology, plan, ({ vantage, port }) =>
      vantage === 'kafkaclientmachine2' && port === 19092 ? 'fault' : 'fine',
    );
    const rows = picture.networks[0]?.gateway?.rows.map(({ port, verdict }) => `${port} ${verdict}`);
    expect(rows).toEqual(['12181 fine', '19091 fine', '19092 fault', '19093 fine']);
    expect(picture.links.map(({ from, verdict }) => `${from} ${verdict}`)).toEqual([
      'kafkaclientmachine1 fine',
      'kafkaclientmachine2 fault',
    ]);
    expect(renderSvg(picture)).toContain('#cf222e');
    expect(renderSvg(makePicture(topology, plan))).not.toContain('#cf222e');
  });
});
