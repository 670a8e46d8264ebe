// Proves what preflight says of services' files, disks and mounts; that a host is seen so, the probe's own tests and the lab prove.
import { describe, expect, it } from 'vitest';
import type { Check } from '../../probe/checks/check.ts';
import { noCode, strangeFolders, unmounted, unusableFiles } from '../../probe/checks/files.ts';
import { type FilesFacts, noFilesFacts, type Unusable } from '../../probe/facts.ts';
import { found } from '../support/checked.ts';
import { devValues, topologyOf } from '../support/config-fixture.ts';

const topology = topologyOf(devValues());
const unit = 'kafka-cluster1-1';
const zookeeper = 'zookeeper-cluster1-1';
const data = `/var/lib/kafka-proxied/${unit}/data`;

function filesFound(check: Check, files: Record<string, Partial<FilesFacts>>): string[] {
  const whole = Object.entries(files).map(([name, facts]) => [name, { ...noFilesFacts(), ...facts }]);
  return found(check, topology, 'engine1', {
    files: Object.fromEntries(whole) as Record<string, FilesFacts>,
  });
}

const path = (kind: Unusable['kind'], at: string, immutable = false): Unusable => {
  return { kind, path: at, owner: 'root:root', mode: '600', immutable };
};

describe('files that the service user can’t use', () => {
  it.each([
    ['data', path('data', `${data}/t-0`), `chown -R kafka-proxied: ${data}; chmod -R u+rwX ${data}`],
    ['a folder above', path('way', '/var/lib'), 'chmod a+x /var/lib'],
    ['keys', path('keys', '/e/tls'), 'chgrp -R kafka-proxied /e/tls; chmod -R g+rX /e/tls'],
    ['what is marked', path('data', `${data}/t-0`, true), `chattr -R -i ${data}/t-0`],
  ])('are named with what mends them: %s', (_, unusable, fix) => {
    const [text, ...more] = filesFound(unusableFiles, { [unit]: { unusable: [unusable] } });
    expect(more).toEqual([]);
    expect(text).toContain(
      `${unusable.path} (root:root, mode 600${unusable.immutable ? ', immutable' : ''})`,
    );
    expect(text).toContain(`Repair it with '${fix}'`);
  });

  it('are named once where several services need the same folder', () => {
    const unusable = [path('way', '/var/lib')];
    expect(filesFound(unusableFiles, { [unit]: { unusable }, [zookeeper]: { unusable } })).toHaveLength(1);
  });

  it('are the stack’s own alone: what goes away with this run stands in nobody’s way', () =>
    expect(filesFound(unusableFiles, { 'kafka-other-1': { unusable: [path('data', '/x')] } })).toEqual([]));

  it('of a ZooKeeper lie in another folder', () => {
    const own = `/var/lib/kafka-proxied/${zookeeper}`;
    const [text] = filesFound(unusableFiles, {
      [zookeeper]: { unusable: [path('data', `${own}/version-2`)] },
    });
    expect(text).toContain(`'chown -R kafka-proxied: ${own}; chmod -R u+rwX ${own}'`);
  });
});

it('a disk that is not mounted is named with both ways on', () => {
  const [text] = filesFound(unmounted, { [unit]: { unmounted: '/srv/disk' } });
  expect(text).toMatch(/^nothing is mounted at \/srv\/disk, the place of the data of kafka-cluster1-1/);
  expect(text).toContain(`then 'mount /srv/disk'`);
  expect(text).toContain(`remove /etc/kafka-proxied/${unit}/data-mount`);
  expect(filesFound(unmounted, { [unit]: {} })).toEqual([]);
});

it('a folder among the data that is no partition is named', () => {
  const [lost] = filesFound(strangeFolders, { [unit]: { strange: `${data}/lost+found` } });
  expect(lost).toContain(`Mount that disk one folder higher, at /var/lib/kafka-proxied/${unit}`);
  expect(filesFound(strangeFolders, { [unit]: { strange: `${data}/old` } })).toEqual([
    `${data}/old is not a partition, and Kafka refuses to start if its data folder has any other folder. Move it away`,
  ]);
});

it('a mount with noexec below our programs is named, and one elsewhere is not', () => {
  const on = (place: string): string[] => {
    const noexec = { mount: '/opt', freeKib: 9, freeInodes: 9, writable: true, runsCode: false };
    return found(noCode, topology, 'engine1', { places: { [place]: noexec } });
  };
  expect(on('/opt/kafka-proxied')).toEqual([
    expect.stringContaining("Allow it with 'mount -o remount,exec /opt' and in /etc/fstab"),
  ]);
  expect(on('/run/kafka-proxied')).toEqual([]);
});
