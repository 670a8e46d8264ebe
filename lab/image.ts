// The root that all hosts of the lab start from, and their package repository. Built once, kept between labs.
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { labDir } from '../tools/paths.ts';
import { say, step } from '../tools/progress.ts';
import {
  basePackages,
  customizeScript,
  offeredPackages,
  packagesMountPoint,
  recipeHash,
  release,
} from './image/recipe.ts';
import { indexRepository } from './image/repository.ts';
import { machineSources } from './image/sources.ts';

export interface Image {
  /** Name of the folder under the lab folder. */
  name: string;
  /** Lower layer of every host's file system. */
  root: string;
  /** Folder that hosts see, read-only, as their package source. */
  packages: string;
}

const prefix = 'image-';
const unfinished = '.partial-';
const marker = 'complete';

/** Where an image's parts lie; says nothing about whether they exist. */
export function imageNamed(name: string): Image {
  return { name, root: join(labDir, name, 'root'), packages: join(labDir, name, 'packages') };
}

/** The image that today's recipe asks for. */
export async function currentImage(): Promise<Image> {
  return imageNamed(`${prefix}${await recipeHash()}`);
}

function isComplete(image: Image): boolean {
  return existsSync(join(labDir, image.name, marker));
}

/** Whether the root image of the lab's hosts is there, and a line for people about it. */
export async function imageStatus(): Promise<{ ready: boolean; detail: string }> {
  const image = await currentImage();
  return isComplete(image)
    ? { ready: true, detail: `Debian ${release}, ${image.name}` }
    : { ready: false, detail: `not built yet; it is made once, in about a minute` };
}

/**
 * mmdebstrap in process and mount namespaces of its own: if this process is killed, the build and all its mounts end,
 * too.
 */
async function runMmdebstrap(target: string, note: (text: string) => void): Promise<void> {
  const sources = await machineSources();
  const image = { root: join(target, 'root'), packages: join(target, 'packages') };
  const customize = [packagesMountPoint, ...offeredPackages].join(' ');
  const build = execa(
    'setpriv',
    [
      ...['--pdeathsig', 'KILL', 'unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'],
      ...['mmdebstrap', '--mode=root', '--variant=minbase', `--include=${basePackages.join(',')}`],
      '--dpkgopt=path-exclude=/usr/share/doc/*',
      '--dpkgopt=path-exclude=/usr/share/man/*',
      '--dpkgopt=path-exclude=/usr/share/locale/*',
      `--customize-hook=bash "$LAB_CUSTOMIZE" "$1" "$LAB_PACKAGES_DIR" ${customize}`,
      ...[release, image.root],
      // Without sources of its own release, mmdebstrap's default for the release is taken.
      ...(sources.length > 0 ? ['-'] : []),
    ],
    {
      env: {
        LAB_CUSTOMIZE: customizeScript,
        LAB_PACKAGES_DIR: image.packages,
        DEBIAN_FRONTEND: 'noninteractive',
      },
      input: sources.map((line) => `${line}\n`).join(''),
      all: true,
      reject: false,
    },
  );
  build.all.on('data', (chunk: Buffer) => {
    const line = chunk.toString().trim().split('\n').at(-1) ?? '';
    if (line) note(line.slice(0, 100));
  });
  const result = await build;
  if (result.failed) {
    throw new Error(
      [
        `mmdebstrap could not make the lab's root image (${result.shortMessage?.split('\n')[0]}).`,
        'Its last lines:',
        ...result.all
          .split('\n')
          .slice(-15)
          .map((line) => `    ${line}`),
        'It takes packages from the Debian sources of this machine: try `apt-get update`, then run this again.',
      ].join('\n'),
    );
  }
}

async function removeUnfinished(): Promise<void> {
  const names = await readdir(labDir);
  for (const name of names.filter((candidate) => candidate.startsWith(unfinished))) {
    await rm(join(labDir, name), { recursive: true, force: true });
  }
}

/** Makes the root image of the lab's hosts and their package repository, unless they are there. */
export async function ensureImage(): Promise<void> {
  const image = await currentImage();
  if (isComplete(image)) return;
  await mkdir(labDir, { recursive: true });
  await removeUnfinished();
  await step(`Debian ${release} root for the lab's hosts, once (about a minute)`, async (note) => {
    const target = join(labDir, `${unfinished}${image.name}`);
    await mkdir(target);
    await runMmdebstrap(target, note);
    const count = await indexRepository(join(target, 'packages'));
    await writeFile(join(target, marker), '');
    await rename(target, join(labDir, image.name));
    say(`    ${image.name}: ${basePackages.length} packages asked for, ${count} more offered`);
  });
}

/** Removes the images of former recipes. Only while no lab runs on them. */
export async function removeOldImages(): Promise<void> {
  const current = await currentImage();
  const names = await readdir(labDir).catch(() => []);
  for (const name of names.filter(
    (candidate) => candidate.startsWith(prefix) && candidate !== current.name,
  )) {
    await rm(join(labDir, name), { recursive: true, force: true });
  }
}
