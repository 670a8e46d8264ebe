// How set-up changes what lies under .local/: everything is made aside, takes its place by a rename, and counts only once
// a record says so, so that a run killed at any moment leaves nothing half-made in use. One process at a time does each
// piece of work.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { localDir } from '../lib/paths.ts';
import { say } from '../lib/progress.ts';
import { withLock } from './lock.mjs';

const workDir = join(localDir, 'setup');

/**
 * Runs `work` with an empty folder of its own, while no other process does the work called `name`. What an interrupted
 * run left in the folder is removed first.
 */
export async function withStaging<T>(name: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = join(workDir, name);
  return withLock(
    `${folder}.lock`,
    async () => {
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true });
      try {
        return await work(folder);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    (text) => say(`    ${name}: ${text}`),
  );
}

/** Puts a finished folder in its place. What was there moves aside first, since a rename can't replace a full folder. */
export async function replaceFolder(finished: string, place: string): Promise<void> {
  await mkdir(dirname(place), { recursive: true });
  const old = `${finished}.old`;
  await rename(place, old).catch(ignoreMissing);
  await rename(finished, place);
  await rm(old, { recursive: true, force: true });
}

/** Writes a file aside and renames it into place. */
export async function writeInPlace(file: string, content: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const aside = `${file}.${process.pid}.new`;
  const handle = await open(aside, 'w');
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(aside, file);
}

/** The parsed content of a JSON file that set-up wrote; undefined if there is none or it can't be read as JSON. */
export async function readRecord<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    return ignoreMissing(error);
  }
}

/**
 * Whether a file that set-up made is there, and all of it.
 * @param size in bytes; default: any but 0
 */
export async function isWhole(file: string, size?: number): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && found.size > 0 && (size === undefined || found.size === size);
}

/** The digest of a file's content, in hexadecimal. */
export async function hashFile(file: string, algorithm: 'sha256' | 'sha512' = 'sha256'): Promise<string> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

function ignoreMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
  throw error;
}
