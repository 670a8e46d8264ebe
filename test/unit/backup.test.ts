// Proves who may read the file of a backup, and what is taken for one; that a stack comes back from it the lab proves.
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backup, restore } from '../../cli/backup/backup.ts';
import { backupText, readBackup, writeForOwner } from '../../cli/backup/file.ts';
import { UsageError } from '../../lib/program.ts';
import { given } from '../support/given.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'backup-'));
  file = join(folder, 'backup.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const text = backupText('dev', '{"version":3,"deployment":{}}', new Date('2026-01-02T03:04:05Z'));

describe('the file of a backup', () => {
  it('is its owner’s alone, also in the place of one that others could read', () => {
    writeFileSync(file, 'older');
    chmodSync(file, 0o644);
    writeForOwner(file, text);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['backup.json']);
    expect(readBackup(file)).toEqual({
      kind: 'kafka-proxied backup',
      project: 'kafka-proxied',
      stack: 'dev',
      made: '2026-01-02T03:04:05.000Z',
      state: { version: 3, deployment: {} },
    });
  });

  it.each([0o640, 0o604, 0o620, 0o602])('is not taken with mode %o', (mode) => {
    writeForOwner(file, text);
    chmodSync(file, mode);
    expect(() => readBackup(file)).toThrow(/can be read or changed by others[^]*chmod 600/);
  });

  it.each([
    ['what was cut short', text.slice(0, 100), /not a complete backup/],
    ['a state as pulumi prints it', '{"version":3,"deployment":{}}', /not a backup of kafka-proxied/],
    ['a backup of another project', text.replace('"kafka-proxied",', '"other",'), /not a backup of/],
  ])('is not taken if it is %s', (_, content, reason) => {
    writeForOwner(file, content);
    expect(() => readBackup(file)).toThrow(reason);
  });

  it('must be there', () => {
    expect(() => readBackup(file)).toThrow(/There is no file/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is named by an option', async () => {
    expect(await given(backup, ['--out', 'a'])).toEqual([{ out: 'a' }]);
    expect(await given(restore, ['--replace', '--from=a'])).toEqual([{ from: 'a', replace: true }]);
    for (const wrong of [[], ['--out'], ['--out='], ['--out', '--stack'], ['--out', 'a', 'b']])
      await expect(given(backup, wrong)).rejects.toThrow(UsageError);
  });

  it('shows its content to nobody on the way', () => {
    writeForOwner(file, text);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });
});
