// Proves what the package script does with the words of package managers, which are stand-ins here; the lab has real ones.
import { beforeEach, describe, expect, it } from 'vitest';
import { scriptHost, type ShellResult } from '../support/script-host.ts';

const host = scriptHost();
beforeEach(() => {
  host.command('cloud-init', 'echo "status: done"');
  host.command('dpkg', 'exit 0');
  host.command('rpm', 'echo /nowhere');
});

const java = "install_package 'Java, as /usr/bin/java,' 'openjdk-17 openjdk-21' 'java-17 java-21'";

/** Runs lines of the package script; what the package manager was called with is in /calls. */
function packages(script = java, before = '', patience = 20): ShellResult {
  return host.shell(
    `PACKAGE_POLL_SECONDS=0.1 PACKAGE_WAIT_SECONDS=${patience}
     work=${host.path('/work')}; mkdir -p "$work"
     . ${host.scripts}/packages.sh
     ${before}
     ${script}`,
  );
}

const calls = (): string[] => (host.has('/calls') ? host.read('/calls').trim().split('\n') : []);

/** An apt whose lists know these packages. @param get what `apt-get` does, by `$1`, with its count of calls so far in `$n` */
function apt(offered: string, get: string): void {
  host.write('/offered', offered);
  host.command(
    'apt-cache',
    `grep -qwF "$2" ${host.path('/offered')} && echo "  Candidate: 1" || echo "  Candidate: (none)"`,
  );
  host.command(
    'apt-get',
    `echo "$1 \${@: -1}" >>${host.path('/calls')}; n=$(wc -l <${host.path('/calls')})\n${get}`,
  );
}

describe('an installation by apt', () => {
  it('takes the first name that the lists offer', () => {
    apt('openjdk-21', 'exit 0');
    expect(packages()).toMatchObject({ code: 0 });
    expect(calls()).toEqual(['install openjdk-21']);
    apt('openjdk-21 openjdk-17', 'exit 0');
    expect(packages()).toMatchObject({ code: 0 });
    expect(calls().at(-1)).toBe('install openjdk-17');
  });

  it('has the lists fetched where they offer none, and takes one that fails to come for no reason to give up', () => {
    apt(
      '',
      `[ "$1" = install ] || { echo openjdk-21 >${host.path('/offered')}; echo 'E: a source of others is gone'; exit 100; }`,
    );
    expect(packages()).toMatchObject({ code: 0 });
    expect(calls().map((call) => call.split(' ')[0])).toEqual(['update', 'install']);
  });

  it('says what the sources lack, and their own errors, from the first', () => {
    apt(
      '',
      "echo 'Get:1 something'; echo 'E: The repository is not signed.'; echo 'W: last words'; exit 100",
    );
    const { code, stderr } = packages();
    expect(code).toBe(1);
    const lines = stderr.trim().split('\n');
    expect(lines.slice(-3, -1)).toEqual(['E: The repository is not signed.', 'W: last words']);
    expect(lines.at(-1)).toMatch(
      /offer none of: openjdk-17 openjdk-21\. Add one that does .* or install Java, as/,
    );
  });

  it('waits for whoever holds a lock, and says once for whom', () => {
    const held = `E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process $$ (unattended-upgr)`;
    apt('openjdk-17', `[ $n -gt 3 ] || { echo "${held}"; exit 100; }`);
    const { code, stderr } = packages();
    expect(code).toBe(0);
    expect(calls()).toHaveLength(4);
    const waits = stderr.split('\n').filter((line) => line.startsWith('waiting'));
    expect(waits[0]).toMatch(
      /^waiting, for 20 s at most, until the package manager is free: Could not get lock \/var\/lib\/dpkg\/lock-frontend\. It is held by process \d+ \(unattended-upgr\)/,
    );
  });

  it('waits for the lock of the lists as well, which apt itself does not', () => {
    const held = 'E: Could not get lock /var/lib/apt/lists/lock. It is held by process 4711 (apt-get)';
    apt(
      '',
      `[ "$1" = install ] || { [ $n -gt 2 ] || { echo '${held}'; exit 100; }; echo openjdk-17 >${host.path('/offered')}; }`,
    );
    const { code, stderr } = packages();
    expect(code, stderr).toBe(0);
    expect(stderr.match(/^waiting/gm)).toHaveLength(1);
  });

  it('gives up in time, and names who still holds it', () => {
    apt(
      'openjdk-17',
      `echo 'E: Could not get lock /var/lib/dpkg/lock. It is held by process 4711 (aptitude)'; exit 100`,
    );
    const { code, stderr } = packages(java, '', 1);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /still in use after 1 s: Could not get lock .*process 4711 \(aptitude\)\. Wait for it, or end it/,
    );
  });

  it('ends one that was cut short first, waits for its lock as well, and shows why it can’t', () => {
    apt('openjdk-17', 'exit 0');
    host.command(
      'dpkg',
      `echo dpkg >>${host.path('/calls')}; [ $(wc -l <${host.path('/calls')}) -gt 2 ] || { echo 'dpkg: error: dpkg frontend lock was locked by another process with pid 4711' >&2; exit 2; }
       echo 'Setting up theirs'; echo 'dpkg: error processing package theirs (--configure):' >&2; echo 'and so on' >&2; exit 1`,
    );
    const { code, stderr } = packages();
    expect(code).toBe(1);
    expect(stderr).toMatch(/^waiting, .*locked by another process with pid 4711$/m);
    expect(stderr).toMatch(/^dpkg: error processing package theirs/m);
    expect(stderr).toMatch(/an earlier installation was cut short, and 'dpkg --configure -a' can't end it/);
    expect(calls()).toEqual(['dpkg', 'dpkg', 'dpkg']);
  });

  it('shows the first errors of an installation, not its last lines', () => {
    apt('openjdk-17', `echo 'E: first'; for i in $(seq 40); do echo "later $i"; done; exit 100`);
    const { code, stderr } = packages();
    expect(code).toBe(1);
    expect(stderr).toContain('E: first\n');
    expect(stderr).not.toContain('later');
    expect(stderr).toMatch(/could not install openjdk-17; its first errors are above/);
  });
});

