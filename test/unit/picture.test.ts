// Proves what pictures hold and where they put it; whether they please, people see in a browser.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import type { OpenRoute, Verdict } from '../../config/plan/types.ts';
import type { Topology } from '../../config/topology.ts';
import { findingsOn, verdictOf } from '../../doctor/findings.ts';
import { writePicture } from '../../picture/write.ts';
import type { Box } from '../../picture/sheet.ts';
import { layOut } from '../../picture/layout.ts';
import { renderMermaid } from '../../picture/mermaid.ts';
import { makePicture, type Picture } from '../../picture/model.ts';
import { renderSvg } from '../../picture/svg.ts';
import {
  devValues,
  localValues,
  referenceValues,
  set,
  topologyOf,
  type Values,
} from '../support/config-fixture.ts';
import { at, diagnose, type Draft, factsOf, kill, topology as diagnosed } from './doctor-fixture.ts';

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
    const lines = sheet.wires.filter(({ line }) => line === undefined);
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
      .filter(({ line }) => line === undefined)
      .map(({ points }) => {
        const [, first = [0, 0], second = [0, 0]] = points;
        return { x: first[0], from: Math.min(first[1], second[1]), to: Math.max(first[1], second[1]) };
      });
    expect(turns).toHaveLength(makePlan(topology).portMap.length);
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

  it('shows what was found of each way, the worst of those that share a line', () => {
    const topology = topologyOf(referenceValues());
    const plan = makePlan(topology);
    const verdictOf = ({ vantage, port }: OpenRoute): Verdict => {
      if (vantage === 'kafkaclientmachine1') return 'untried';
      return port === 19092 ? 'fault' : 'fine';
    };
    const picture = makePicture(topology, plan, { at: '', verdictOf, faultsOf: () => [] });
    const rows = picture.networks[0]?.gateway?.rows.map(({ port, verdict }) => `${port} ${verdict}`);
    expect(rows).toEqual(['12181 fine', '19091 fine', '19092 fault', '19093 fine']);
    expect(picture.links.map(({ from, verdict }) => `${from} ${verdict}`)).toEqual([
      'kafkaclientmachine1 untried',
      'kafkaclientmachine2 fault',
    ]);
    const engine2 = picture.networks[0]?.hosts.find(({ id }) => id === 'engine2');
    const ports = engine2?.services.flatMap((service) => service.ports) ?? [];
    expect(ports.map(({ port, verdict }) => `${port} ${verdict}`)).toEqual(['9092 fine', '9192 fault']);
  });
});

describe('the picture of a diagnosis', () => {
  const pictureWith = (change: (draft: Draft) => void): Picture => {
    const diagnosis = diagnose(change);
    const look = { at, verdictOf: verdictOf(diagnosis), faultsOf: findingsOn(diagnosis) };
    return makePicture(diagnosed, makePlan(diagnosed), look);
  };
  const broken = (draft: Draft): void => {
    kill(draft, 'cluster1', 2, 'engine2');
    factsOf(draft, 'gateway').stamps['portmap'] = { stamp: 's', body: 'b', drift: 'edited' };
    draft.vantages['kafkaclientmachine2'] = { untried: 'off', names: {}, open: {}, closed: {} };
  };

  it('marks hosts and gateways on which a finding lies, by its number and name', () => {
    const picture = pictureWith(broken);
    const marks = picture.networks.flatMap(({ hosts, gateway }) =>
      [...hosts, ...(gateway ? [gateway] : [])].map(({ id, faults }) => [id, ...faults].join(' ')),
    );
    expect(marks.filter((text) => text.includes('['))).toEqual([
      'engine2 [1] service-down',
      'gateway [2] file-edited',
    ]);
    const [svg, mermaid] = [renderSvg(picture), renderMermaid(picture)];
    for (const text of [svg, mermaid])
      expect(text).toMatch(/\[1\] service-down[^]*\[2\] file-edited|\[2\] file-edited[^]*\[1\]/);
    expect(mermaid).toContain('class n_engine2,n_gateway fault');
  });

  it('can be read without colours: other marks, other lines, other words', () => {
    const svg = renderSvg(pictureWith(broken));
    const wires = svg.split('\n').filter((line) => line.includes('marker-end'));
    const dotted = wires.filter((line) => line.includes('stroke-dasharray="1.5 4"'));
    // What kafkaclientmachine2 could not try: its way to the gateway; its tunnel is dashed in any case.
    expect(dotted).toHaveLength(1);
    const crosses = svg.split('l5 5m0 -5l-5 5').length - 1;
    // Two ports of engine2, the line to one of them, a client's way to the gateway, and the legend.
    expect(crosses).toBe(5);
    const mermaid = renderMermaid(pictureWith(broken));
    expect(mermaid).toContain('|"19092 to 9192, TLS, FAULT"|');
    expect(mermaid).toContain('|"19091 to 9191, TLS, ok"|');
    expect(mermaid).toContain('|"SSH tunnel, port 22, not tried"|');
    expect(mermaid.split('\n').filter((line) => line.includes('linkStyle'))).toHaveLength(7);
  });

  it('says what its marks mean, and when it was looked; a picture of the plan does not', () => {
    const meanings = ['answers those who tried', 'a finding', 'not tried', 'doctor, 2026-01-02 03:04 UTC'];
    const seen = renderSvg(pictureWith(() => {}));
    for (const meaning of meanings) expect(seen).toContain(meaning);
    const planned = renderSvg(makePicture(diagnosed, makePlan(diagnosed)));
    for (const meaning of meanings) expect(planned).not.toContain(meaning);
  });

  it('keeps hosts apart, however much is wrong on one', () => {
    const look = { at, verdictOf: () => 'fault' as const, faultsOf: () => ['[1] a', '[2] b', '[3] c'] };
    const { zones, width, height } = layOut(makePicture(diagnosed, makePlan(diagnosed), look));
    const boxes = zones.flatMap(({ hosts, gateway }) => [...hosts, ...(gateway ? [gateway] : [])]);
    for (const [index, { box, faultY }] of boxes.entries()) {
      expect(faultY + 2 * 20).toBeLessThan(box.y + box.height);
      expect([box.x + box.width < width, box.y + box.height < height]).toEqual([true, true]);
      for (const other of boxes.slice(index + 1)) expect(overlap(box, other.box)).toBe(false);
    }
  });

  it('is written as SVG and Mermaid, into a folder that need not be there', () => {
    const folder = mkdtempSync(join(tmpdir(), 'picture-'));
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    try {
      const svg = join(folder, 'new', 'a.svg');
      const picture = pictureWith(broken);
      writePicture(svg, picture);
      expect(readFileSync(svg, 'utf8')).toBe(renderSvg(picture));
      expect(readFileSync(join(folder, 'new', 'a.mmd'), 'utf8')).toBe(renderMermaid(picture));
      expect(said.mock.calls.map(([line]) => String(line).replace(/.*\//, ''))).toEqual([
        'a.svg written.\n',
        'a.mmd written.\n',
      ]);
      expect(printed).not.toHaveBeenCalled();
      expect(() => writePicture(join(svg, 'b.svg'), picture)).toThrow(/could not be written to .*b\.svg/);
    } finally {
      vi.restoreAllMocks();
      rmSync(folder, { recursive: true });
    }
  });
});
