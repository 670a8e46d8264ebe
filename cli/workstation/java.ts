// The Java that runs Kafka's tools on the operator's machine: its own, else one unpacked from the lab's packages.
import { existsSync } from 'node:fs';
import { lstat, mkdir, readdir, readlink, rm, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { execa } from 'execa';
import { currentImage } from '../../lab/image.ts';
import { findOnPath } from '../../lib/on-path.ts';
import { localDir } from '../../lib/paths.ts';
import { replaceFolder, withStaging } from '../../setup/staging.ts';

/** Class file version 52 in every jar of Kafka 3.9.2. */
const oldestJava = 8;

const unpackedJava = join(localDir, 'workstation', 'java');

/** Major version out of what `java -version` prints: 8 of `"1.8.0_392"`, 17 of `"17.0.15"`. */
export function javaVersion(printed: string): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(printed);
  return match ? Number(match[1]) : undefined;
}

/** True where a `java` on PATH runs and is new enough. macOS has one that only asks to install Java. */
async function javaOnPath(): Promise<boolean> {
  const java = findOnPath('java');
  if (java === undefined) return false;
  const { stderr, stdout } = await execa(java, ['-version'], { reject: false });
  return (javaVersion(`${stderr}\n${stdout}`) ?? 0) >= oldestJava;
}

async function javaPackage(): Promise<string | undefined> {
  const { packages } = await currentImage();
  const names = await readdir(packages).catch(() => []);
  const name = names.find((each) => /^openjdk-\d+-jre-headless_.*\.deb$/.test(each));
  return name === undefined ? undefined : join(packages, name);
}

/** Debian's Java keeps its settings in /etc, by absolute links: they must lead into the unpacked folder. */
async function keepLinksInside(root: string): Promise<void> {
  for (const name of await readdir(root, { recursive: true })) {
    const link = join(root, name);
    if (!(await lstat(link)).isSymbolicLink()) continue;
    const target = await readlink(link);
    if (!target.startsWith('/') || !existsSync(join(root, target))) continue;
    await rm(link);
    await symlink(relative(dirname(link), join(root, target)), link);
  }
}

async function homeIn(root: string): Promise<string | undefined> {
  const folder = join(root, 'usr', 'lib', 'jvm');
  const names = await readdir(folder).catch(() => []);
  return names.map((name) => join(folder, name)).find((home) => existsSync(join(home, 'bin', 'java')));
}

/** Unpacks a Debian package of a Java runtime so that it runs from where it lies. */
async function unpackJava(deb: string, place: string): Promise<void> {
  await withStaging('workstation-java', async (staging) => {
    const root = join(staging, 'java');
    await mkdir(root);
    await execa('dpkg-deb', ['--extract', deb, root]);
    await keepLinksInside(root);
    await replaceFolder(root, place);
  });
}

/**
 * Java for Kafka's tools. Nothing is installed on the machine.
 * @returns JAVA_HOME of an unpacked Java; undefined where the one on PATH does
 * @throws Error that says what to install, if there is none
 */
export async function ensureJava(): Promise<string | undefined> {
  if (await javaOnPath()) return undefined;
  const there = await homeIn(unpackedJava);
  if (there !== undefined) return there;
  const deb = findOnPath('dpkg-deb') === undefined ? undefined : await javaPackage();
  if (deb !== undefined) {
    await unpackJava(deb, unpackedJava);
    const home = await homeIn(unpackedJava);
    if (home !== undefined) return home;
  }
  throw new Error(
    `Kafka's tools need Java ${oldestJava} or newer, and this machine has none on its PATH.\n` +
      'Install one, such as openjdk-17-jre-headless on Debian and Ubuntu, java-17-openjdk-headless on Fedora, then try again.',
  );
}