describe('an installation by dnf', () => {
  const noApt = 'command() { [ "$*" != "-v apt-get" ] && builtin command "$@"; }';
  function dnf(body: string): void {
    host.command('dnf', `echo "$*" >>${host.path('/calls')}; n=$(wc -l <${host.path('/calls')})\n${body}`);
  }

  it('takes the first name that a source offers', () => {
    dnf(`case "$*" in *'list java-17') echo 'Error: No matching Packages to list' >&2; exit 1 ;; esac`);
    expect(packages(java, noApt)).toMatchObject({ code: 0 });
    expect(calls().at(-1)).toMatch(/install java-21$/);
  });

  it('waits for whoever holds its lock, and says for whom', () => {
    dnf("[ $n -gt 2 ] || { echo 'metadata already locked by 4711' >&2; exit 200; }");
    const { code, stderr } = packages(java, noApt);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/^waiting, .*: metadata already locked by 4711$/m);
  });

  it('says what no source offers, and their errors', () => {
    dnf("echo 'Errors during downloading metadata for repository x:'; exit 1");
    const { code, stderr } = packages(java, noApt);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Errors during downloading/m);
    expect(stderr).toMatch(/offer none of: java-17 java-21\. Enable one that does/);
  });
});

it('waits for cloud-init, which may be writing the sources', () => {
  apt('openjdk-17', 'exit 0');
  host.command(
    'cloud-init',
    `if [ "$2" = --wait ]; then echo waited >>${host.path('/calls')}; else echo 'status: running'; fi`,
  );
  const { code, stderr } = packages();
  expect(code, stderr).toBe(0);
  expect(calls()).toEqual(['waited', 'install openjdk-17']);
  expect(stderr).toMatch(/^waiting until cloud-init has set up this host$/m);
});
