// Does not prove that records cross the gateway: the lab's proof does. This is the comparison that judges it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareRecords, describeComparison, isExact, outOfOrder } from '../../cli/start/records.ts';

describe('outOfOrder', () => {
  it.each([
    [['a', 'b', 'c'], ['a', 'c'], []],
    [['a', 'b', 'c'], ['b', 'a', 'c'], ['a']],
    [['a', 'b', 'c'], ['a', 'b', 'a', 'b', 'c'], []],
    [
      ['a', 'b', 'c'],
      ['c', 'x', 'a', 'b'],
      ['a', 'b'],
    ],
  ])('of %j, received as %j, is %j', (sent, received, expected) => {
    expect(outOfOrder(sent, received)).toEqual(expected);
  });
});

describe('compareRecords', () => {
  it('is exact for the same records in any order', () => {
    const records = fc.uniqueArray(fc.string(), { minLength: 1 });
    fc.assert(fc.property(records, (sent) => isExact(compareRecords(sent, [...sent].reverse()))));
  });

  it.each([
    [['a', 'b'], ['a'], { missing: ['b'] }, '1 of 2 missing (the first: b)'],
    [['a', 'b'], ['a', 'b', 'a'], { duplicated: ['a'] }, '1 more than once (the first: a)'],
    [['a', 'b'], ['a', 'b', 'c'], { foreign: ['c'] }, '1 never sent (the first: c)'],
    [
      ['a', 'b'],
      ['c', 'c'],
      { missing: ['a', 'b'], duplicated: ['c'], foreign: ['c'] },
      '2 of 2 missing (the first: a); ',
    ],
    [[], [], {}, 'nothing was sent'],
  ])('%j against %j', (sent, received, found, said) => {
    const comparison = compareRecords(sent, received);
    expect(comparison).toEqual({ sent: sent.length, missing: [], duplicated: [], foreign: [], ...found });
    expect(isExact(comparison)).toBe(false);
    expect(describeComparison(comparison)).toContain(said);
  });

  it('says so when all arrived', () => {
    expect(describeComparison(compareRecords(['a'], ['a']))).toBe(
      'all 1 arrived, each once, and nothing else',
    );
  });
});
