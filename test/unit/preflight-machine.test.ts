// Proves what the checks of a machine find in facts; that hosts tell these facts stands in probe-machine.test.ts.
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import type { Topology } from '../../config/topology.ts';
import type { Check } from '../../probe/checks/check.ts';
import { clock } from '../../probe/checks/clock.ts';
import { disk } from '../../probe/checks/disk.ts';
import { ports } from '../../probe/checks/ports.ts';
import { system } from '../../probe/checks/system.ts';
import { wayBack } from '../../probe/checks/way-back.ts';
import type { HostFacts, DiskFacts } from '../../probe/facts.ts';
import { needsOn } from '../../probe/needs.ts';
import { clockAhead } from '../../probe/probe.ts';
import { probeArguments } from '../../probe/request.ts';
import { bareHost } from '../support/deployment.ts';
import {
  cluster2Values,
  devValues,
  referenceValues,
  set,
  topologyOf,
  unset,
} from '../support/config-fixture.ts';

const topology = topologyOf(referenceValues());

const hostOf = (of: Topology, id: string) => {
  const host = of.hosts.find((each) => each.id === id);
  if (!host) throw new Error(`no host ${id}`);
  return host;
};

function found(check: Check, id: string, facts: Partial<HostFacts>, of = topology): string[] {
  const whole = { ...bareHost(), ...facts };
  const view = { topology: of, plan: makePlan(of), host: hostOf(of, id), facts: whole };
  return check.find({ ...view, factsOf: (other) => (other === id ? whole : undefined) });
}

const service = (pid: number) => ({
  active: 'active',
  sub: 'running',
  since: '',
  pid,
  started: 'x',
  stores: '',
});

describe('the operating system', () => {
  const debian = { packages: 'apt-get', init: 'systemd', java: '' };
  const os = { id: 'alpine', name: 'Alpine Linux v3.20' };
  it.each([
    ['Debian without Java', 'engine1', debian],
    ['an RPM-based host', 'engine1', { ...debian, packages: 'dnf' }],
    [
      'any system with Java 17 and nothing to install',
      'engine1',
      { ...debian, packages: '', java: '17.0.13' },
    ],
    ['Java 11', 'engine1', { ...debian, java: '11.0.25' }],
    ['Java 21', 'engine1', { ...debian, java: '21.0.8' }],
    ['Java 25', 'engine1', { ...debian, java: '25' }],
    ['a gateway that needs no Java', 'gateway', { ...debian, packages: '' }],
    ['a client without systemd', 'kafkaclientmachine2', { ...debian, init: 'init' }],
    ['Java that does not run, which is installed anew', 'engine1', { ...debian, java: 'broken' }],
  ])('may be %s', (_, id, facts) => {
    expect(found(system, id, { os, system: facts })).toEqual([]);
  });

  const supported =
    'Supported are Linux hosts with systemd, of the Debian family (apt-get) or the RPM family (dnf), on any architecture';
  const noPackages = `runs Alpine Linux v3.20, which has neither apt-get nor dnf to install Java with. ${supported}; elsewhere, install Java 17 as /usr/bin/java by hand`;
  const noSystemd = `runs Alpine Linux v3.20 with init as its first process, but services need systemd. ${supported}`;
  it.each([
    ['no package manager and no Java', 'engine1', { ...debian, packages: '' }, [noPackages]],
    ['both', 'engine2', { ...debian, packages: '', init: 'init' }, [noPackages, noSystemd]],
    ['a gateway without systemd', 'gateway', { ...debian, init: 'init' }, [noSystemd]],
    [
      'Java 8',
      'engine1',
      { ...debian, java: '1.8.0_432' },
      [
        'has Java 1.8.0_432 as /usr/bin/java, but Kafka 3.9.2 runs on 11 to 25. Install Java 17 there, as /usr/bin/java',
      ],
    ],
    [
      'a Java that came after this Kafka',
      'engine1',
      { ...debian, java: '26' },
      [
        'has Java 26 as /usr/bin/java, but Kafka 3.9.2 runs on 11 to 25. Install Java 17 there, as /usr/bin/java',
      ],
    ],
  ])('may not be one with %s', (_, id, facts, texts) => {
    expect(found(system, id, { os, system: facts })).toEqual(texts);
  });

  it('runs services where it keeps up a tunnel', () => {
    const values = referenceValues();
    set(values, ['clusters', 'cluster2'], cluster2Values());
    const facts = { os, system: { ...debian, init: 'init' }, lacks: ['useradd'] };
    expect(found(system, 'kafkaclientmachine2', facts, topologyOf(values))).toEqual([
      expect.stringContaining('services need systemd'),
      expect.stringContaining('lacks useradd'),
    ]);
  });

  it('has the commands that our scripts use', () => {
    const lacks = ['flock', 'ip', 'nft', 'tar', 'useradd'];
    expect(found(system, 'engine1', { lacks })).toEqual([
      'lacks flock, tar, useradd, which the scripts of kafka-proxied use. Install their packages',
    ]);
    expect(found(system, 'kafkaclientmachine1', { lacks: ['nft', 'ip', 'useradd'] })).toEqual([]);
    expect(found(system, 'gateway', { lacks: ['nft'] })).toEqual([
      expect.stringContaining('has no nft, which writes the port map. Install nftables on this gateway'),
    ]);
  });
});

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
    const texts = found(disk, 'engine1', { places: everywhere('engine1', { freeKib, freeInodes }) });
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
    expect(found(disk, 'engine2', { ...running, places })).toEqual([
      "/etc is read-only, or protected, but must be writable: /etc, /etc/kafka-proxied. 'findmnt /etc' shows how it is mounted, and 'dmesg' whether the kernel made it read-only after an error. Then run 'mount -o remount,rw /etc'",
      '/opt has 2 MiB free and needs 4 for /opt/kafka-proxied. Free space there',
      '/data has 3 free inodes and needs 50 for /var/lib/kafka-proxied/kafka-cluster1-2/data. Remove small files there',
    ]);
  });
});

