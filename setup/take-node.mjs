// Installs the Node.js of setup/node/package-lock.json: `node setup/take-node.mjs FOLDER` makes FOLDER/bin/node.
// Plain JavaScript without dependencies, because a Node.js that is too old for the rest runs it.
import { cpSync, readdirSync, renameSync, rmSync, symlinkSync, existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';
import { npmCi } from './npm-ci.mjs';

const oldestNode = [20, 19];
const folder = resolve(process.argv[2]);
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
    cpSync(join(dirname(fileURLToPath(import.meta.url)), 'node'), staging, { recursive: true });
    const code = await npmCi(staging, alsoHeldBy, say);
    if (code !== 0)
      throw refusal(`npm ci of a newer one failed with exit code ${code}; its message is above.`);
    const [installed] = readdirSync(join(staging, 'node_modules')).filter((name) => name.startsWith('node-'));
    if (installed === undefined)
      throw refusal(`npm has no newer one for ${process.platform} on ${process.arch}.`);
    symlinkSync(join('node_modules', installed, 'bin'), join(staging, 'bin'));
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
