// Does not prove: any figure. The command that writes them checks that a second up changed nothing.
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { exponentOf } from '../../bench/growth/fit.ts';
import { growthPage, type Step, whats } from '../../bench/growth/report.ts';
import { SimulatedHost } from '../../bench/growth/simulated-host.ts';
import { stackOf, withChange } from '../../bench/growth/stack.ts';
import { parseFacts } from '../../probe/parse-facts.ts';
import { bodyHash, renderBody } from '../../templates/document.ts';
import { problemsOf, type Values } from '../support/config-fixture.ts';

describe('the exponent of growth', () => {
  const powers = (exponent: number) => [3, 10, 30].map((size) => ({ size, value: 7 * size ** exponent }));
  it.each([0, 0.5, 1, 2])('is found: %d', (exponent) => {
    expect(exponentOf(powers(exponent))).toBeCloseTo(exponent);
  });
  it('needs two sizes', () => {
    expect(exponentOf(powers(1).slice(0, 1))).toBeUndefined();
    expect(exponentOf([])).toBeUndefined();
  });
});

it('the page has a table for each command, by size, and its growth', () => {
  const step = (brokers: number, what: string): Step => ({
    ...{ brokers, what, seconds: brokers ** 2, cpuSeconds: brokers, peakMiB: 500 },
    ...{ connections: 2 * brokers, bytes: 1e6 * brokers },
  });
  const steps = [step(10, whats.again), step(3, whats.again), step(3, whats.preview)];
  const machine = { cpus: 2, memoryGiB: 24, node: '24.3.0', plugins: 'on PATH', commit: 'abc' };
  const page = growthPage(steps, machine);
  expect(page.match(/^## .*$/gm)).toEqual([
    '## Second `up`, with its preview; nothing to do',
    '## Preview; nothing to do',
  ]);
  expect(page.match(/^\| \d+ .*$/gm)).toEqual([
    '| 3 | 9.0 | 3.0 | 500 | 6 | 3.0 |',
    '| 10 | 100.0 | 10.0 | 500 | 20 | 10.0 |',
    '| 3 | 9.0 | 3.0 | 500 | 6 | 3.0 |',
  ]);
  expect(page.match(/^\| _exponent_ .*$/gm)).toEqual([
    '| _exponent_ | 2.00 | 1.00 | 0.00 | 1.00 | 1.00 |',
    '| _exponent_ | - | - | - | - | - |',
  ]);
});

it.each([1, 3, 300])('a stack of %d brokers is a good config, and each host has its address', (brokers) => {
  const { text, addresses } = stackOf(brokers, {
    hostKey: `ssh-ed25519 ${key}`,
    privateKeyFile: '/k',
  });
  for (const file of [text, withChange(text)]) {
    const { config } = parse(file) as { config: Record<string, unknown> };
    const values = Object.entries(config).map(([name, value]) => [name.replace('kafka-proxied:', ''), value]);
    expect(problemsOf(Object.fromEntries(values) as Values)).toEqual([]);
  }
  expect(new Set(addresses).size).toBe(brokers + 1);
  expect(withChange(text)).not.toBe(text);
});
const key = 'AAAAC3NzaC1lZDI1NTE5AAAAIMbVKnIqDO6jaBEtFEvDi2XwdUSp1j9Vh6PvxJyQ4ozN';

describe('a simulated host', () => {
  const body = renderBody({ params: { conf: 'c0ffee', id: 1 }, files: {} });
  const look = 'sudo -n bash -s -- engine1 - 9092 - /etc,/usr/lib';
  const factsOf = (host: SimulatedHost) => parseFacts(host.run(look, '').stdout);

  it('is bare at first', () => {
    const facts = factsOf(new SimulatedHost('10.77.1.2'));
    expect(facts).toMatchObject({ stamps: {}, services: {}, listeners: [], names: { engine1: [] } });
    expect(facts).not.toHaveProperty('owner');
  });

  it('tells of what it was told to make, and of nothing that was removed', () => {
    const host = new SimulatedHost('10.77.1.2');
    const stdin = `stamp NOW not recorded\n${body}`;
    const converge = 'sudo -n /opt/kafka-proxied/bin/host converge roll kafka-c-1';
    expect(host.run(converge, stdin)).toEqual({ stdout: 'roll kafka-c-1 is in place\n', code: 0 });
    expect(factsOf(host)).toMatchObject({
      stamps: { 'roll--kafka-c-1': { stamp: 'NOW not recorded', body: bodyHash(body) } },
      services: { 'kafka-c-1': { active: 'active', started: 'c0ffee' } },
      listeners: [{ address: '10.77.1.2', port: 9092 }],
    });
    host.run('! [ -x /x ] || sudo -n /opt/kafka-proxied/bin/host remove roll kafka-c-1', '');
    expect(factsOf(host)).toMatchObject({ stamps: {}, services: {} });
  });

  it('knows no other command', () => {
    expect(new SimulatedHost('10.77.1.2').run('reboot', '').code).toBe(127);
  });
});
