// Doesn't prove: that passwords are uniformly random; every character of its set comes up.
import { unknownValue } from '@pulumi/pulumi/runtime/rpc.js';
import { describe, expect, it } from 'vitest';
import { isSecret, reveal, type Props } from '../../plugins/shared/wire.ts';
import { newRandomProvider } from '../../plugins/random/src/provider.ts';
import { make, mistakesOf, urns } from '../support/value-plugin.ts';

const provider = newRandomProvider();
const password = async (inputs: Props): Promise<string> =>
  reveal((await make(provider, urns.password, inputs)).outs['result']) as string;

describe('a password', () => {
  it('has its length, all characters of its set, and is another one each time', async () => {
    const all = await password({ length: 20_000 });
    expect(all).toHaveLength(20_000);
    expect(new Set(all).size).toBe(26 + 26 + 10 + '!@#$%&*()-_=+[]{}<>:?'.length);
    const plain = await password({ length: 20_000, special: false });
    expect(plain).toMatch(/^[A-Za-z0-9]{20000}$/);
    expect(new Set(plain).size).toBe(26 + 26 + 10);
    expect(await password({ length: 32, special: false })).not.toBe(
      await password({ length: 32, special: false }),
    );
  });

  it('is secret, and the state holds what was assumed', async () => {
    const { id, outs } = await make(provider, urns.password, { length: 8 });
    expect(id).toBe('none');
    expect(Object.keys(outs).filter((name) => isSecret(outs[name]))).toEqual(['result']);
    const { result, ...plain } = outs;
    expect(reveal(result)).toHaveLength(8);
    expect(plain).toEqual({
      __meta: '{"schema_version":"3"}',
      id: 'none',
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
    const { id, outs } = await make(provider, urns.password, { length: 8 });
    const diff = (news: Props) => provider.diff(id, urns.password, outs, news);
    for (const same of [{ length: 8 }, { length: 8, special: true }]) {
      expect(await diff(same)).toEqual({ changes: false, replaces: [] });
    }
    expect(await diff({ length: 9 })).toEqual({ replaces: ['length'] });
    expect(await diff({ length: 8, special: false })).toEqual({ replaces: ['special'] });
  });

  it.each([
    [{}, ["'length' is required"]],
    [{ length: 0 }, ["'length' must be a whole number of at least 1"]],
    [{ length: 3, upper: false }, ["'upper' is served by the official plugin only, not by this stand-in"]],
  ])('%j is refused', async (inputs, expected) => {
    expect(await mistakesOf(provider, urns.password, inputs)).toEqual(expected);
  });

  it('accepts what a preview does not know yet', async () => {
    for (const name of ['length', 'special']) {
      expect(await mistakesOf(provider, urns.password, { length: 3, [name]: unknownValue })).toEqual([]);
    }
  });

  it('is the only resource: others are refused by name', async () => {
    const urn = 'urn:pulumi:s::p::random:index/randomPet:RandomPet::x';
    await expect(provider.check(urn, {}, {})).rejects.toThrow(
      'random:index/randomPet:RandomPet is not served by the stand-in for the random plugin',
    );
  });
});
