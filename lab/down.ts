// Takes the lab away, also one that is only half there. What belongs to it is found by looking (namespaces, cgroups,
// mounts), not by records that a killed `up` may not have written.
import { existsSync } from 'node:fs';
import { readdir, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { step } from '../lib/progress.ts';
import { endProcesses } from './ending.ts';
import { removeDisk, supervises } from './hosts.ts';
import { restoreInotifyLimit } from './limits.ts';
import { withLabLock } from './lock.ts';
import { labMounts, unmountAll } from './mounts.ts';
import {
  hostRoot,
  hostsDir,
  labPrefix,
  labStateFile,
  machineName,
  netnsDir,
  netnsPath,
  operator,
  workstationEtcDir,
} from './names.ts';
import { labProcesses } from './processes.ts';
import { readLabState, writeLabState } from './state.ts';
import type { LabHost } from './topology.ts';

const nspawnRunDir = '/run/systemd/nspawn';

/** @throws if this process runs inside the lab: the mounts and namespaces that it would make or remove aren't seen outside */
export function refuseInsideLab(what: string): void {
  const inside = labProcesses().find(({ pid }) => pid === process.pid);
  if (inside) {
    throw new Error(
      `The lab can't be ${what} from within its own network (this shell runs on ${inside.place}). Leave this shell first.`,
    );
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

async function removeNamespaces(): Promise<void> {
  const names = (await namesIn(netnsDir)).filter((name) => name.startsWith(labPrefix));
  for (const name of names) await execa('ip', ['netns', 'delete', name]);
}

/** cgroup folders are removed from the innermost outwards; their files are the kernel's. */
async function removeCgroup(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await removeCgroup(join(folder, entry.name));
  }
  await rmdir(folder);
}

async function removeCgroups(): Promise<void> {
  const top = '/sys/fs/cgroup';
  for (const parent of [top, join(top, 'systemd'), join(top, 'unified')]) {
    for (const name of (await namesIn(parent)).filter((candidate) => candidate.startsWith(labPrefix))) {
      await removeCgroup(join(parent, name));
    }
  }
}

/** nspawn locks a root by its device and inode; one that was killed leaves the lock file. */
async function removeRootLocks(): Promise<void> {
  for (const root of await labMounts()) {
    const { dev, ino } = await stat(root);
    await rm(join(nspawnRunDir, 'locks', `inode-${dev}:${ino}`), { force: true });
  }
}

/** What nspawn and `ip netns` leave in /run when the last of their guests has gone; others' guests keep it. */
async function tidyRun(): Promise<void> {
  for (const kind of ['propagate', 'unix-export']) {
    for (const name of (await namesIn(join(nspawnRunDir, kind))).filter((found) =>
      found.startsWith(labPrefix),
    )) {
      await rmdir(join(nspawnRunDir, kind, name)).catch(() => undefined);
    }
    await rmdir(join(nspawnRunDir, kind)).catch(() => undefined);
  }
  await rmdir(join(nspawnRunDir, 'locks')).catch(() => undefined);
  await rmdir(nspawnRunDir).catch(() => undefined);
  if (existsSync(netnsDir) && (await namesIn(netnsDir)).length === 0) {
    await execa('umount', [netnsDir], { reject: false });
    await rmdir(netnsDir).catch(() => undefined);
  }
}

/** Pulls the plug of one host and removes its disk. */
export async function discardHost(host: LabHost): Promise<void> {
  await endProcesses((found) => found.place === host.name || supervises(found, host.name));
  await execa('umount', [hostRoot(host.name)], { reject: false });
  if (existsSync(netnsPath(host.name))) await execa('ip', ['netns', 'delete', machineName(host.name)]);
  await removeDisk(host.name);
}

/** Removes the lab but for its caches; false if there was nothing. Only under the lab's lock. */
export async function tearDown(): Promise<boolean> {
  const traces = [labStateFile, hostsDir, operator.dir, workstationEtcDir].filter((path) => existsSync(path));
  const namespaces = (await namesIn(netnsDir)).filter((name) => name.startsWith(labPrefix));
  const found = traces.length + namespaces.length + labProcesses().length + (await labMounts()).length > 0;
  const state = readLabState();
  // From here on, whoever finds the state knows that the disks aren't whole.
  if (state) await writeLabState({ ...state, ready: false });
  await endProcesses(() => true);
  await removeRootLocks();
  await unmountAll();
  await removeNamespaces();
  await removeCgroups();
  await tidyRun();
  if (state?.inotifyLimitBefore !== undefined) await restoreInotifyLimit(state.inotifyLimitBefore);
  // The state goes last, so that an interrupted `down` is seen as a lab that is half there.
  for (const path of traces.reverse()) await rm(path, { recursive: true, force: true });
  return found;
}

/** Takes the lab down and leaves nothing of it but the image and the packages; returns whether there was any. */
export async function down(): Promise<boolean> {
  refuseInsideLab('taken down');
  return withLabLock('lab down', () => step('Taking the lab down', tearDown));
}
