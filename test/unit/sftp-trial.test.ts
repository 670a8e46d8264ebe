// Proves how an answer is judged, and which file is found to print; that sshd answers so, the lab proves.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describePrinters } from '../../ssh/login-printer.ts';
import { isSftpVersion, printedIn } from '../../ssh/sftp-trial.ts';
import { versionsToCopy } from '../../probe/needs.ts';
import { projectRoot } from '../../lib/paths.ts';
import { bareHost } from '../support/deployment.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { referenceValues, topologyOf } from '../support/config-fixture.ts';

describe('the first answer by SFTP', () => {
  it('is a version, alone or with extensions', () => {
    expect(isSftpVersion(Buffer.from([0, 0, 0, 5, 2, 0, 0, 0, 3]))).toBe(true);
    expect(isSftpVersion(Buffer.from([0, 0, 0, 9, 2, 0, 0, 0, 3, 0, 0, 0, 0]))).toBe(true);
  });

  it('is not what a login prints, or nothing', () => {
    expect(isSftpVersion(Buffer.from('Welcome to engine1\n'))).toBe(false);
    expect(isSftpVersion(Buffer.concat([Buffer.from('hi'), Buffer.from([0, 0, 0, 5, 2, 0, 0, 0, 3])]))).toBe(
      false,
    );
    expect(isSftpVersion(Buffer.from([]))).toBe(false);
  });
});

describe('what a login printed', () => {
  const packet = Buffer.from([0, 0, 0, 5, 2, 0, 0, 0, 3]);

  it('ends where the packet of a server that spoke behind it begins', () => {
    expect(printedIn(Buffer.concat([Buffer.from('Welcome,\n\tfriend'), packet]))).toBe('Welcome,\n\tfriend');
    expect(printedIn(packet)).toBe('');
  });
});

describe('where to copy', () => {
  it('is where an archive is not in place', () => {
    const topology = topologyOf(referenceValues());
    const stamp = { stamp: 's', body: 'b' };
    const installed = { ...bareHost(), stamps: { 'install--3.9.2': stamp } };
    expect(versionsToCopy(topology, 'engine1', bareHost())).toEqual(['3.9.2']);
    expect(versionsToCopy(topology, 'engine1', installed)).toEqual([]);
    const drifted = { ...bareHost(), stamps: { 'install--3.9.2': { ...stamp, drift: 'differs' } } };
    expect(versionsToCopy(topology, 'engine1', drifted)).toEqual(['3.9.2']);
    expect(versionsToCopy(topology, 'gateway', bareHost())).toEqual([]);
  });
});

describe('the file that prints', () => {
  const home = temporaryFolder();
  const found = (...words: string[]): string =>
    execFileSync('bash', [join(projectRoot, 'ssh', 'login-printer.sh'), ...words], {
      encoding: 'utf8',
      env: { HOME: home, PATH: process.env['PATH'] },
    });

  it('is found by its words, with the line', () => {
    writeFileSync(join(home, '.bashrc'), 'umask 022\necho "Welcome, [friend]"\n');
    expect(found('Welcome, [friend]').split('\n')[0]).toBe(`prints ${home}/.bashrc:2`);
  });

  it('may be one that prints other words, which it puts together', () => {
    mkdirSync(join(home, '.ssh'));
    writeFileSync(join(home, '.ssh', 'rc'), '/usr/bin/id >/dev/null; uptime\n');
    writeFileSync(join(home, '.zshenv'), 'umask 022\n');
    const lines = found('03:04:05 up 3 days, of a file that nobody has').split('\n');
    expect(lines).toContain(`may ${home}/.ssh/rc`);
    expect(lines).toContain(`may ${home}/.bashrc`);
    expect(lines).not.toContain(`may ${home}/.zshenv`);
  });

  it('is named in one sentence', () => {
    expect(describePrinters('prints /a:2\n', 'me')).toBe('It comes from /a:2');
    expect(describePrinters('may /a\nmay /b\n', 'me')).toBe(
      'It may come from /a or /b, each of which prints something',
    );
    expect(describePrinters('', 'me')).toMatch(/^See what the shell of me reads/);
  });
});
