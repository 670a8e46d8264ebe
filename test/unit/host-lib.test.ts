// Proves the common parts of host scripts in temporary folders: writes, links, the lock, starts; not on a real host.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync, mkdirSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { startHash } from '../../templates/broker.ts';
import { contentHash } from '../../templates/document.ts';
import { scriptHost } from '../support/script-host.ts';

const host = scriptHost();
const me = '"$(id -un):$(id -gn)"';
beforeEach(() => {
  mkdirSync(host.path('/files'));
});

/** write_file from a text; the result of the shell. */
function write(text: string, mode = '640', before = '') {
  host.write('/source', text);
  return host.shell(
    `${before}\nwrite_file ${host.path('/source')} ${host.path('/files/target')} ${mode} ${me}`,
  );
}

describe('a file on a host', () => {
  it('is written with its mode, and nothing else is left', () => {
    expect(write('one\n').code).toBe(0);
    expect(host.read('/files/target')).toBe('one\n');
    expect(statSync(host.path('/files/target')).mode & 0o777).toBe(0o640);
    expect(readdirSync(host.path('/files'))).toEqual(['target']);
  });

  it('is left alone when it is equal: same inode, same times', () => {
    write('one\n');
    const before = statSync(host.path('/files/target'));
    write('one\n');
    const after = statSync(host.path('/files/target'));
    expect([after.ino, after.mtimeMs, after.ctimeMs]).toEqual([before.ino, before.mtimeMs, before.ctimeMs]);
  });

  it('is replaced in one step for other content or another mode', () => {
    write('one\n');
    const first = statSync(host.path('/files/target')).ino;
    write('two\n');
    const second = statSync(host.path('/files/target'));
    expect(second.ino).not.toBe(first);
    expect(host.read('/files/target')).toBe('two\n');
    write('two\n', '600');
    expect(statSync(host.path('/files/target')).mode & 0o777).toBe(0o600);
  });

  it('takes the place of a link, and does not write through it', () => {
    host.write('/files/elsewhere', 'theirs\n');
    host.shell(`ln -s elsewhere ${host.path('/files/target')}`);
    write('theirs\n');
    expect(lstatSync(host.path('/files/target')).isSymbolicLink()).toBe(false);
    expect(host.read('/files/elsewhere')).toBe('theirs\n');
  });

  it('stays whole when the new one can not be written, and the message names it', () => {
    write('old\n');
    const { code, stderr } = write(`${'x'.repeat(100_000)}\n`, '640', 'ulimit -f 8');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /could not write \S+\/files\/target \(\d+ KiB and \d+ inodes free on \S+\); what was there is unchanged/,
    );
    expect(host.read('/files/target')).toBe('old\n');
    expect(readdirSync(host.path('/files'))).toEqual(['target']);
  });
});

describe('the label of a file on a host', () => {
  const labelled = (enabled: string): string => {
    host.command('selinuxenabled', enabled);
    host.command('restorecon', `echo "$*" >>${host.path('/labelled')}`);
    host.write('/labelled', '');
    expect(write('one\n').code).toBe(0);
    return host.read('/labelled').replaceAll(host.path('/files'), '');
  };

  it('is what SELinux’s policy has for its place, where SELinux is on', () =>
    expect(labelled('true')).toBe('/target\n'));
  it('is nobody’s business where it is off', () => expect(labelled('false')).toBe(''));
});

describe('a link on a host', () => {
  const point = (to: string) => host.shell(`point_link ${to} ${host.path('/files/current')}`);

  it('is made, moved in one step, and left alone when it is right', () => {
    for (const name of ['a', 'b']) mkdirSync(host.path(`/files/${name}`));
    expect(point('a').code).toBe(0);
    const first = lstatSync(host.path('/files/current')).ino;
    point('a');
    expect(lstatSync(host.path('/files/current')).ino).toBe(first);
    point('b');
    expect(readlinkSync(host.path('/files/current'))).toBe('b');
    expect(readdirSync(host.path('/files')).sort()).toEqual(['a', 'b', 'current']);
    expect(readdirSync(host.path('/files/a'))).toEqual([]);
  });
});

