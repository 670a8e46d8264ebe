// Doesn't prove: that passwords are uniformly random; that every character and place of its set comes up.
import { unknownValue } from '@pulumi/pulumi/runtime/rpc.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSecret, reveal, secret, type Props } from '../../plugins/shared/wire.ts';
import { newRandomProvider } from '../../plugins/random/src/provider.ts';
import { make, mistakesOf, urns } from '../support/value-plugin.ts';

const provider = newRandomProvider();
const password = async (inputs: Props): Promise<string> =>
  reveal((await make(provider, urns.password, inputs)).outs['result']) as string;
const count = (text: string, what: RegExp): number => (text.match(what) ?? []).length;

describe('a password', () => {
  it('has its length, at least so many of each class, and nothing of an excluded one', async () => {
    const least = fc.integer({ min: 0, max: 5 });
    await fc.assert(
      fc.asyncProperty(
        fc.record({ minLower: least, minUpper: least, minNumeric: least, minSpecial: least }),
        fc.integer({ min: 0, max: 30 }),
        async (mins, more) => {
          const length = Math.max(
            1,
            mins.minLower + mins.minUpper + mins.minNumeric + mins.minSpecial + more,
          );
          const made = await password({ length, ...mins });
          expect(made).toHaveLength(length);
          expect(count(made, /[a-z]/g)).toBeGreaterThanOrEqual(mins.minLower);
          expect(count(made, /[A-Z]/g)).toBeGreaterThanOrEqual(mins.minUpper);
          expect(count(made, /[0-9]/g)).toBeGreaterThanOrEqual(mins.minNumeric);
          expect(count(made, /[!@#$%&*()\-_=+[\]{}<>:?]/g)).toBeGreaterThanOrEqual(mins.minSpecial);
        },
      ),
    );
    expect(await password({ length: 400, special: false })).toMatch(/^[A-Za-z0-9]{400}$/);
    expect(await password({ length: 400, special: false, upper: false })).toMatch(/^[a-z0-9]{400}$/);
    expect(await password({ length: 400, special: false, lower: false, numeric: false })).toMatch(
      /^[A-Z]{400}$/,
    );
    expect(await password({ length: 400, special: false, number: false, upper: false })).toMatch(
      /^[a-z]{400}$/,
    );
    const only = { upper: false, lower: false, numeric: false };
    expect(await password({ length: 400, ...only, overrideSpecial: '€_' })).toMatch(/^[€_]{400}$/);
  });

  it('uses all characters, in any place', async () => {
    const long = await password({ length: 20_000 });
    expect(new Set(long).size).toBe(26 + 26 + 10 + '!@#$%&*()-_=+[]{}<>:?'.length);
    const places = new Set<number>();
    for (let round = 0; round < 500; round += 1) {
      const made = await password({ length: 4, special: false, upper: false, numeric: false, minSpecial: 1 });
      places.add(made.search(/[^a-z]/));
    }
    expect([...places].sort()).toEqual([0, 1, 2, 3]);
  });

  it('is secret, and the state holds what was assumed', async () => {
    const { id, outs } = await make(provider, urns.password, {
      length: 8,
      keepers: { a: 'b' },
      numeric: true,
    });
    expect(id).toBe('none');
    expect(Object.keys(outs).filter((name) => isSecret(outs[name]))).toEqual(['result']);
    const { result, ...plain } = outs;
    expect(reveal(result)).toHaveLength(8);
    expect(plain).toEqual({
      __meta: '{"schema_version":"3"}',
      id: 'none',
      keepers: { a: 'b' },
      length: 8,
      lower: true,
      minLower: 0,
      minNumeric: 0,
      minSpecial: 0,
      minUpper: 0,
      number: true,
      numeric: true,
      special: true,
      upper: true,
    });
  });

  it('is replaced for any other input, and left alone where a default is spelt out', async () => {
    const inputs = { length: 8, keepers: { a: secret('b') } };
    const { id, outs } = await make(provider, urns.password, inputs);
    const diff = (more: Props) => provider.diff(id, urns.password, outs, { ...inputs, ...more });
    for (const same of [{}, { special: true, minLower: 0 }, { number: true }, { overrideSpecial: '' }]) {
      expect(await diff(same)).toEqual({ changes: false, replaces: [] });
    }
    const bare = await make(provider, urns.password, { length: 8 });
    const toEmpty = await provider.diff(bare.id, urns.password, bare.outs, { length: 8, keepers: {} });
    expect(toEmpty).toEqual({ changes: false, replaces: [] });
    const others = { length: 9, keepers: { a: 'c' }, upper: false, minSpecial: 1, overrideSpecial: '_' };
    for (const [name, value] of Object.entries(others)) {
      expect(await diff({ [name]: value })).toEqual({ replaces: [name] });
    }
    expect(await diff({ keepers: { a: unknownValue } })).toEqual({ replaces: ['keepers'] });
    expect(await diff({ numeric: false })).toEqual({ replaces: ['number', 'numeric'] });
  });

  it.each([
    [{}, ["'length' is required"]],
    [{ length: 0 }, ["'length' must be a whole number of at least 1"]],
    [{ length: 3, minLower: 2, minUpper: 2 }, ["'length' must be at least the sum"]],
    [
      { length: 3, upper: false, lower: false, numeric: false, special: false },
      ['must be true: no characters are left'],
    ],
    [{ length: 3, number: true, numeric: false }, ["'number' and 'numeric' differ"]],
    [{ length: 3, keepers: { a: 1 } }, ["'keepers' must be a map of strings"]],
  ])('%j is refused', async (inputs, expected) => {
    const found = await mistakesOf(provider, urns.password, inputs);
    expect(found).toEqual(expected.map((part) => expect.stringContaining(part) as string));
  });

  it('accepts what a preview does not know yet', async () => {
    for (const name of ['length', 'minLower', 'number', 'numeric', 'special', 'overrideSpecial', 'keepers']) {
      expect(await mistakesOf(provider, urns.password, { length: 3, [name]: unknownValue }), name).toEqual(
        [],
      );
    }
  });

  it('is the only resource: others are refused by name', async () => {
    const urn = 'urn:pulumi:s::p::random:index/randomPet:RandomPet::x';
    await expect(provider.check(urn, {}, {})).rejects.toThrow(
      'random:index/randomPet:RandomPet is not served by the stand-in for the random plugin',
    );
  });
});
