// Proves how a program is started and when npm ci runs, with a stand-in for npm; not that npm installs the packages.
import { execFile, execFileSync, spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { projectRoot } from '../../lib/paths.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const temporary = temporaryFolder();

let root = '';
const put = (name: string, content: string, mode = 0o644) => {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), content, { mode });
};
const npmIs = (script: string) => put('bin/npm', `#!/bin/sh\necho "npm $*" >> calls\n${script}\n`, 0o755);
const npmCalls = () => existsSync(join(root, 'calls'));

/** A checkout with nothing but the starter, a lock file and an npm that only links the packages of this one. */
beforeEach(() => {
  root = mkdtempSync(join(temporary, 'checkout-'));
  for (const file of ['setup/bootstrap.mjs', 'setup/lock.mjs', 'cli/kafka-proxied.mjs']) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    copyFileSync(join(projectRoot, file), join(root, file));
  }
  put('package-lock.json', '{}');
  put('package.json', '{"type":"module"}');
  npmIs(`mkdir -p node_modules && ln -sfn '${join(projectRoot, 'node_modules', 'tsx')}' node_modules/tsx`);
});

const environment = () => ({ ...process.env, PATH: `${join(root, 'bin')}:${process.env['PATH']}` });
const starter = () => join(root, 'setup', 'bootstrap.mjs');

function start(...args: string[]): Promise<{ code: number | string; stdout: string; stderr: string }> {
  return new Promise((done) => {
    execFile(
      process.execPath,
      [starter(), ...args],
      { env: environment(), cwd: root },
      (error, stdout, stderr) => done({ code: error ? (error.code ?? 'signal') : 0, stdout, stderr }),
    );
  });
}

describe('starting a program', () => {
  it('hands over its arguments, and ends with its exit code', async () => {
    put(
      'program.ts',
      'const n: number = 7; console.log(JSON.stringify(process.argv.slice(1))); process.exitCode = n;',
    );
    const { code, stdout } = await start('program.ts', '--', 'a b', '--flag');
    expect(code).toBe(7);
    expect(JSON.parse(stdout)).toEqual([join(root, 'program.ts'), '--', 'a b', '--flag']);
  });

  it('is what the command does, from any folder and through a symlink', () => {
    put('cli/main.ts', 'console.log(JSON.stringify(process.argv.slice(1)));');
    const elsewhere = mkdtempSync(join(temporary, 'elsewhere-'));
    const link = join(elsewhere, 'kafka-proxied');
    symlinkSync(join(root, 'cli', 'kafka-proxied.mjs'), link);
    const stdout = execFileSync(link, ['a b', '--flag'], {
      env: environment(),
      cwd: elsewhere,
      encoding: 'utf8',
      stdio: 'pipe',
    });
    expect(JSON.parse(stdout)).toEqual([join(root, 'cli/main.ts'), 'a b', '--flag']);
  });

  it('leaves signals to the program', async () => {
    put(
      'program.ts',
      "process.on('SIGTERM', () => process.exit(9)); console.log('up'); setInterval(() => {}, 1000);",
    );
    const child = spawn(process.execPath, [starter(), 'program.ts'], { env: environment(), cwd: root });
    const code = new Promise((done) => child.on('close', done));
    child.stdout.once('data', () => child.kill('SIGTERM'));
    expect(await code).toBe(9);
  });
});

describe('npm ci', () => {
  beforeEach(() => put('program.ts', 'console.log("ran");'));

  it('runs before the first start and says so, then no more until package-lock.json changes', async () => {
    expect((await start('program.ts')).stderr).toContain('npm ci');
    rmSync(join(root, 'calls'));
    expect((await start('program.ts')).stderr).toBe('');
    expect(npmCalls()).toBe(false);
    put('package-lock.json', '{"changed":true}');
    expect((await start('program.ts')).stdout).toContain('ran');
    expect(npmCalls()).toBe(true);
  });

  it('that failed starts nothing, and runs again the next time', async () => {
    npmIs('mkdir -p node_modules; exit 3');
    const failed = await start('program.ts');
    expect(failed).toMatchObject({ code: 1, stdout: '' });
    expect(failed.stderr).toContain('npm ci failed with exit code 3');
    rmSync(join(root, 'calls'));
    await start('program.ts');
    expect(npmCalls()).toBe(true);
  });

  it('runs once when two programs start at once', async () => {
    npmIs(
      'sleep 0.3; mkdir node_modules || exit 4; ' +
        `ln -s '${join(projectRoot, 'node_modules', 'tsx')}' node_modules/tsx`,
    );
    const both = await Promise.all([start('program.ts'), start('program.ts')]);
    expect(both.map(({ stdout }) => stdout)).toEqual(['ran\n', 'ran\n']);
  });
});

it('names its usage when no program is given', async () => {
  const { code, stderr } = await start();
  expect(code).toBe(1);
  expect(stderr).toContain('usage:');
});
