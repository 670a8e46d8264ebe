// Proves what a removal deletes in temporary folders; mount points and real services are the lab's.
import { existsSync, mkdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { scriptHost, type ShellResult } from '../support/script-host.ts';

const root = '/var/lib/kafka-proxied';
const units = { broker: 'kafka-c-1', zookeeper: 'zookeeper-c-1' } as const;
type Kind = keyof typeof units;
const host = scriptHost();
beforeEach(() => {
  for (const unit of Object.values(units)) {
    host.write(`${root}/${unit}/data/records-0/00.log`, 'ours');
    host.write(`/etc/kafka-proxied/${unit}/conf/abc/server.properties`, 'x=y\n');
  }
  host.write('/theirs/precious', 'theirs');
  host.command(
    'systemctl',
    'case "$*" in *ActiveState*) cat "$0.state" 2>/dev/null || echo inactive ;; esac',
  );
});

function remove(kind: Kind, settings: string): ShellResult {
  return host.shell(
    `read_document\nremove_${kind} ${units[kind]}`,
    [kind],
    `stamp t\nset conf abc\n${settings}end\n`,
  );
}

const wipe = 'set on_remove wipe\n';
const has = (path: string): boolean => existsSync(host.path(path));

/** Puts a link to somebody else's folder in a place. */
function leadOut(place: string): void {
  mkdirSync(host.path('/theirs/old'), { recursive: true });
  host.shell(`mv ${host.path(place)} ${host.path('/theirs/old')}/moved`);
  symlinkSync(host.path('/theirs/old/moved'), host.path(place));
}

describe.each(['broker', 'zookeeper'] as const)('removing a %s', (kind) => {
  const unit = units[kind];
  const other = kind === 'broker' ? units.zookeeper : units.broker;

  it('keeps its data unless its document says otherwise', () => {
    expect(remove(kind, '').code).toBe(0);
    expect(host.read(`${root}/${unit}/data/records-0/00.log`)).toBe('ours');
    expect(has(`/etc/kafka-proxied/${unit}`)).toBe(false);
  });

  it('removes its own data with it, and nobody else’s', () => {
    host.write(`${root}/somebody-s-file`, 'theirs');
    expect(remove(kind, wipe)).toMatchObject({ code: 0, stderr: `the data of ${unit} is gone\n` });
    expect(has(`${root}/${unit}`)).toBe(false);
    expect(host.read(`${root}/${other}/data/records-0/00.log`)).toBe('ours');
    expect(host.read(`${root}/somebody-s-file`)).toBe('theirs');
  });

  it('does not follow links inside', () => {
    symlinkSync(host.path('/theirs'), host.path(`${root}/${unit}/data/records-1`));
    expect(remove(kind, wipe).code).toBe(0);
    expect(host.read('/theirs/precious')).toBe('theirs');
  });

  it.each([[root], [`${root}/${unit}`], [`${root}/${unit}/data`]])(
    'refuses a link at %s, and says what to do',
    (place) => {
      leadOut(place);
      const { code, stderr } = remove(kind, wipe);
      expect(code).toBe(1);
      expect(stderr).toContain(`${host.path(place)} is a symbolic link to`);
      expect(stderr).toContain('remove the link, then run the same command again');
      expect(readlinkSync(host.path(place))).toBe(host.path('/theirs/old/moved'));
      expect(host.read(`${root}/${unit}/data/records-0/00.log`)).toBe('ours');
      expect(has(`/etc/kafka-proxied/${unit}`)).toBe(true);
    },
  );

  it('refuses while its service runs', () => {
    host.write('/bin/systemctl.state', 'active\n');
    const { code, stderr } = remove(kind, wipe);
    expect(code).toBe(1);
    expect(stderr).toContain(`${unit} still runs`);
    expect(host.read(`${root}/${unit}/data/records-0/00.log`)).toBe('ours');
  });

  it('takes the folder of all data along when it was the last, and may be run again', () => {
    remove('broker', wipe);
    remove('zookeeper', wipe);
    expect(has(root)).toBe(false);
    expect(remove(kind, wipe).code).toBe(0);
  });
});

describe('mount points', () => {
  it('are found at a unit’s folder and below it; not beside it, nor at the root of all data', () => {
    const lines = ['/var/lib', '/d', '/d/u', '/d/u2', '/d/u/data/records\\040x', '/d/other'];
    host.write('/mountinfo', lines.map((place) => `1 2 8:1 / ${place} rw - ext4 /dev/x rw\n`).join(''));
    const found = host.shell(
      `eval "$(declare -f mounts_in | sed 's,/proc/self/mountinfo,${host.path('/mountinfo')},')"; mounts_in /d/u`,
    );
    expect(found.stdout).toBe('/d/u /d/u/data/records x\n');
  });
});

describe('giving a host back', () => {
  it('stops a service that failed at its first start, and that no state knows', () => {
    host.write('/etc/systemd/system/kafka-c-1.service', '');
    host.command('systemctl', 'echo "$*" >>"$0.log"');
    expect(host.shell('stop_unrecorded', ['base']).code).toBe(0);
    expect(host.read('/bin/systemctl.log')).toContain('disable --quiet --now kafka-c-1.service');
    expect(has('/etc/systemd/system/kafka-c-1.service')).toBe(false);
    expect(has('/etc/kafka-proxied/kafka-c-1')).toBe(false);
    expect(has(root)).toBe(true);
  });
});
