// Does not prove that Pulumi hands on what is this deep: it reads the file before the program does.
import * as pulumi from '@pulumi/pulumi';
import { afterEach, describe, expect, test } from 'vitest';
import { loadTopology } from '../../pulumi/load-config.ts';
import { checkRaw, rawFromJson } from '../../pulumi/read-config.ts';
import { parseStackFile } from '../../pulumi/stack-file.ts';
import { problemsOf, referenceValues, set, type Values } from '../support/config-fixture.ts';

const lists = (levels: number): string => `${'['.repeat(levels)}1${']'.repeat(levels)}`;
const maps = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const parsed = (text: string): unknown => JSON.parse(text);

/** Where a hand may slip, from the top to the lowest level. */
const places = [
  ['hosts'],
  ['hosts', 'engine1', 'address'],
  ['clusters', 'cluster1', 'settings'],
  ['clusters', 'cluster1', 'settings', 'log.retention.hours'],
  ['clusters', 'cluster1', 'topics', 'records', 'config'],
  ['networks', 'lan', 'cidrs'],
  ['mirrors'],
];

describe.each([
  ['lists', lists],
  ['maps', maps],
])('3,000 %s in each other', (_, deep) => {
  test.each(places)('at %s.%s.%s.%s are one problem with its path', (...path) => {
    const values = referenceValues();
    set(values, path, parsed(deep(3000)));
    const [problem, ...others] = problemsOf(values);
    expect(others).toEqual([]);
    expect(problem?.path).toMatch(new RegExp(`^kafka-proxied:${path[0]}`));
    expect(problem?.path.length).toBeLessThan(100);
    expect(problem?.reason).toMatch(/^Has 300\d nested maps and lists/);
  });
});

test('what is wrong elsewhere is said as well', () => {
  const values = referenceValues();
  set(values, ['networks', 'lan', 'cidrs'], parsed(lists(100_000)));
  set(values, ['hosts', 'engine1', 'address'], '::');
  expect(problemsOf(values).map(({ path }) => path.replace(/\[0\].*/, ''))).toEqual([
    'kafka-proxied:networks.lan.cidrs',
    'kafka-proxied:hosts.engine1.address',
  ]);
});

describe('both ways in', () => {
  const before = pulumi.runtime.allConfig();
  afterEach(() => pulumi.runtime.setAllConfig(before));

  test('what pulumi prints', () => {
    const printed = `{"kafka-proxied:hosts": {"value": "x", "objectValue": ${lists(3000)}, "secret": false}}`;
    const checked = checkRaw(rawFromJson(printed), 'dev');
    expect(!checked.ok && checked.problems[0]).toMatchObject({
      path: 'kafka-proxied:hosts[0][0][0][0][0][0][0]',
      reason: expect.stringContaining('Has 3000 nested maps and lists') as string,
    });
  });

  test.each(['hosts', 'secrets'])('what the engine hands to the program, in %s', async (key) => {
    const values: Values = { ...referenceValues(), offline: true };
    const texts = Object.entries(values).map(([name, value]) => [
      `kafka-proxied:${name}`,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
    const config = { ...Object.fromEntries(texts), [`kafka-proxied:${key}`]: lists(3000) } as Record<
      string,
      string
    >;
    pulumi.runtime.setAllConfig(config, []);
    await expect(loadTopology()).rejects.toThrow(
      key === 'hosts' ? 'kafka-proxied:hosts[0][0][0][0][0][0][0]\n    Has 3000' : 'kafka-proxied:secrets\n',
    );
  });
});

describe('a stack file that no parser follows', () => {
  test.each([
    ['lists', lists],
    ['maps', maps],
  ])('%s: named by line and place', (_, deep) => {
    const text = `config:\n  kafka-proxied:hosts: {}\n  kafka-proxied:clusters: ${deep(3000)}\n`;
    expect(() => parseStackFile('dev', text)).toThrow(
      /^line 3, column \d+: more than 50 maps and lists stand in each other at config\.kafka-proxied:clusters\./,
    );
  });

  test.each([
    ['lists', (name: string, of: string) => `${name}: &${name} [${Array(9).fill(of).join(', ')}]`],
    [
      'merged maps',
      (name: string, of: string) => `${name}: &${name} { <<: [${Array(9).fill(of).join(', ')}] }`,
    ],
  ])('%s that stand for each other again and again', (_, line) => {
    const names = Array.from({ length: 12 }, (__, level) => line(`a${level + 1}`, `*a${level}`));
    const text = `a0: &a0 { k: 1 }\n${names.join('\n')}\n`;
    expect(() => parseStackFile('dev', text)).toThrow('its aliases (*name) stand for each other so often');
  });

  test('a key of many lines is not shown', () => {
    const text = `salt: one\n  two: ${lists(3000)}\n`;
    expect(() => parseStackFile('dev', text)).toThrow(/ stand in each other at salt\.….*\.0…\. Remove/);
  });

  test('an alias that is used a few times is read', () => {
    const text =
      'x: &host { address: 10.0.0.1 }\nconfig: { "kafka-proxied:hosts": { a: *host, b: *host } }\n';
    expect(parseStackFile('dev', text).name).toBe('dev');
  });
});

describe('two million characters', () => {
  const long = 'x'.repeat(2_000_000);
  test.each([
    ['as a value', ['hosts', 'engine1', 'address']],
    ['as a key', ['hosts', 'engine1', long]],
    ['as a key at the top', [long]],
    ['as a property', ['clusters', 'cluster1', 'settings', long]],
    ["as a topic's property", ['clusters', 'cluster1', 'topics', 'records', long]],
  ])('%s are refused in a few words', (_, path) => {
    const values = referenceValues();
    set(values, path, path.at(-1) === long ? 1 : long);
    const problems = problemsOf(values);
    expect(problems).toHaveLength(1);
    expect(JSON.stringify(problems).length).toBeLessThan(1000);
  });
});
