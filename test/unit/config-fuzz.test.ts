// Does not prove that an accepted config works on hosts: only that none is answered by an exception.
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { Checked } from '../../config/check.ts';
import { openRouteLines, portMapsToEnter } from '../../config/plan/describe.ts';
import { makePlan } from '../../config/plan/make.ts';
import { problemsText } from '../../config/problem.ts';
import { hidden, nasty } from '../support/nasty.ts';
import { documentsOf } from '../support/rendered.ts';
import {
  check,
  localValues,
  mirroredValues,
  referenceValues,
  type Values,
} from '../support/config-fixture.ts';

// Many runs on a busy machine are no failure.
vi.setConfig({ testTimeout: 300_000 });

const numbers = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.maxSafeInteger(),
  fc.constantFrom<unknown>(-0, 1e21, 2 ** 53, -1, 0.5, 65_535, 65_536, '9'.repeat(400), '1e3', '0x10', '01'),
);

const shortNasty = Object.values(nasty).filter((text) => text.length < 1000);

const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 5 }),
  fc.string({ unit: 'binary' }),
  numbers,
  fc.constantFrom(...shortNasty),
  fc.constantFrom<unknown>(
    null,
    '',
    true,
    'false',
    '0.0.0.0',
    '127.0.0.1',
    '10.48.1.82',
    '10.48.1.0/24',
    'engine1',
    'gateway',
    'constructor',
    'machine',
    [],
    {},
    [[]],
    { secret: 'constructor' },
  ),
);

const names = [
  'constructor',
  '__proto__',
  'prototype',
  'toString',
  'hasOwnProperty',
  'hosts',
  'lan',
  'engine1',
  'cluster1',
  '1',
  '01',
  'clients',
  'external',
  'managed',
  'probe',
  'proxied',
];

/** Configs that are right: the reference topology, one machine, and names that every object has already. */
const bases: Readonly<Record<string, () => Values>> = {
  'the reference topology': referenceValues,
  'one machine': localValues,
  'two clusters and a mirror': mirroredValues,
  'machines that doctor looks from': probedValues,
  'names that every object has': inheritedNames,
};

function probedValues(): Values {
  const values = referenceValues();
  const probe = { managed: false, probe: true };
  Object.assign(values['hosts'] as Values, {
    stranger: { ...probe, address: '198.51.100.66' },
    laptop: { ...probe, network: 'lan', address: '10.48.1.66' },
  });
  return values;
}

function valuesOf(base: string): Values {
  return bases[base]?.() ?? {};
}

function inheritedNames(): Values {
  const text = JSON.stringify(referenceValues());
  const renamed = text
    .replaceAll('"engine1"', '"constructor"')
    .replaceAll('"cluster1"', '"constructor"')
    .replaceAll('"lan"', '"constructor"')
    .replaceAll('"records"', '"constructor"');
  return JSON.parse(renamed) as Values;
}

/** Every place in a config, as a list of steps. */
function places(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => places(inner, [...path, key]))];
}

/** Sets, replaces or removes one place; own properties only, so that `__proto__` is a key like any other. */
function put(values: Values, path: readonly string[], value: unknown): void {
  const last = path[path.length - 1];
  if (last === undefined) return;
  const holder = path
    .slice(0, -1)
    .reduce<unknown>((at, step) => (at as Values | null | undefined)?.[step], values);
  if (typeof holder !== 'object' || holder === null) return;
  if (value === undefined) delete (holder as Values)[last];
  else Object.defineProperty(holder, last, { value, enumerable: true, configurable: true, writable: true });
}

