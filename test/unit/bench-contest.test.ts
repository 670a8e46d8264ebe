// Proves what the page and the chart of a contest make of its runs, and that the contestants get the same cluster; not that
// anybody brings it up, which the bench itself does on the lab.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { chart } from '../../bench/contest/chart.ts';
import { engines, gateway, outsideClient } from '../../bench/contest/cluster.ts';
import type { Contestant, Step } from '../../bench/contest/contestant.ts';
import { filesOf } from '../../bench/contest/contestants/floor-files.ts';
import { contestPage, type Run } from '../../bench/contest/report.ts';
import { median } from '../../bench/median.ts';
import { projectRoot } from '../../lib/paths.ts';

const machine = { cpus: 2, memoryGiB: 24, node: '24', plugins: 'none', commit: 'abc' };
const named = (id: string): Contestant => ({
  id,
  about: id,
  prepare: () => Promise.reject(new Error('unused')),
});

function run(contestant: string, step: Step, seconds: number, commands = [seconds]): Run {
  return {
    contestant,
    step,
    round: 1,
    seconds,
    commands,
    cpuSeconds: 1,
    peakMiB: 2,
    connections: 3,
    bytes: 4e6,
  };
}

describe('the median', () => {
  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 2, 3], 2.5],
    [[7], 7],
  ])('of %j is %d', (values, expected) => expect(median(values)).toBe(expected));
});

describe('the page', () => {
  const runs = [10, 30, 20].map((seconds) => run('a', 'bare', seconds));
  const page = contestPage(
    [...runs, run('b', 'bare', 40, [5, 35]), run('b', 'destroy', 3)],
    [named('a'), named('b')],
    machine,
  );
  const rows = page.split('\n').filter((line) => line.startsWith('| '));

  it('sets the first contestant’s median against that of each other', () => {
    expect(rows).toContain('| a | 20.0 | 10.0 | 30.0 |  | 1.0 | 2 | 3 | 4.0 |');
    expect(rows).toContain('| b | 40.0 | 40.0 | 40.0 | 0.50 | 1.0 | 2 | 3 | 4.0 |');
  });

  it('has no ratio where the first contestant has no such step', () =>
    expect(rows).toContain('| b | 3.0 | 3.0 | 3.0 |  | 1.0 | 2 | 3 | 4.0 |'));

  it('tells the time of the first of several commands', () =>
    expect(page).toContain('b: the first of its commands took 5.0 s of that.'));

  it('leaves out steps that nobody did', () => expect(page).not.toContain('## A check'));
});

it('the chart has a bar for each contestant of a step, as long as its median', () => {
  const svg = chart([run('a', 'bare', 10), run('b', 'bare', 20)], ['a', 'b']);
  const [short, long] = [...svg.matchAll(/<rect x=.* width="([\d.]+)"/g)].map(([, width]) => Number(width));
  expect(long).toBeCloseTo(2 * (short ?? NaN), 0);
});

describe('the cluster', () => {
  it('lies on the hosts of the lab file', () => {
    const lab = parse(readFileSync(join(projectRoot, 'bench/contest/lab.yaml'), 'utf8')) as {
      hosts: Record<string, { addresses: string[] }>;
    };
    for (const { name, address } of [...engines, outsideClient, gateway])
      expect(lab.hosts[name]?.addresses).toContain(address);
    expect(lab.hosts[gateway.name]?.addresses).toContain(gateway.publicAddress);
  });

  it('has the same properties by Ansible and by the floor', () => {
    const template = readFileSync(
      join(projectRoot, 'bench/contest/ansible/roles/broker/templates/server.properties.j2'),
      'utf8',
    );
    const [first] = engines;
    if (!first) throw new Error('no engine');
    const keys = (text: string): string[] => text.split('\n').map((line) => line.split('=')[0] ?? '');
    expect(keys(filesOf(first, 1)['etc/kafka/server.properties'] ?? '')).toEqual(keys(template));
  });
});