describe('a clock', () => {
  it.each([
    ['before the look began', 90, -10],
    ['while it was under way', 105, 0],
    ['after its end', 120, 10],
  ])('that shows a moment %s is off by at least the difference', (_, time, ahead) => {
    expect(clockAhead(time, 100, 110)).toBe(ahead);
  });

  it.each([
    ['engine1', 30, undefined],
    ['engine1', -30, undefined],
    ['engine1', undefined, undefined],
    ['engine1', 30.6, '31 s ahead of'],
    ['kafkaclientmachine2', -3600, '3600 s behind'],
    // It neither runs Kafka nor uses it.
    ['gateway', -3600, undefined],
  ])('of %s that is %s s ahead', (id, ahead, said) => {
    const texts = found(clock, id, ahead === undefined ? {} : { clockAhead: ahead });
    expect(texts).toEqual(
      said === undefined ? [] : [expect.stringContaining(`has a clock that is ${said} this`)],
    );
  });
});

describe('a port', () => {
  const listener = (address: string, port: number, pid = 77, process = 'nginx') => ({
    address,
    port,
    process,
    pid,
  });
  const path = 'kafka-proxied:clusters.cluster1.brokers.1.port';

  it.each([
    ['the very address', '10.48.1.81', '10.48.1.81'],
    ['all addresses of IPv4', '0.0.0.0', '0.0.0.0'],
    ['all addresses', '*', 'all addresses'],
  ])('that somebody else holds on %s is named', (_, address, text) => {
    expect(found(ports, 'engine1', { listeners: [listener(address, 9091)] })).toEqual([
      `port 9091 of ${text} is used by nginx (pid 77); ${path} wants 10.48.1.81:9091 for kafka-cluster1-1. Stop and disable that process, or choose another port`,
    ]);
  });

  it('is free on other addresses, and ours where our own unit holds it', () => {
    const elsewhere = ['127.0.0.1', '10.48.1.82', '::', '::1'].map((address) => listener(address, 9091));
    expect(found(ports, 'engine1', { listeners: elsewhere })).toEqual([]);
    const listeners = [listener('10.48.1.81', 9091, 4711, 'java')];
    expect(found(ports, 'engine1', { listeners, services: { 'kafka-cluster1-1': service(4711) } })).toEqual(
      [],
    );
    expect(found(ports, 'engine1', { listeners, services: { 'kafka-cluster1-1': service(0) } })).toHaveLength(
      1,
    );
  });

  it('that another service of ours holds is told as such', () => {
    const listeners = [listener('10.48.1.81', 9091, 5, 'java')];
    const [text] = found(ports, 'engine1', { listeners, services: { 'kafka-old-1': service(5) } });
    expect(text).toContain('is used by java (pid 5), which is kafka-old-1, a service of this stack');
    expect(text).toContain('Move one of them to a free port');
  });

  it('is looked for by every listener and ZooKeeper’s ports, each with its path', () => {
    const values = devValues();
    for (const id of ['2', '3'])
      set(values, ['clusters', 'cluster1', 'zookeeper', id], { host: `engine${id}`, port: 2181 });
    const ensemble = topologyOf(values);
    const wanted = [9091, 9191, 2181, 2888, 3888];
    const listeners = wanted.map((port) => listener('0.0.0.0', port, NaN, ''));
    const texts = found(ports, 'engine1', { listeners }, ensemble);
    const paths = texts.map((text) => /kafka-proxied:\S+/.exec(text)?.[0]).sort();
    expect(paths).toEqual(
      [
        ...['brokers.1.external.port', 'brokers.1.port'],
        ...['zookeeper.1.electionPort', 'zookeeper.1.peerPort', 'zookeeper.1.port'],
      ].map((key) => `kafka-proxied:clusters.cluster1.${key}`),
    );
    expect(texts[0]).toContain('is used by a process without a known name;');
    // One node alone has nobody to elect or to follow.
    expect(found(ports, 'engine1', { listeners }).join()).not.toMatch(/peerPort|electionPort/);
  });
});

