// The index files that make a folder of .deb files a package repository that apt takes.
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

function sha256(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Writes Packages and Release for all .deb files in the folder; returns how many there are. */
export async function indexRepository(folder: string): Promise<number> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.deb')).sort();
  const stanzas: string[] = [];
  for (const name of files) {
    const content = await readFile(join(folder, name));
    const { stdout } = await execa('dpkg-deb', ['--field', join(folder, name)]);
    stanzas.push(
      `${stdout.trimEnd()}\nFilename: ./${name}\nSize: ${content.length}\nSHA256: ${sha256(content)}\n`,
    );
  }
  const packages = stanzas.join('\n');
  await writeFile(join(folder, 'Packages'), packages);
  await writeFile(
    join(folder, 'Release'),
    `Origin: lab\nDate: ${new Date().toUTCString()}\nSHA256:\n ${sha256(packages)} ${Buffer.byteLength(packages)} Packages\n`,
  );
  return files.length;
}
