// Doesn't prove: that the engine's wire format is this one; the shapes come from the SDK's constants.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSplitter, longestLine } from '../../plugins/command/src/lines.ts';
import { holdsSecret, reveal, same, secret } from '../../plugins/shared/wire.ts';
import { fileAsset } from '../support/command-plugin.ts';

const plain = fc.jsonValue();

describe('secrets', () => {
  it('come out of any depth as they went in', () => {
    fc.assert(
      fc.property(plain, plain, (one, other) => {
        const wrapped = { a: [secret({ b: secret(one) }), other] };
        expect(reveal(wrapped)).toEqual({ a: [{ b: one }, other] });
        expect(holdsSecret(wrapped)).toBe(true);
        expect(holdsSecret(reveal(wrapped))).toBe(false);
      }),
    );
  });

  it('are wrapped once', () => {
    expect(secret(secret('x'))).toEqual(secret('x'));
  });
});

describe('same', () => {
  it('sees no change in a value, wrapped or not', () => {
    fc.assert(
      fc.property(plain, (value) => {
        const copy: unknown = structuredClone(value);
        expect(same(value, copy)).toBe(true);
        expect(same([secret(value)], [copy])).toBe(true);
        expect(same({ a: value }, { a: secret(copy) })).toBe(true);
      }),
    );
  });

  it('sees every other value', () => {
    const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean());
    fc.assert(
      fc.property(scalar, scalar, (one, other) => {
        expect(same({ a: [one, 1] }, { a: [other, 1] })).toBe(one === other);
      }),
    );
    expect(same([1, 2], [1])).toBe(false);
    expect(same({ a: 1 }, { a: 1, b: 2 })).toBe(false);
    expect(same({ a: 1, b: null }, { a: 1 })).toBe(true);
    expect(same(undefined, [])).toBe(false);
  });

  it('compares assets by their hashes alone', () => {
    expect(same(fileAsset('/here', 'h'), fileAsset('/there', 'h'))).toBe(true);
    expect(same(fileAsset('/here', 'h1'), fileAsset('/here', 'h2'))).toBe(false);
  });
});

describe('log lines', () => {
  const split = (chunks: Buffer[]): string[] => {
    const lines: string[] = [];
    const splitter = new LineSplitter((line) => lines.push(line));
    for (const chunk of chunks) splitter.write(chunk);
    splitter.end();
    return lines;
  };

  it('are the same however the bytes arrive', () => {
    const texts = fc.array(
      fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replace(/[\r\n]/g, '')),
    );
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 7 }), (lines, size) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''), 'utf8');
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
          bytes.subarray(index * size, (index + 1) * size),
        );
        expect(split(chunks)).toEqual(lines);
      }),
    );
  });

  it('are whole up to the limit, shortened beyond it, and keep a last one without an end', () => {
    const exact = 'x'.repeat(longestLine);
    expect(split([Buffer.from(`${exact}\n${exact}y\nlast`)])).toEqual([exact, `${exact}…`, 'last']);
  });
});
