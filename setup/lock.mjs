// One process at a time, by a file that names its holder. Plain JavaScript: it is needed before npm ci ran.
// What the lock guards is put in place by renames anyway: the lock only keeps two runs from doing the same work.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Pids of the running processes that hold the lock; none if they ended, or if the machine booted since. */
function holders(file) {
  try {
    const bootedAt = Date.now() - uptime() * 1000;
    if (statSync(file).mtimeMs < bootedAt) return [];
    return readFileSync(file, 'utf8').split('\n').map(Number).filter(Boolean).filter(isRunning);
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

/** Gives `existing` the name `file` too; false if that name is taken. */
function linkIfFree(existing, file) {
  try {
    linkSync(existing, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Makes the file with its content in one step, so that nobody ever reads a lock without a holder. */
function take(file) {
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, `${process.pid}\n`);
  try {
    return linkIfFree(mine, file);
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Removes a lock that nobody holds; one that was taken over by another run in the meantime is put back. */
function clear(file) {
  const aside = `${file}.${process.pid}.old`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  if (holders(aside).length > 0) linkIfFree(aside, file);
  rmSync(aside, { force: true });
}

export async function withLock(file, work, onWait) {
  mkdirSync(dirname(file), { recursive: true });
  let told = false;
  while (!take(file)) {
    const running = holders(file);
    if (running.length === 0) {
      clear(file);
      continue;
    }
    if (!told) onWait(`waiting for process ${running.join(', ')}, which is doing the same (${file})`);
    told = true;
    await sleep(500);
  }
  try {
    return await work((pid) => writeFileSync(file, `${pid}\n`, { flag: 'a' }));
  } finally {
    rmSync(file, { force: true });
  }
}
