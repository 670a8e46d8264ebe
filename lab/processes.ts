// Which processes belong to the lab: all that run in one of its network namespaces or cgroups, whatever started them.
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { labPrefix, netnsDir } from './names.ts';

export interface LabProcess {
  pid: number;
  /** The host that it belongs to, or the internet's name for what keeps the lab itself going. */
  place: string;
  /** Whether it is a host's init. */
  isInit: boolean;
  /** Its command line. */
  argv: string[];
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Names of the lab's network namespaces without the prefix, by the inode that identifies them. */
function namespaces(): Map<string, string> {
  const names = (attempt(() => readdirSync(netnsDir)) ?? []).filter((name) => name.startsWith(labPrefix));
  const found = new Map<string, string>();
  for (const name of names) {
    const inode = attempt(() => statSync(join(netnsDir, name)).ino);
    if (inode !== undefined) found.set(`net:[${inode}]`, name.slice(labPrefix.length));
  }
  return found;
}

const cgroupPattern = new RegExp(`/${labPrefix}([^/\\n]+)`);

/** Every process of the lab, found by one look through /proc. Needs root. */
export function labProcesses(): LabProcess[] {
  const places = namespaces();
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const folder = join('/proc', name);
      const text = (file: string) => attempt(() => readFileSync(join(folder, file), 'utf8')) ?? '';
      const netns = attempt(() => readlinkSync(join(folder, 'ns/net'))) ?? '';
      const place = cgroupPattern.exec(text('cgroup'))?.[1] ?? places.get(netns);
      if (place === undefined) return [];
      const status = text('status');
      if (/^State:\s+Z/m.test(status)) return [];
      const isInit = /^NSpid:\s+\d+\s+1$/m.test(status);
      return [{ pid: Number(name), place, isInit, argv: text('cmdline').split('\0') }];
    });
}
