// Which executable a name means, found as a shell finds it.
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The PATH of this process, and the folders of system tools after it, because a user's PATH often lacks those. */
export function searchPath(): string {
  return [process.env['PATH'] ?? '', '/usr/local/sbin', '/usr/sbin', '/sbin'].join(delimiter);
}

/** The PATH of this process without these folders. */
export function pathWithout(...left: readonly string[]): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.filter((folder) => !left.includes(folder)).join(delimiter);
}

/**
 * The first executable called `name` in a search path, or undefined.
 * @param path search path as in PATH; default: `searchPath()`
 */
export function findOnPath(name: string, path = searchPath()): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isExecutable);
}
