// Starts one of this project's TypeScript programs on a fresh clone: `setup/bootstrap.sh FILE [ARGUMENTS]` calls this with
// a Node.js that is new enough. Plain JavaScript without dependencies, because it runs before `npm ci` has. The program
// then runs in this same process, so signals, standard streams and the exit code are its own.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { withLock } from './lock.mjs';
import { npmCi } from './npm-ci.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const marker = join(root, 'node_modules', '.kafka-proxied-lock');
const say = (line) => process.stderr.write(`${line}\n`);

function fail(message) {
  say(message);
  process.exit(1);
}

function lockfileHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

function packagesAreCurrent() {
  return existsSync(marker) && readFileSync(marker, 'utf8').trim() === lockfileHash();
}

async function installPackages(alsoHeldBy) {
  if (packagesAreCurrent()) return;
  say('==> npm ci: the packages in package-lock.json (10 s to 1 min, about 220 MB)');
  rmSync(marker, { force: true });
  const code = await npmCi(root, alsoHeldBy, say);
  if (code !== 0) {
    fail(`npm ci failed with exit code ${code}; its message is above. Nothing else was started.`);
  }
  writeFileSync(marker, `${lockfileHash()}\n`);
}

/** Compiled code is kept for the next start, of this program and of those that it starts: more than half of the time. */
function keepCompiledCode() {
  process.env['NODE_COMPILE_CACHE'] ??= join(root, '.local', 'compiled');
  enableCompileCache(process.env['NODE_COMPILE_CACHE']);
}

const [file, ...programArguments] = process.argv.slice(2);
if (!file) fail('usage: setup/bootstrap.sh FILE.ts [ARGUMENTS]');
if (!packagesAreCurrent()) await withLock(join(root, '.local', 'npm-ci.lock'), installPackages, say);
const program = resolve(root, file);
process.argv.splice(1, process.argv.length, program, ...programArguments);
keepCompiledCode();
await import(pathToFileURL(program).href);
