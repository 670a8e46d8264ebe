// Whether this machine can host the lab, found out by trying what the lab does, in namespaces that end at once.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath, searchPath } from '../lib/on-path.ts';
import { labDir } from '../lib/paths.ts';

const elsewhere =
  'Use a Linux machine or a full virtual machine (not a container) for the lab. Without the lab, ' +
  '`npm run test:unit` tests everything else, and stacks for real hosts work from here.';

/** True if a shell script succeeds in mount and network namespaces of its own. */
function worksAside(script: string, ...args: string[]): boolean {
  const trial = ['--mount', '--net', 'sh', '-ec', script, 'sh', ...args];
  return (
    spawnSync('unshare', trial, { stdio: 'ignore', timeout: 10_000, env: { PATH: searchPath() } }).status ===
    0
  );
}

/** Overlays are tried where the lab will make them: not every file system can hold their upper layers. */
function overlaysWork(): boolean {
  mkdirSync(labDir, { recursive: true });
  const folder = mkdtempSync(join(labDir, 'trial-'));
  try {
    const script =
      'cd "$1"; mkdir lower upper work merged; ' +
      'mount -t overlay overlay -o lowerdir=lower,upperdir=upper,workdir=work merged; touch merged/file; umount merged';
    return worksAside(script, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** True if a mount table has a writable control group hierarchy that systemd can use: version 2, or its own of 1. */
export function hasWritableCgroups(mounts: string): boolean {
  return mounts.split('\n').some((line) => {
    const [, , type, options = ''] = line.split(' ');
    const list = options.split(',');
    const usable = type === 'cgroup2' || (type === 'cgroup' && list.includes('name=systemd'));
    return usable && list.includes('rw');
  });
}

/** What can be found wrong on a Linux machine as root. */
function missingFeatures(): string[] {
  if (!findOnPath('unshare')) return ['There is no `unshare` on PATH. Install util-linux.'];
  const missing: string[] = [];
  if (!worksAside('true')) {
    return [`This machine doesn't let root make mount and network namespaces. ${elsewhere}`];
  }
  if (!overlaysWork()) missing.push(`Overlay file systems can't be mounted in ${labDir}. ${elsewhere}`);
  const links = 'ip link add one type veth peer name other && ip link add bridge0 type bridge';
  if (findOnPath('ip') && !worksAside(links)) {
    missing.push(`The kernel has no veth or no bridge devices (modules veth, bridge). ${elsewhere}`);
  }
  const nat = 'nft add table ip t && nft "add chain ip t c { type nat hook prerouting priority dstnat; }"';
  if (findOnPath('nft') && !worksAside(nat)) {
    missing.push(`The kernel has no nftables with NAT (modules nf_tables, nf_nat). ${elsewhere}`);
  }
  if (!hasWritableCgroups(readFileSync('/proc/self/mounts', 'utf8'))) {
    missing.push(
      `No control groups that systemd can use are mounted writable on /sys/fs/cgroup. ${elsewhere}`,
    );
  }
  return missing;
}

/**
 * Reasons why this machine can't host the lab, each with what to do instead; empty if it can. Takes a few hundredths of
 * a second. Missing packages are no reason: set-up installs them.
 */
export function cannotHostLab(): string[] {
  if (process.platform !== 'linux') return [`The lab needs Linux; this is ${process.platform}. ${elsewhere}`];
  if (process.getuid?.() !== 0) {
    return [
      'The lab makes network namespaces, mounts and systemd hosts, so it needs root. Use `sudo -E npm …`.',
    ];
  }
  return missingFeatures();
}
