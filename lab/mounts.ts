// Mounts under the lab folder, as this process sees them.
import { readFile } from 'node:fs/promises';
import { realpath } from 'node:fs/promises';
import { execa } from 'execa';
import { labDir } from '../lib/paths.ts';

function unescape(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
}

/** Mount points under the lab folder, in the order in which they were mounted. */
export async function labMounts(): Promise<string[]> {
  const folder = await realpath(labDir).catch(() => labDir);
  const text = await readFile('/proc/self/mountinfo', 'utf8');
  return text
    .split('\n')
    .map((line) => unescape(line.split(' ')[4] ?? ''))
    .filter((path) => path.startsWith(`${folder}/`));
}

/**
 * Mounts a host's own copy of an image at `root` in its folder.
 * @param layers the image's folders, the uppermost first; relative paths, because `:` and `,` in a path would be syntax
 */
export async function mountOverlay(hostDir: string, layers: readonly string[]): Promise<void> {
  const options = `lowerdir=${layers.join(':')},upperdir=upper,workdir=work`;
  await execa('mount', ['-t', 'overlay', 'overlay', '-o', options, 'root'], { cwd: hostDir });
}

/** Unmounts everything under the lab folder, the last mount first. */
export async function unmountAll(): Promise<void> {
  for (const path of (await labMounts()).reverse()) await execa('umount', [path]);
}