/** Either problems that people can use, or a topology that has a plan, whose every document can be sent. */
function holds(checked: Checked): void {
  if (checked.ok) {
    const { topology } = checked;
    const plan = makePlan(topology);
    expect(plan.routes.length).toBeGreaterThan(0);
    expect(Object.keys(documentsOf(topology, plan, { constructor: 'x' })).length).toBeGreaterThan(3);
    expect(openRouteLines(plan).length).toBeGreaterThan(0);
    portMapsToEnter(topology, plan);
    return;
  }
  expect(checked.problems.length).toBeGreaterThan(0);
  for (const { path, reason, fix } of checked.problems) {
    expect(path).toMatch(/^kafka-/);
    expect(reason).toMatch(/\S/);
    expect(fix).toMatch(/\S/);
    expect(`${path} ${reason} ${fix}`).not.toMatch(hidden);
    // What the config holds is quoted.
    const ours = `${reason} ${fix}`.replaceAll(/"(?:[^"\\]|\\.)*["…]/g, '');
    expect(ours).not.toMatch(/Invalid input|\[object|undefined|NaN|=>/);
  }
  const text = problemsText('dev', checked.problems);
  expect(text).not.toMatch(/\n\s+at .*:\d+/);
}

/** Changes a right config again and again; how often the result was accepted. */
function acceptedOf<T>(
  change: fc.Arbitrary<T>,
  apply: (values: Values, change: T) => void,
  numRuns: number,
): number {
  let accepted = 0;
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(bases)), change, (base, changes) => {
      const values = valuesOf(base);
      apply(values, changes);
      const checked = check(values, undefined, { secretNames: ['constructor'] });
      accepted += checked.ok ? 1 : 0;
      holds(checked);
    }),
    { numRuns },
  );
  return accepted;
}

const everywhere = Object.values(bases).flatMap((base) => places(base()));
const anyPlace = fc.constantFrom(...everywhere);
const anyPlaceOrNew = fc.oneof(
  anyPlace,
  fc.tuple(anyPlace, fc.constantFrom(...names, ...shortNasty)).map(([path, name]) => [...path, name]),
);

test.each(Object.keys(bases))('%s: right as it is', (base) => {
  const checked = check(valuesOf(base));
  expect(checked).toMatchObject({ ok: true });
  holds(checked);
});

test('any JSON under the known keys', () => {
  const keys = fc.constantFrom(
    ...['lab', 'offline', 'ssh', 'networks', 'hosts', 'clusters', 'mirrors', 'secrets'],
  );
  fc.assert(
    fc.property(fc.dictionary(keys, odd), (values) => holds(check(values))),
    { numRuns: 150 },
  );
});

test('a right config with any few places changed, added or removed', () => {
  const change = fc.tuple(anyPlaceOrNew, fc.oneof(odd, fc.constant(undefined)));
  const accepted = acceptedOf(
    fc.array(change, { maxLength: 4 }),
    (values, changes) => changes.forEach(([path, value]) => put(values, path, value)),
    250,
  );
  expect(accepted).toBeGreaterThan(0);
});

test('a right config with other scalars, one at a time, each of which may be accepted', () => {
  const scalar = fc.oneof(numbers, fc.constantFrom(...names, ...shortNasty), fc.boolean());
  const accepted = acceptedOf(
    fc.tuple(anyPlace, scalar),
    (values, [path, value]) => {
      if (typeof at(values, path) !== 'object') put(values, path, value);
    },
    150,
  );
  expect(accepted).toBeGreaterThan(0);
});

test('parts of a right config in the wrong places, and references that lead elsewhere', () => {
  const accepted = acceptedOf(
    fc.tuple(anyPlace, anyPlace),
    (values, [from, to]) => {
      const moved = at(values, from);
      if (moved !== undefined) put(values, to, structuredClone(moved));
    },
    200,
  );
  expect(accepted).toBeGreaterThan(0);
});

function at(values: Values, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? (value as Values)[step]
        : undefined,
    values,
  );
}

test('values of many levels, anywhere', () => {
  let deep: unknown = 'text';
  for (let level = 0; level < 1000; level++) deep = level % 2 === 0 ? [deep] : { a: deep };
  for (const path of places(referenceValues())) {
    const values = referenceValues();
    put(values, path, deep);
    holds(check(values));
  }
});
