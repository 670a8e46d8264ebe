// Installs the Node.js of setup/node/package-lock.json: `node setup/take-node.mjs FOLDER` makes FOLDER/bin/node.
// Plain JavaScript without dependencies, because a Node.js that is too old for the rest runs it.
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, renameSync, rmSync, symlinkSync, existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';
import { npmCi } from './npm-ci.mjs';

const oldestNode = [20, 19];
const folder = resolve(process.argv[2]);
const here = dirname(fileURLToPath(import.meta.url));
const npmConfig = join(here, '..', '.npmrc');
const say = (line) => process.stderr.write(`${line}\n`);

/** @param {string} why a sentence */
const refusal = (why) =>
  new Error(
    `kafka-proxied needs Node.js 24.3 or newer; this is ${process.versions.node} (${process.execPath}). ${why}\n` +
      'Install a current one (https://nodejs.org/en/download, or your package manager) and try again.',
  );

function requireThatNpmWorks() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  throw refusal(`It takes a newer one by itself only from ${oldestNode.join('.')} on.`);
}

/** Folders of installations in progress: under the lock, those of runs that were killed. */
function stagings() {
  const beside = dirname(folder);
  return readdirSync(beside)
    .filter((name) => name.startsWith(`${basename(folder)}.`) && !name.includes('lock'))
    .map((name) => join(beside, name));
}

/** In a folder beside its own, and then renamed: `bin/node` is there only when all of it is. */
async function install(alsoHeldBy) {
  if (existsSync(join(folder, 'bin', 'node'))) return;
  say(
    `==> Node.js ${basename(folder)} into ${folder}, because this one is ${process.versions.node} ` +
      '(npm package of Node.js, 50 MB; nothing outside of this folder changes)',
  );
  for (const left of stagings()) rmSync(left, { recursive: true });
  const staging = `${folder}.${process.pid}`;
  try {
    cpSync(join(here, 'node'), staging, { recursive: true });
    // npm reads it from the folder that it works in: registries may stand there.
    if (existsSync(npmConfig)) cpSync(npmConfig, join(staging, '.npmrc'));
    const code = await npmCi(staging, alsoHeldBy, say);
    if (code !== 0)
      throw refusal(`npm ci of a newer one failed with exit code ${code}; its message is above.`);
    const [installed] = readdirSync(join(staging, 'node_modules')).filter((name) => name.startsWith('node-'));
    if (installed === undefined)
      throw refusal(`npm has no newer one for ${process.platform} on ${process.arch}.`);
    symlinkSync(join('node_modules', installed, 'bin'), join(staging, 'bin'));
    // It is built for glibc: other systems can't start it.
    const { status, error } = spawnSync(join(staging, 'bin', 'node'), ['--version'], { stdio: 'ignore' });
    if (status !== 0)
      throw refusal(`A newer one from npm does not run here${error ? ` (${error.message})` : ''}.`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(staging, folder);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

try {
  requireThatNpmWorks();
  await withLock(`${folder}.lock`, install, say);
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}
