// Does not prove: PackageKit, dnf 5, apt of other releases. Starts from any lab that is up, and leaves its hosts as they were.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { onHost } from '../../support/lab-places.ts';
import { projectRoot } from '../../../lib/paths.ts';

const script = (name: string): string =>
  readFileSync(join(projectRoot, 'templates', 'scripts', name), 'utf8').replace(/^\. .*$/m, '');

/** Shell lines that install a package as our scripts do, by what is sent to the host; all that is said goes to standard output. */
const installing = (name: string, patience = 120): string => `
  exec 2>&1
  PACKAGE_WAIT_SECONDS=${patience}
  ${script('lib.sh')}
  ${script('packages.sh')}
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  (install_package ${name} ${name} ${name}) || echo "ended with $?"
  command -v ${name} || echo none`;

/** Holds a file as package managers do (fcntl) for some seconds, as a process named \`slow-upgrade\`. */
const held = (file: string, seconds: number): string => `
  perl -e 'use Fcntl; $0 = "slow-upgrade"; open(my $f, "+>>", "${file}") or die; my $lock = pack("s s l! l! i", F_WRLCK, 0, 0, 0, 0); fcntl($f, F_SETLK, $lock) or die; sleep ${seconds}' </dev/null >/dev/null 2>&1 &
  sleep 1`;

const waiting = (said: string): string[] => said.split('\n').filter((line) => line.startsWith('waiting'));

describe('a package manager that others use', () => {
  const debian = 'kafkaclientmachine2';

  it.each([
    ['dpkg', '/var/lib/dpkg/lock-frontend'],
    ['the lists', '/var/lib/apt/lists/lock'],
    ['the archives', '/var/cache/apt/archives/lock'],
  ])('is waited for, by the lock of %s', async (_, lock) => {
    await onHost(debian, 'dpkg --purge unzip >/dev/null 2>&1; rm -rf /var/lib/apt/lists/*; apt-get clean');
    const said = await onHost(debian, `${held(lock, 12)}\n${installing('unzip')}`);
    expect(waiting(said).join('\n'), said).toMatch(/process (with pid )?\d+ \((perl|slow-upgrade)\)/);
    expect(said.split('\n').at(-1), said).toBe('/usr/bin/unzip');
    await onHost(debian, 'dpkg --purge unzip >/dev/null 2>&1');
  });

  it('is given up in time, by the name of who holds it', async () => {
    await onHost(debian, 'dpkg --purge unzip >/dev/null 2>&1');
    const said = await onHost(
      debian,
      `${held('/var/lib/dpkg/lock-frontend', 10)}\n${installing('unzip', 3)}\nwait`,
    );
    expect(said, said).toMatch(
      /still in use after 3 s: .*process (with pid )?\d+ \((perl|slow-upgrade)\)\. Wait for it/,
    );
  });

  it('of a source that fails besides is of use, and its first errors are shown when it is not', async () => {
    const broken = '/etc/apt/sources.list.d/broken.list';
    const lists = 'rm -rf /var/lib/apt/lists/*';
    await onHost(
      debian,
      `dpkg --purge unzip >/dev/null 2>&1; ${lists}; echo 'deb [trusted=yes] file:/nowhere ./' >${broken}`,
    );
    try {
      expect((await onHost(debian, installing('unzip'))).split('\n').at(-1)).toBe('/usr/bin/unzip');
      await onHost(debian, lists);
      const said = await onHost(debian, installing('no-such-package'));
      expect(said, said).toMatch(/^E: Failed to fetch file:\/nowhere/m);
      expect(said, said).toContain('offer none of: no-such-package');
    } finally {
      await onHost(debian, `rm -f ${broken}; dpkg --purge unzip >/dev/null 2>&1; ${lists}`);
    }
  });

  it.each([
    [
      'dnf',
      'sleep 12 & mkdir -p /var/cache/dnf; echo $! >/var/cache/dnf/metadata_lock.pid; echo $! >/var/lib/dnf/rpmdb_lock.pid',
      /already locked by \d+ \(sleep\)/,
    ],
    ['rpm', held('/var/lib/rpm/.rpm.lock', 12), /process \d+ \((perl|slow-upgrade)\)/],
  ])('is waited for, by the lock of %s', async (_, lock, holder) => {
    const host = 'engine2';
    await onHost(host, 'dnf -q -y remove kcat >/dev/null 2>&1 || true');
    const said = await onHost(host, `{ ${lock}\n} </dev/null >/dev/null 2>&1\n${installing('kcat')}`);
    expect(waiting(said).join('\n'), said).toMatch(holder);
    expect(said.split('\n').at(-1), said).toBe('/usr/bin/kcat');
    await onHost(
      host,
      'dnf -q -y remove kcat >/dev/null 2>&1; rm -f /var/cache/dnf/metadata_lock.pid /var/lib/dnf/rpmdb_lock.pid',
    );
  });
});
