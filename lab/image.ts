// The root that all hosts of the lab start from, and their package repository. Built once, kept between labs.
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { labDir } from '../lib/paths.ts';
import { say, step } from '../lib/progress.ts';
import { makeRoot, makeRpmFamily } from './image/layers.ts';
import { basePackages, recipeHash, release } from './image/recipe.ts';
import { indexRepository } from './image/repository.ts';
import type { HostFamily } from './spec.ts';

export interface Image {
  /** Name of the folder under the lab folder. */
  name: string;
  /** By family: the lower layers of a host's file system, the uppermost first. */
  layers: Record<HostFamily, string[]>;
  /** Folder that hosts see, read-only, as their package source. */
  packages: string;
}

const prefix = 'image-';
const unfinished = '.partial-';
const marker = 'complete';
const rpmFamily = 'rpm-family';

/** Where an image's parts lie; says nothing about whether they exist. */
export function imageNamed(name: string): Image {
  const [root, rpm] = [join(labDir, name, 'root'), join(labDir, name, rpmFamily)];
  return { name, layers: { debian: [root], rpm: [rpm, root] }, packages: join(labDir, name, 'packages') };
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
    : { ready: false, detail: `not built yet; it is made once, in about 2 minutes` };
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
  await step(`Debian ${release} root for the lab's hosts, once (about 2 minutes)`, async (note) => {
    const target = join(labDir, `${unfinished}${image.name}`);
    await mkdir(target);
    const [root, packages] = [join(target, 'root'), join(target, 'packages')];
    await makeRoot(root, packages, note);
    const count = await indexRepository(packages);
    await makeRpmFamily(root, join(target, rpmFamily), packages, note);
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
