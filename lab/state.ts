// What the lab consists of, as the last `up` left it.
import { readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { labStateFile } from './names.ts';
import type { LabTopology } from './topology.ts';

export interface LabState {
  topology: LabTopology;
  /** The lab file that it was made from. */
  file: string;
  /** Name of the image that the hosts run on. */
  image: string;
  /** What the machine's inotify limit was, if the lab raised it. */
  inotifyLimitBefore?: number;
  /** Whether an `up` came to its end; hosts of one that didn't are made anew. */
  ready: boolean;
}

/** The lab's state; undefined if there is no lab. */
export function readLabState(): LabState | undefined {
  try {
    return JSON.parse(readFileSync(labStateFile, 'utf8')) as LabState;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export async function writeLabState(state: LabState): Promise<void> {
  await mkdir(dirname(labStateFile), { recursive: true });
  const partial = `${labStateFile}.partial`;
  await writeFile(partial, `${JSON.stringify(state, null, 2)}\n`);
  await rename(partial, labStateFile);
}