describe('the lock of a host', () => {
  /** A script that holds the lock until its stdin ends. */
  async function holder() {
    const child = spawn('bash', [
      '-c',
      host.lines('take_lock converge roll first; echo held; read -r _ || true'),
    ]);
    child.stdout.setEncoding('utf8');
    expect(String(await once(child.stdout, 'data'))).toBe('held\n');
    return child;
  }

  it('lets the second wait, and says for whom', async () => {
    const first = await holder();
    const second = spawn('bash', ['-c', host.lines('take_lock converge roll second; echo mine')]);
    second.stdout.setEncoding('utf8');
    second.stderr.setEncoding('utf8');
    expect(String(await once(second.stderr, 'data'))).toMatch(
      /^waiting for another run on this host: converge roll first \(pid \d+, since [\dTZ:-]+\)\n$/,
    );
    expect(second.exitCode).toBeNull();
    first.stdin.end();
    expect(String(await once(second.stdout, 'data'))).toBe('mine\n');
  });

  it('is given up for with the name of its holder', async () => {
    const first = await holder();
    const { code, stderr } = host.shell('LOCK_WAIT_SECONDS=1\ntake_lock converge roll second');
    expect(code).toBe(1);
    expect(stderr).toMatch(/still busy after 1 s with: converge roll first \(pid \d+, since /);
    first.stdin.end();
    await once(first, 'close');
    expect(host.shell('take_lock converge roll third').code).toBe(0);
  });
});

describe('a start', () => {
  const unit = 'kafka-cluster1-1';
  const files = {
    'server.properties': '# head\nbroker.id=1\n',
    'log4j.properties': 'a=b\n',
    unit: '[Unit]\n',
  };

  function start(secret?: string, says = /^$/): string {
    for (const [name, text] of Object.entries(files))
      host.write(`/etc/kafka-proxied/${unit}/conf/x/${name}`, text);
    host.shell(`ln -sfnT conf/x "$etc_dir/${unit}/current"`);
    if (secret !== undefined) host.write(`/etc/kafka-proxied/${unit}/secret.properties`, secret);
    mkdirSync(host.path(`/run/kafka-proxied/${unit}`), { recursive: true });
    // The service user is not there: files go to whoever runs this.
    const install = 'install() { command install -m 640 "${@: -2}"; }\nchown() { :; }';
    const { code, stderr } = host.shell(`${install}\nprepare_start ${unit}`);
    expect(code).toBe(0);
    expect(stderr).toMatch(says);
    return host.read(`/run/kafka-proxied/${unit}/started`).trim();
  }

  it('notes the hash that the program knows these files by', () => {
    expect(start()).toBe(startHash(contentHash(files), undefined));
    expect(host.read(`/run/kafka-proxied/${unit}/server.properties`)).toBe(files['server.properties']);
  });

  it('has a folder for native libraries where our programs are, and none of an earlier process', () => {
    host.write(`/opt/kafka-proxied/tmp/${unit}/old.so`, 'x');
    start();
    const place = host.path(`/opt/kafka-proxied/tmp/${unit}`);
    expect(readlinkSync(host.path(`/run/kafka-proxied/${unit}/tmp`))).toBe(place);
    expect(readdirSync(place)).toEqual([]);
    expect(statSync(place).mode & 0o777).toBe(0o700);
    expect(readdirSync(host.path('/opt/kafka-proxied/tmp'))).toEqual([unit]);
  });

  it('has to do with /tmp where that folder may not run code', () => {
    // What this test can't mount: a file that nobody has leave to run.
    host.command('chmod', 'case $2 in *may-run*) exit 0 ;; esac; exec /bin/chmod "$@"');
    expect(start(undefined, /no native library can be loaded from \S+\/tmp, so kafka-cluster1-1/)).not.toBe(
      '',
    );
    expect(readlinkSync(host.path(`/run/kafka-proxied/${unit}/tmp`))).toBe('/tmp');
  });

  it('joins the secrets, in a file that its group alone reads, and notes them, too', () => {
    const secret = '# head\nssl.key.password=x\n';
    const document = { params: {}, files: { 'secret.properties': secret } };
    expect(start(secret)).toBe(startHash(contentHash(files), document));
    expect(host.read(`/run/kafka-proxied/${unit}/server.properties`)).toBe(
      `${files['server.properties']}${secret}`,
    );
    expect(statSync(host.path(`/run/kafka-proxied/${unit}/server.properties`)).mode & 0o777).toBe(0o640);
    expect(host.read(`/run/kafka-proxied/${unit}/log4j.properties`)).toBe('a=b\n');
  });
});

describe('a stamp', () => {
  it('is stored with the hash of its document and what must hold, and forgotten', () => {
    const input = 'stamp now because\nset a 1\nend\n';
    const store = 'read_document\nexpect_command /usr/bin/java\nstore_stamp kind--unit';
    expect(host.shell(store, [], input).code).toBe(0);
    const stored = host.read('/etc/kafka-proxied/stamps/kind--unit');
    expect(stored.replace(/[0-9a-f]{64}/, 'HASH')).toBe(
      'stamp now because\nbody HASH\ncommand /usr/bin/java\n',
    );
    expect(statSync(host.path('/etc/kafka-proxied/stamps')).mode & 0o777).toBe(0o700);
    host.shell('forget_stamp kind--unit');
    expect(host.has('/etc/kafka-proxied/stamps/kind--unit')).toBe(false);
  });
});

describe('a run that failed', () => {
  const df = (kib: number, inodes: number) =>
    host.command(
      'df',
      `echo; case $* in *itotal*) echo '${kib} ${inodes} 9000 /data' ;; *) echo '${kib} ${inodes} /data' ;; esac`,
    );
  const failed = (): string => host.shell('trap on_exit EXIT\nfalse').stderr;

  it.each([
    ['has no room', 12, 5000],
    ['has no inodes', 5_000_000, 3],
  ])('names the file system that %s, once', (_, kib, inodes) => {
    df(kib, inodes);
    const lines = failed().trim().split('\n');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      new RegExp(`^\\S+: /data is full: ${kib} KiB and ${inodes} inodes free on /data\\. Make room there`),
    );
  });

  it('blames no disk that has room, nor one of a run that succeeded', () => {
    df(5_000_000, 5000);
    expect(failed()).toBe('');
    df(12, 5000);
    expect(host.shell('trap on_exit EXIT\ntrue').stderr).toBe('');
  });
});
