// Proves that Java reads what was meant; with a JDK on this machine Java itself says so. Not that Kafka knows the names.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderProperties } from '../../templates/properties.ts';
import { readProperties } from '../support/java-properties.ts';

const header = '# managed by kafka-proxied: edits are undone by the next pulumi up\n';

const hasJdk = spawnSync('javac', ['-version']).status === 0;

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    '',
    ' ',
    '  two',
    'a b ',
    '#',
    '!',
    '=',
    ':',
    'a=b',
    '\\',
    '\\n',
    '\n',
    '\r\n',
    '\t',
    'ü',
    '😀',
    '\0',
  ),
);
const properties = fc.dictionary(
  text.filter((name) => name !== '__proto__'),
  text,
  { maxKeys: 8 },
);

describe('a properties file', () => {
  it('is sorted, with a header, and as readable as its values are', () => {
    const rendered = renderProperties({
      'log.dirs': '/var/lib/data',
      listeners: 'INTERNAL://10.0.0.1:9091,EXTERNAL://10.0.0.1:9191',
      'broker.id': '1',
    });
    expect(rendered).toBe(
      `${header}broker.id=1\nlisteners=INTERNAL://10.0.0.1:9091,EXTERNAL://10.0.0.1:9191\nlog.dirs=/var/lib/data\n`,
    );
  });

  it('is the same whatever the order of the config', () => {
    expect(renderProperties({ b: '2', a: '1' })).toBe(renderProperties({ a: '1', b: '2' }));
  });

  it('escapes what Java would take for something else', () => {
    expect(renderProperties({ 'a key=': ' \\value\n#ü' })).toBe(
      `${header}a\\ key\\==\\ \\\\value\\u000a#\\u00fc\n`,
    );
  });

  it('holds every key and value literally', () => {
    fc.assert(
      fc.property(properties, (all) => {
        expect(readProperties(renderProperties(all))).toEqual({ ...all });
      }),
    );
  });

  it.skipIf(!hasJdk)(
    'is read by Java itself as it was meant (needs a JDK on this machine)',
    () => {
      const samples = fc
        .sample(fc.tuple(text, text), 300)
        .map(([key, value], index) => [`${index}${key}`, value]);
      const all = Object.fromEntries(samples) as Record<string, string>;
      const folder = mkdtempSync(join(tmpdir(), 'kafka-proxied-properties-'));
      try {
        writeFileSync(join(folder, 'file.properties'), renderProperties(all));
        writeFileSync(
          join(folder, 'Show.java'),
          `public class Show {
          static String hex(String text) {
            StringBuilder out = new StringBuilder();
            for (char c : text.toCharArray()) out.append(String.format("%04x", (int) c));
            return out.toString();
          }
          public static void main(String[] args) throws Exception {
            java.util.Properties all = new java.util.Properties();
            try (var in = new java.io.FileInputStream(args[0])) { all.load(in); }
            all.forEach((key, value) -> System.out.println(hex((String) key) + "=" + hex((String) value)));
          }
        }`,
        );
        const printed = execFileSync('java', [join(folder, 'Show.java'), join(folder, 'file.properties')], {
          encoding: 'utf8',
        });
        const units = (hex: string): string =>
          (hex.match(/.{4}/g) ?? []).map((unit) => String.fromCharCode(Number.parseInt(unit, 16))).join('');
        const read = Object.fromEntries(
          printed
            .trim()
            .split('\n')
            .map((line) => line.split('=').map(units)),
        ) as Record<string, string>;
        expect(read).toEqual(all);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    60_000,
  );
});
