// The one machine-wide kernel limit that a lab runs into.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { say } from '../lib/progress.ts';
import { labPrefix, netnsDir } from './names.ts';

const file = '/proc/sys/fs/inotify/max_user_instances';
const setting = 'fs.inotify.max_user_instances';

/**
 * inotify instances that root may have while labs are up. A booted host was seen to hold 10, and a login's user manager
 * a few more; the kernel's default is 128 for all hosts and the machine together, and the systemd that gets none dies
 * at boot.
 */
const wanted = 1024;

async function current(): Promise<number> {
  return Number(await readFile(file, 'utf8'));
}

/** What the limit is, if it is too low for labs. */
export async function lowInotifyLimit(): Promise<number | undefined> {
  const limit = await current();
  return limit < wanted ? limit : undefined;
}

/** Raises the limit if it is too low, and says so. Record first what it was. */
export async function raiseInotifyLimit(): Promise<void> {
  const before = await lowInotifyLimit();
  if (before === undefined) return;
  try {
    await writeFile(file, `${wanted}\n`);
    say(`${setting} is raised from ${before} to ${wanted} until the lab is down.`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    say(`${setting} is ${before} and can't be raised here (${reason}): hosts beyond the tenth may not boot.`);
  }
}

/** Sets the limit back, unless someone else has changed it since or needs it for another lab. */
export async function restoreInotifyLimit(before: number): Promise<void> {
  const names = await readdir(netnsDir).catch(() => []);
  const othersRun = names.some((name) => /^kp-[0-9a-f]{4}-/.test(name) && !name.startsWith(labPrefix));
  if (!othersRun && (await current()) === wanted) await writeFile(file, `${before}\n`);
}
