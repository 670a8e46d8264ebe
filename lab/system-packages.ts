// The operating system's own packages: those that the lab is made with, and those of single checks.
import { readFileSync } from 'node:fs';
import { execa } from 'execa';
import { findOnPath } from '../lib/on-path.ts';
import { say, step } from '../lib/progress.ts';

/** Debian packages that the lab needs, each with an executable that shows that it is there. */
const labExecutables: Readonly<Record<string, string>> = {
  'systemd-container': 'systemd-nspawn',
  mmdebstrap: 'mmdebstrap',
  iproute2: 'ip',
  nftables: 'nft',
  procps: 'sysctl',
  'openssh-client': 'ssh',
};

const executables: Readonly<Record<string, string>> = { ...labExecutables, shellcheck: 'shellcheck' };

/** Names of the Debian packages that the lab needs on this machine. */
export const labSystemPackages: readonly string[] = Object.keys(labExecutables);

/** True if an os-release file describes Debian or one of its descendants. */
export function isDebianFamily(osRelease: string): boolean {
  const ids = [...osRelease.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].flatMap(
    (line) => line[1]?.split(' ') ?? [],
  );
  return ids.includes('debian') || ids.includes('ubuntu');
}

function readOsRelease(): string {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}

async function isInstalled(name: string): Promise<boolean> {
  const executable = executables[name];
  if (executable) return findOnPath(executable) !== undefined;
  const { stdout } = await execa('dpkg-query', ['-W', '-f', '${db:Status-Status}', name], { reject: false });
  return stdout === 'installed';
}

/** Those of the packages that are missing. Asks for executables first, so that it works on every distribution. */
export async function missingSystemPackages(names: readonly string[]): Promise<readonly string[]> {
  const there = await Promise.all(names.map(isInstalled));
  return names.filter((_, index) => !there[index]);
}

/** Runs one command for apt; its error has the last lines that it wrote. */
async function apt(command: readonly string[], note: (text: string) => void): Promise<void> {
  note(command.join(' '));
  const [file = '', ...args] = command;
  const { failed, all } = await execa(file, args, {
    all: true,
    env: { DEBIAN_FRONTEND: 'noninteractive' },
    reject: false,
    stdin: 'ignore',
  });
  if (failed) throw new Error(`\`${command.join(' ')}\` failed:\n${all.split('\n').slice(-8).join('\n')}`);
}

/**
 * Installs the packages that are missing: by apt-get where this is root on a Debian-family system.
 * @param names Debian package names; default: those that the lab needs
 * @param user what needs them, as messages begin; default: `The lab`
 * @throws Error that says what to install where this can't be done from here
 */
export async function ensureSystemPackages(
  names: readonly string[] = labSystemPackages,
  user = 'The lab',
): Promise<void> {
  const missing = await missingSystemPackages(names);
  if (missing.length === 0) return;
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...missing];
  if (!isDebianFamily(readOsRelease())) {
    const wanted = missing.map((name) =>
      executables[name] ? `${executables[name]} (Debian: ${name})` : name,
    );
    throw new Error(
      `${user} needs these, which are not there: ${wanted.join(', ')}. Install them, and try again.`,
    );
  }
  if (process.getuid?.() !== 0) {
    throw new Error(`${user} needs system packages that are not there. Run: sudo ${install.join(' ')}`);
  }
  say(`${user} needs system packages that are not there; installing them: ${missing.join(' ')}`);
  await step('system packages by apt-get (10 s to 2 min)', async (note) => {
    // A run that was killed in the middle of an installation leaves dpkg refusing every further one.
    await apt(['dpkg', '--configure', '-a'], note);
    await apt(['apt-get', '-o', 'DPkg::Lock::Timeout=300', 'update'], note);
    await apt([...install.slice(0, 1), '-o', 'DPkg::Lock::Timeout=300', ...install.slice(1)], note);
  });
}
