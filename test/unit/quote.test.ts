// Proves quoting against a real shell; says nothing about shells other than sh.
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shellJoin, shellQuote } from '../../ssh/quote.ts';

const word = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((text) => !text.includes('\0'));

it('a quoted word reaches the program literally', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(word, fc.constantFrom("'", '$(id)', '-n', '', '\n', '`x`')), { minLength: 1 }),
      (words) => {
        const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${shellJoin(words)}`], {
          encoding: 'utf8',
        });
        expect(printed.split('\0').slice(0, -1)).toEqual(words);
      },
    ),
    { numRuns: 50 },
  );
});

it('plain words stay readable', () => {
  expect(shellQuote('/opt/kafka-proxied/bin/host')).toBe('/opt/kafka-proxied/bin/host');
  expect(shellQuote("it's")).toBe("'it'\\''s'");
});
