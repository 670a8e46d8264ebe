// Proves how much room a run needs on a host, and what is said where there is less; that hosts tell these facts stands in probe-machine.test.ts.
import { describe, expect, it } from 'vitest';
import { disk } from '../../probe/checks/disk.ts';
import type { DiskFacts, HostFacts } from '../../probe/facts.ts';
import { needsOn } from '../../probe/needs.ts';
import { found } from '../support/checked.ts';
import { referenceValues, topologyOf } from '../support/config-fixture.ts';
import { bareHost } from '../support/deployment.ts';

const topology = topologyOf(referenceValues());

describe('room', () => {
  const place = (facts: Partial<DiskFacts> = {}): DiskFacts => {
    return { mount: '/', freeKib: 9e9, freeInodes: 9e9, writable: true, runsCode: true, ...facts };
  };
  const everywhere = (id: string, facts: Partial<DiskFacts> = {}): Record<string, DiskFacts> =>
    Object.fromEntries(needsOn(topology, id, undefined).map((need) => [need.place, place(facts)]));
  const sum = (id: string, facts: Partial<HostFacts> | undefined, key: 'kib' | 'inodes'): number =>
    needsOn(topology, id, facts && { ...bareHost(), ...facts }).reduce((all, need) => all + need[key], 0);
  const installed = {
    system: { packages: 'apt-get', init: 'systemd', java: '17' },
    stamps: { 'install--3.9.2': { stamp: 's', body: 'b' } },
  };
  const running = { ...installed, data: { 'kafka-cluster1-2': { brokerId: '2', clusterId: 'c' } } };

  it('is asked for by what a host lacks', () => {
    const [gateway, client, broker] = ['gateway', 'kafkaclientmachine2', 'engine2'].map((id) =>
      sum(id, undefined, 'kib'),
    );
    expect(gateway).toBeLessThan(32 * 1024);
    expect(client).toBeGreaterThan(320 * 1024);
    expect(broker).toBeGreaterThan((client ?? 0) + 256 * 1024);
    expect(sum('kafkaclientmachine2', installed, 'kib')).toBeLessThan(32 * 1024);
    expect(sum('engine2', installed, 'kib')).toBeGreaterThan(512 * 1024);
    // A nearly full disk gets its room back by another retention, which must be let through.
    expect(sum('engine2', running, 'kib')).toBeLessThan(64 * 1024);
    const drifted = { ...running, stamps: { 'install--3.9.2': { stamp: 's', body: 'b', drift: 'differs' } } };
    expect(sum('engine2', drifted, 'kib')).toBeGreaterThan(320 * 1024);
  });

  it.each([
    ['exactly enough', 0, 0, 0],
    ['one KiB less', -1, 0, 1],
    ['one inode less', 0, -1, 1],
    ['inodes that are not counted', 0, NaN, 0],
  ])('of %s: one finding a file system, at most', (_, kib, inodes, count) => {
    const freeKib = sum('engine1', {}, 'kib') + kib;
    const freeInodes = sum('engine1', {}, 'inodes') + inodes;
    const texts = found(disk, topology, 'engine1', {
      places: everywhere('engine1', { freeKib, freeInodes }),
    });
    expect(texts).toHaveLength(count);
  });

  it('is named by its mount, and by what would be written there', () => {
    const places = {
      ...everywhere('engine2'),
      '/opt/kafka-proxied': place({ mount: '/opt', freeKib: 2048 }),
      '/etc': place({ mount: '/etc', writable: false }),
      '/etc/kafka-proxied': place({ mount: '/etc', writable: false, freeKib: 0 }),
      '/var/lib/kafka-proxied/kafka-cluster1-2/data': place({ mount: '/data', freeInodes: 3 }),
    };
    expect(found(disk, topology, 'engine2', { ...running, places })).toEqual([
      "/etc is read-only, or protected, but must be writable: /etc, /etc/kafka-proxied. 'findmnt /etc' shows how it is mounted, and 'dmesg' whether the kernel made it read-only after an error. Then run 'mount -o remount,rw /etc'",
      '/opt has 2 MiB free and needs 4 for /opt/kafka-proxied. Free space there',
      '/data has 3 free inodes and needs 50 for /var/lib/kafka-proxied/kafka-cluster1-2/data. Remove small files there',
    ]);
  });
});
