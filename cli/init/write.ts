// A new file, whole or not at all, and never in the place of another.
import { closeSync, existsSync, fsyncSync, linkSync, openSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** What is said of a file that stands in the way. */
export function alreadyThere(file: string): string {
  return `${file} exists already, and is never overwritten. Choose another name for the stack, or move that file away.`;
}

/**
 * Writes aside, then gives the file its name, which fails if somebody else has made one meanwhile.
 * @throws Error if there is such a file
 */
export function writeNewFile(file: string, text: string): void {
  if (existsSync(file)) throw new Error(alreadyThere(file));
  const aside = join(dirname(file), `.${basename(file)}.${process.pid}`);
  try {
    const handle = openSync(aside, 'w');
    try {
      writeSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    linkSync(aside, file);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? new Error(alreadyThere(file)) : error;
  } finally {
    rmSync(aside, { force: true });
  }
}
