// Disks of a lab's hosts that fill up or turn read-only, and a host that is held in the middle of a run.
import { once } from 'node:events';
import { execa } from 'execa';
import { host as placeOf, onHost } from './lab-places.ts';

/** Makes a folder read-only for everybody, by a mount of its own over itself. */
export async function makeReadOnly(host: string, folder: string): Promise<void> {
  await onHost(host, `mount --bind ${folder} ${folder}; mount -o remount,ro,bind ${folder}`);
}

/** Takes back what lies over a folder, if anything. */
export async function uncover(host: string, folder: string): Promise<void> {
  await onHost(host, `if mountpoint -q ${folder}; then umount --lazy ${folder}; fi`);
}

/** Moves a folder onto a small file system of its own, with all its content. */
export async function moveToSmallDisk(host: string, folder: string, size: string): Promise<void> {
  await onHost(
    host,
    `copy=$(mktemp -d /var/tmp/copy.XXXXXX)
     cp -a ${folder}/. $copy
     mount -t tmpfs -o size=${size},mode=755 tmpfs ${folder}
     cp -a $copy/. ${folder}; chmod --reference=$copy ${folder}; rm -rf $copy`,
  );
}

/** Moves it back, as it is now. */
export async function moveFromSmallDisk(host: string, folder: string): Promise<void> {
  await onHost(
    host,
    `mountpoint -q ${folder} || exit 0
     copy=$(mktemp -d /var/tmp/copy.XXXXXX)
     cp -a ${folder}/. $copy
     umount --lazy ${folder}
     find ${folder} -mindepth 1 -delete
     cp -a $copy/. ${folder}; rm -rf $copy`,
  );
}

const filler = (folder: string): string => `${folder}/.filler`;

/** Takes all room that is left. */
export async function fillUp(host: string, folder: string): Promise<void> {
  await onHost(host, `dd if=/dev/zero of=${filler(folder)} bs=4k 2>/dev/null || true; sync ${folder}`);
}

export async function makeRoom(host: string, folder: string): Promise<void> {
  await onHost(host, `rm -f ${filler(folder)}`);
}

/** Holds a host as a script of another run would: the next one waits. The result lets go. */
export async function holdHost(host: string): Promise<() => Promise<void>> {
  const argv = ['flock', '/run/kafka-proxied/lock', 'sh', '-c', 'echo held; exec cat'];
  const [file = '', ...args] = await placeOf(host)(argv);
  const child = execa(file, args, { reject: false });
  await once(child.stdout, 'data');
  return async () => {
    child.stdin.end();
    await child;
  };
}

/** What a script that waits for a held host says. The engine's debug messages hold the same words, in the text of scripts. */
export const waits = /"diagnosticEvent".*"message":"[^"]*waiting for another run on this host: (?!\$)/;
