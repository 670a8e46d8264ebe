// Room for what this run writes on this host, and leave to write there. One finding a file system.
import { type Need, needsOn } from '../needs.ts';
import type { DiskFacts } from '../facts.ts';
import { nodesOn } from './affected.ts';
import type { Check } from './check.ts';

interface Use extends Need {
  found: DiskFacts;
}

export const disk = {
  id: 'no-space',
  label: 'disks have enough space, and can be written',
  docs: {
    about: 'free space, and write access',
    holds:
      'as much as this host still needs. A new host that runs or uses Kafka: 320 MiB in `/opt`, 300 in `/usr`, 120 in `/var/cache`; 512 MiB for a broker without data, 128 for a ZooKeeper. Little for a gateway or a host that is set up',
  },
  doctor: {
    is: 'a file system to which the stack writes is full or read-only',
    why: 'A broker that can’t write stops at its next record, or does not start again.',
    toDo: 'free space; then `npm run up` starts what stopped',
    command: () => 'df -h; df -i',
    affects: nodesOn,
  },
  find: (view) => {
    const uses = needsOn(view.topology, view.host.id, view.facts).flatMap((need): Use[] => {
      const found = view.facts.places[need.place];
      return found ? [{ ...need, found }] : [];
    });
    const mounts = [...new Set(uses.map(({ found }) => found.mount))];
    return mounts.flatMap((mount) => {
      const here = uses.filter(({ found }) => found.mount === mount);
      const readOnly = here.filter(({ found }) => !found.writable);
      return readOnly.length > 0 ? [readOnlyFinding(mount, readOnly)] : roomFindings(mount, here);
    });
  },
} satisfies Check;

function placesOf(uses: Use[]): string {
  return [...new Set(uses.map(({ place }) => place))].join(', ');
}

function readOnlyFinding(mount: string, uses: Use[]): string {
  return `${mount} is read-only, or protected, but must be writable: ${placesOf(uses)}. 'findmnt ${mount}' shows how it is mounted, and 'dmesg' whether the kernel made it read-only after an error. Then run 'mount -o remount,rw ${mount}'`;
}

function roomFindings(mount: string, uses: Use[]): string[] {
  const [free] = uses.map(({ found }) => found);
  const kib = uses.reduce((sum, use) => sum + use.kib, 0);
  const inodes = uses.reduce((sum, use) => sum + use.inodes, 0);
  if (!free) return [];
  if (free.freeKib < kib) {
    return [
      `${mount} has ${Math.floor(free.freeKib / 1024)} MiB free and needs ${Math.ceil(kib / 1024)} for ${placesOf(uses)}. Free space there`,
    ];
  }
  return free.freeInodes < inodes
    ? [
        `${mount} has ${free.freeInodes} free inodes and needs ${inodes} for ${placesOf(uses)}. Remove small files there`,
      ]
    : [];
}
