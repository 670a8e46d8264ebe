// Does not prove that an accepted config works on hosts: only that none is answered by an exception.
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { Checked } from '../../config/check.ts';
import { makePlan } from '../../config/plan/make.ts';
import { check, referenceValues, type Values } from './config-fixture.ts';

// Many runs on a busy machine are no failure.
vi.setConfig({ testTimeout: 300_000 });

const odd = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
  fc.integer(),
  fc.constantFrom<unknown>(
    null,
    '',
    '0.0.0.0',
    '-1',
    '$(id)',
    'engine1',
    'gateway',
    '10.48.1.82',
    9091,
    1e21,
    [],
    {},
  ),
);

const names = [
  'constructor',
  '__proto__',
  'toString',
  'hosts',
  'lan',
  'engine1',
  'cluster1',
  '1',
  '01',
  'clients',
];

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

/** Either problems that people can use, or a topology that has a plan. */
function holds(checked: Checked): void {
  if (checked.ok) {
    expect(makePlan(checked.topology).routes.length).toBeGreaterThan(0);
    return;
  }
  expect(checked.problems.length).toBeGreaterThan(0);
  for (const { path, reason, fix } of checked.problems) {
    expect(path).toMatch(/^kafka-/);
    expect(reason).toMatch(/\S/);
    expect(fix).toMatch(/\S/);
    expect(reason).not.toMatch(/Invalid input|\[object|undefined|NaN/);
  }
}

test('any JSON under the known keys', () => {
  const keys = fc.constantFrom('lab', 'offline', 'ssh', 'networks', 'hosts', 'clusters', 'secrets');
  fc.assert(
    fc.property(fc.dictionary(keys, fc.jsonValue()), (values) => holds(check(values))),
    { numRuns: 300 },
  );
});

test('the reference topology with any few places changed', () => {
  const everywhere = places(referenceValues());
  const place = fc.oneof(
    fc.constantFrom(...everywhere),
    fc
      .tuple(fc.constantFrom(...everywhere), fc.constantFrom(...names))
      .map(([path, name]) => [...path, name]),
  );
  const change = fc.tuple(place, fc.oneof(odd, fc.constant(undefined)));
  let accepted = 0;
  fc.assert(
    fc.property(fc.array(change, { maxLength: 4 }), (changes) => {
      const values = referenceValues();
      for (const [path, value] of changes) put(values, path, value);
      const checked = check(values);
      accepted += checked.ok ? 1 : 0;
      holds(checked);
    }),
    { numRuns: 600 },
  );
  expect(accepted).toBeGreaterThan(0);
});

test('parts of the reference topology in the wrong places', () => {
  const everywhere = places(referenceValues());
  const place = fc.constantFrom(...everywhere);
  const at = (path: string[]): unknown =>
    path.reduce<unknown>((value, step) => (value as Values)[step], referenceValues());
  fc.assert(
    fc.property(place, place, (from, to) => {
      const values = referenceValues();
      put(values, to, at(from));
      holds(check(values));
    }),
    { numRuns: 300 },
  );
});