describe('the way back', () => {
  const way = (via: string, dev = 'eth0') => ({
    ways: { '198.51.100.211': { via, dev }, '198.51.100.141': { via: '10.48.1.1', dev: 'eth0' } },
  });

  it('leads through the gateway, or it is named', () => {
    expect(found(wayBack, 'engine2', way('10.48.1.1'))).toEqual([]);
    expect(found(wayBack, 'engine2', way('10.48.1.254'))).toEqual([
      "sends replies to 198.51.100.211 (kafkaclientmachine1) through 10.48.1.254 (eth0), not through gateway at 10.48.1.1, so no connection from there would work. Make 10.48.1.1 its default gateway, or add 'ip route add 198.51.100.211 via 10.48.1.1' to its network configuration",
    ]);
    expect(found(wayBack, 'engine2', way('', 'eth1')).join()).toContain(
      '(kafkaclientmachine1) directly (eth1), not',
    );
    expect(found(wayBack, 'engine2', way('', '')).join()).toContain('nowhere: there is no route, not');
  });

  it('matters only where outside clients arrive', () => {
    const wrong = way('10.48.1.254');
    for (const id of ['gateway', 'kafkaclientmachine1', 'kafkaclientmachine2'])
      expect(found(wayBack, id, wrong)).toEqual([]);
    expect(found(wayBack, 'engine2', { ways: {} })).toEqual([]);
    const values = devValues();
    for (const id of ['1', '2', '3']) unset(values, ['clusters', 'cluster1', 'brokers', id, 'external']);
    set(values, ['clusters', 'cluster1', 'clients'], ['workstation']);
    unset(values, ['clusters', 'cluster1', 'tls', 'clientAuth']);
    set(values, ['mirrors'], {});
    unset(values, ['clusters', 'cluster1', 'zookeeper', '1', 'externalPort']);
    expect(found(wayBack, 'engine2', wrong, topologyOf(values))).toEqual([]);
  });
});

describe('a look', () => {
  it('asks each host for what concerns it', () => {
    const asked = (id: string) => probeArguments(topology, makePlan(topology), hostOf(topology, id));
    const [, zookeepers, wanted, replies, places] = asked('engine1');
    expect(zookeepers).toBe('10.48.1.81:2181');
    expect(wanted).toBe('2181,9091,9191');
    expect(replies).toBe('198.51.100.211@10.48.1.81,198.51.100.141@10.48.1.81');
    expect(places).toContain('/var/lib/kafka-proxied/kafka-cluster1-1/data');
    expect(asked('gateway').slice(1, 4)).toEqual([
      '-',
      '-',
      '10.48.1.81@10.48.1.1,10.48.1.82@10.48.1.1,10.48.1.83@10.48.1.1',
    ]);
    expect(asked('gateway')[4]).toBe('/etc,/etc/kafka-proxied,/opt/kafka-proxied,/run/kafka-proxied');
  });
});
