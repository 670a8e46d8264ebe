// Proves the text that goes to hosts and the hashes on both sides; not that a host does anything with it.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentHash, renderBody } from '../../templates/document.ts';
import { projectRoot } from '../../lib/paths.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const scripts = join(projectRoot, 'templates', 'scripts');
const folder = temporaryFolder();

function inLib(script: string, args: string[], input = ''): string {
  const prelude = `set -euo pipefail; . ${JSON.stringify(join(scripts, 'lib.sh'))}; `;
  return execFileSync('bash', ['-c', prelude + script, '_', ...args], {
    encoding: 'utf8',
    input,
    stdio: 'pipe',
  });
}

/** Reads a document as a host does, and prints one of its settings or files. */
function readOnHost(text: string, show: string): string {
  const lib = join(folder, 'lib.sh');
  const source = execFileSync('sed', [
    `s#^readonly run_dir=.*#readonly run_dir=${folder}/run#`,
    join(scripts, 'lib.sh'),
  ]);
  writeFileSync(lib, source);
  copyFileSync(join(scripts, 'places.sh'), join(folder, 'places.sh'));
  return execFileSync('bash', ['-c', `set -euo pipefail; . ${lib}; read_document; ${show}`], {
    encoding: 'utf8',
    input: text,
    stdio: 'pipe',
  });
}

// What a properties file or a setting may hold: one line of printable characters.
const line = fc
  .string({ unit: 'grapheme', maxLength: 40 })
  .filter((text) => !/\p{Cc}|\u2028|\u2029/u.test(text));

describe('a document', () => {
  it('arrives literally, whatever its lines look like', () => {
    fc.assert(
      fc.property(
        line,
        fc.array(fc.oneof(line, fc.constantFrom('end', 'file x', 'set a b', '  ')), { maxLength: 5 }),
        (value, lines) => {
          const text = `stamp now\n${renderBody({ params: { key: value }, files: { one: lines.map((l) => `${l}\n`).join('') } })}`;
          expect(readOnHost(text, 'get key; cat "$work/files/one"')).toBe(
            `${value}\n${lines.map((l) => `${l}\n`).join('')}`,
          );
        },
      ),
      { numRuns: 25 },
    );
  });

  it('that was cut anywhere is refused', () => {
    const text = `stamp now\n${renderBody({ params: { a: 1 }, files: { one: 'end\nof\n' } })}`;
    for (let length = 0; length < text.length - 1; length += 1) {
      expect(() => readOnHost(text.slice(0, length), 'echo reached')).toThrow(
        /broke off before its last line/,
      );
    }
    expect(readOnHost(text, 'echo reached')).toBe('reached\n');
  });

  it('refuses names and values that the format can not hold', () => {
    expect(() => renderBody({ params: { 'a b': '1' }, files: {} })).toThrow("parameter a b can't be sent");
    expect(() => renderBody({ params: { a: '1\nend' }, files: {} })).toThrow("parameter a can't be sent");
    expect(() => renderBody({ params: {}, files: { '../x': '' } })).toThrow("file name ../x can't be sent");
  });
});

describe('the content hash', () => {
  const onHost = (files: Record<string, string>): string => {
    const place = join(folder, 'conf');
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(place, name), text);
    return inLib('content_hash "$1"', [place]).trim();
  };

  it('is the same here and on the host', () => {
    const text = fc.array(fc.oneof(line, fc.constantFrom('', '# comment', '  # comment', ' ')), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const files = {
          'b.properties': b.map((l) => `${l}\n`).join(''),
          unit: a.map((l) => `${l}\n`).join(''),
        };
        expect(contentHash(files)).toBe(onHost(files));
      }),
      { numRuns: 25 },
    );
  });

  it('leaves out comments and blank lines, and nothing else', () => {
    const hash = contentHash({ f: 'a=1\nb=2\n' });
    expect(contentHash({ f: '# new header\na=1\n\nb=2\n' })).toBe(hash);
    expect(contentHash({ f: 'a=1\nb=3\n' })).not.toBe(hash);
    expect(contentHash({ g: 'a=1\nb=2\n' })).not.toBe(hash);
  });
});
