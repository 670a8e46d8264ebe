// Proves how set-up writes, locks and packs files on this machine; not that every file system renames as atomically.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { withLock } from '../../setup/lock.mjs';
import { findOnPath } from '../../lib/on-path.ts';
import { hashFile, isWhole, readRecord, replaceFolder, writeInPlace } from '../../setup/staging.ts';
import { writeTar } from '../../setup/tar.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const temporary = temporaryFolder();
let folder = '';
beforeEach(() => void (folder = mkdtempSync(join(temporary, 'case-'))));

describe('a file that set-up made', () => {
  it.each([
    ['whole', 'content', 7, true],
    ['whole as far as can be told', 'content', undefined, true],
    ['cut short', 'cont', 7, false],
    ['empty', '', undefined, false],
    ['gone', undefined, 7, false],
  ])('is %s', async (_, content, size, whole) => {
    const file = join(folder, 'tool');
    if (content !== undefined) writeFileSync(file, content);
    expect(await isWhole(file, size)).toBe(whole);
  });
});

describe('the lock', () => {
  const nobodyHolds = (text: string) => expect.unreachable(text);

  it('lets one in at a time, and tells who is waited for', async () => {
    const lock = join(folder, 'lock');
    const order: string[] = [];
    let release = () => {};
    const first = withLock(lock, () => new Promise<void>((done) => (release = done)), nobodyHolds);
    const second = withLock(
      lock,
      async () => void order.push('second'),
      (text) => {
        order.push(text);
        release();
      },
    );
    await Promise.all([first, second]);
    expect(order).toEqual([expect.stringContaining(`waiting for process ${process.pid}`), 'second']);
    expect(existsSync(lock)).toBe(false);
  });

  it('is taken over from a process that was killed', async () => {
    const lock = join(folder, 'lock');
    const child = spawn('sleep', ['60']);
    writeFileSync(lock, `${child.pid}\n`);
    child.kill('SIGKILL');
    await new Promise((ended) => child.on('close', ended));
    expect(await withLock(lock, async () => 'in', nobodyHolds)).toBe('in');
  });

  it('is taken over after a reboot, although another process has that number now', async () => {
    const lock = join(folder, 'lock');
    writeFileSync(lock, `${process.pid}\n`);
    utimesSync(lock, 1, 1);
    expect(await withLock(lock, async () => 'in', nobodyHolds)).toBe('in');
  });

  it('stays with a child that outlives its first holder', async () => {
    const lock = join(folder, 'lock');
    const child = spawn('sleep', ['60']);
    const ended = spawn('true');
    await new Promise((done) => ended.on('close', done));
    writeFileSync(lock, `${ended.pid}\n${child.pid}\n`);
    const waitedFor: string[] = [];
    await withLock(
      lock,
      async () => {},
      (text) => {
        waitedFor.push(text);
        child.kill('SIGKILL');
      },
    );
    expect(waitedFor).toEqual([expect.stringContaining(`process ${child.pid},`)]);
  });

  it('is given back when the work fails', async () => {
    const lock = join(folder, 'lock');
    await expect(withLock(lock, () => Promise.reject(new Error('boom')), nobodyHolds)).rejects.toThrow(
      'boom',
    );
    expect(existsSync(lock)).toBe(false);
  });
});

describe('files in place', () => {
  it('have the new content, and leave nothing beside them', async () => {
    const file = join(folder, 'new', 'record.json');
    await writeInPlace(file, '{"a":1}');
    await writeInPlace(file, '{"a":2}');
    expect(await readRecord(file)).toEqual({ a: 2 });
    expect(execFileSync('ls', ['-A', join(folder, 'new')], { encoding: 'utf8' })).toBe('record.json\n');
  });

  it('are no record when missing or cut short', async () => {
    writeFileSync(join(folder, 'cut'), '{"sha256": "ab');
    expect(await readRecord(join(folder, 'cut'))).toBeUndefined();
    expect(await readRecord(join(folder, 'missing'))).toBeUndefined();
  });

  it('replace a folder as a whole', async () => {
    const [old, finished] = [join(folder, 'place'), join(folder, 'finished')];
    for (const [each, file] of [
      [old, 'stale'],
      [finished, 'fresh'],
    ] as const) {
      mkdirSync(each);
      writeFileSync(join(each, file), '');
    }
    await replaceFolder(finished, old);
    expect([existsSync(join(old, 'fresh')), existsSync(join(old, 'stale')), existsSync(finished)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('a tar', () => {
  const contents = { 'top/b.jar': 'b'.repeat(512), 'top/a.jar': 'short', 'top/empty': '' };
  const entries = () =>
    Object.entries(contents).map(([name, content], index) => {
      const file = join(folder, String(index));
      writeFileSync(file, content);
      return { name, file };
    });

  it('is read back by the system’s tar', async () => {
    await writeTar(join(folder, 'x.tar'), entries());
    const run = (...args: string[]) => execFileSync('tar', args, { cwd: folder, encoding: 'utf8' });
    expect(run('-tf', 'x.tar')).toBe('top/a.jar\ntop/b.jar\ntop/empty\n');
    run('-xf', 'x.tar');
    for (const [name, content] of Object.entries(contents)) {
      expect(readFileSync(join(folder, name), 'utf8')).toBe(content);
    }
  });

  it('has the same bytes whatever the order, times and modes of its files', async () => {
    await writeTar(join(folder, 'one.tar'), entries());
    const changed = entries().reverse();
    for (const { file } of changed) utimesSync(file, 1, 1);
    execFileSync('chmod', ['600', ...changed.map(({ file }) => file)]);
    await writeTar(join(folder, 'two.tar'), changed);
    expect(await hashFile(join(folder, 'two.tar'))).toBe(await hashFile(join(folder, 'one.tar')));
  });

  it('has other bytes when a content differs', async () => {
    await writeTar(join(folder, 'one.tar'), entries());
    const changed = entries();
    writeFileSync(changed[1]?.file ?? '', 'other');
    await writeTar(join(folder, 'two.tar'), changed);
    expect(await hashFile(join(folder, 'two.tar'))).not.toBe(await hashFile(join(folder, 'one.tar')));
  });

  it('refuses a path that its plain format cannot hold', async () => {
    const [entry] = entries();
    const long = { name: 'x'.repeat(101), file: entry?.file ?? '' };
    await expect(writeTar(join(folder, 'x.tar'), [long])).rejects.toThrow(/too long/);
  });
});

it('finds executables as a shell does: first folder first, files that may be executed only', () => {
  const [one, two] = [join(folder, 'one'), join(folder, 'two')];
  for (const each of [one, two]) mkdirSync(each);
  mkdirSync(join(one, 'folder'));
  writeFileSync(join(one, 'tool'), '', { mode: 0o644 });
  writeFileSync(join(two, 'tool'), '', { mode: 0o755 });
  expect(findOnPath('tool', `${one}:${two}`)).toBe(join(two, 'tool'));
  expect(findOnPath('folder', `${one}:${two}`)).toBeUndefined();
  expect(findOnPath('tool', '')).toBeUndefined();
});
