// Starts one of this project's TypeScript programs on a fresh clone: `node setup/bootstrap.mjs FILE [ARGUMENTS]`.
// Plain JavaScript without dependencies, because it runs before `npm ci` has. The program then runs in this same
// process, so signals, standard streams and the exit code are its own.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { withLock } from './lock.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const marker = join(root, 'node_modules', '.kafka-proxied-lock');
const oldestNode = [20, 19];
const say = (line) => process.stderr.write(`${line}\n`);

function fail(message) {
  say(message);
  process.exit(1);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  fail(
    `kafka-proxied needs Node.js ${oldestNode.join('.')} or newer; this is ${process.versions.node} ` +
      `(${process.execPath}).\nInstall a current one (https://nodejs.org/en/download, or your package manager) and try again.`,
  );
}

function lockfileHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

function packagesAreCurrent() {
  return existsSync(marker) && readFileSync(marker, 'utf8').trim() === lockfileHash();
}

/** Runs `npm ci`; resolves with its exit code. A signal that ends this process ends npm, too. */
function npmCi(alsoHeldBy) {
  return new Promise((done, failed) => {
    const began = Date.now();
    const npm = spawn('npm', ['ci', '--no-fund', '--no-audit'], { cwd: root, stdio: ['ignore', 2, 2] });
    const alive = setInterval(() => say(`    … ${Math.round((Date.now() - began) / 1000)} s`), 15_000);
    const forward = (signal) => npm.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward);
    const settle = () => {
      clearInterval(alive);
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeListener(signal, forward);
    };
    npm.on('spawn', () => alsoHeldBy(npm.pid));
    npm.on('error', (error) => (settle(), failed(error)));
    npm.on('close', (code, signal) => {
      settle();
      if (signal) process.exit(128 + constants.signals[signal]);
      say(`    done in ${((Date.now() - began) / 1000).toFixed(1)} s`);
      done(code);
    });
  });
}

async function installPackages(alsoHeldBy) {
  if (packagesAreCurrent()) return;
  say('==> npm ci: the packages in package-lock.json (10 s to 1 min, about 220 MB)');
  rmSync(marker, { force: true });
  const code = await npmCi(alsoHeldBy);
  if (code !== 0) {
    fail(`npm ci failed with exit code ${code}; its message is above. Nothing else was started.`);
  }
  writeFileSync(marker, `${lockfileHash()}\n`);
}

checkNode();
const [file, ...programArguments] = process.argv.slice(2);
if (!file) fail('usage: node setup/bootstrap.mjs FILE.ts [ARGUMENTS]');
if (!packagesAreCurrent()) await withLock(join(root, '.local', 'npm-ci.lock'), installPackages, say);
const program = resolve(root, file);
process.argv.splice(1, process.argv.length, program, ...programArguments);
await import('tsx');
await import(pathToFileURL(program).href);
