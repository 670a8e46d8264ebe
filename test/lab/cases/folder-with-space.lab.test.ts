// A checkout in a folder with a space and an umlaut: both commands of the README work there. Does not prove: that set-up
// works there from nothing; what it made is taken over from this checkout.
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { localDir, projectRoot } from '../../../tools/paths.ts';

const parent = realpathSync(mkdtempSync(join(tmpdir(), 'folder-')));
const checkout = join(parent, 'mein Ordner ü');
/** Both commands together, on two cores. */
const hour = 60 * 60_000;

/** Hard links where they can be made: nothing is ever written to what is shared. */
async function share(path: string): Promise<void> {
  const [source, target] = [join(projectRoot, path), join(checkout, path)];
  mkdirSync(join(target, '..'), { recursive: true });
  const { failed } = await execa('cp', ['-al', source, target], { reject: false });
  if (failed) cpSync(source, target, { recursive: true, verbatimSymlinks: true });
}

function npm(...args: string[]) {
  return execa('npm', args, { cwd: checkout, all: true, reject: false, stdin: 'ignore' });
}

beforeAll(async () => {
  await execa('git', ['clone', '--quiet', projectRoot, checkout]);
  const images = await execa('find', ['lab', '-maxdepth', '1', '-name', 'image-*'], { cwd: localDir });
  const made = ['archives', 'setup', 'pulumi/bin', 'pulumi/home', ...images.stdout.split('\n')];
  await share('node_modules');
  for (const path of made) await share(join('.local', path));
});

afterAll(async () => {
  await npm('run', 'lab', '--', 'down');
  rmSync(parent, { recursive: true, force: true });
});

it('runs `npm start`', { timeout: hour }, async () => {
  const { exitCode, all } = await npm('start');
  expect(exitCode, all).toBe(0);
  expect(all.match(/each once, and nothing else/g), all).toHaveLength(5);
});

it('runs `npm test`', { timeout: hour }, async () => {
  await npm('run', 'lab', '--', 'down');
  const { exitCode, all } = await npm('test');
  expect(exitCode, all.slice(-20_000)).toBe(0);
  expect(all).toMatch(/^\d{4,} passed, 0 failed$/m);
});
