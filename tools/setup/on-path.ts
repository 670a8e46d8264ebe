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

/**
 * The first executable called `name` in a search path, or undefined.
 * @param path search path as in PATH; default: the PATH of this process, and the folders of system tools after it,
 *   because an ordinary user's PATH often lacks those
 */
export function findOnPath(name: string, path?: string): string | undefined {
  const searched =
    path ?? [process.env['PATH'] ?? '', '/usr/local/sbin', '/usr/sbin', '/sbin'].join(delimiter);
  return searched
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isExecutable);
}
