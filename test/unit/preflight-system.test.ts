// Proves which operating systems, Java versions and missing commands stop a run, in these words; that hosts tell these facts stands in probe-machine.test.ts.
import { describe, expect, it } from 'vitest';
import { system } from '../../probe/checks/system.ts';
import { found } from '../support/checked.ts';
import { cluster2Values, referenceValues, set, topologyOf } from '../support/config-fixture.ts';

const topology = topologyOf(referenceValues());

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
    expect(found(system, topology, id, { os, system: facts })).toEqual([]);
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
    expect(found(system, topology, id, { os, system: facts })).toEqual(texts);
  });

  it('runs services where it keeps up a tunnel', () => {
    const values = referenceValues();
    set(values, ['clusters', 'cluster2'], cluster2Values());
    const facts = { os, system: { ...debian, init: 'init' }, lacks: ['useradd'] };
    expect(found(system, topologyOf(values), 'kafkaclientmachine2', facts)).toEqual([
      expect.stringContaining('services need systemd'),
      expect.stringContaining('lacks useradd'),
    ]);
  });

  it('has the commands that our scripts use', () => {
    const lacks = ['flock', 'ip', 'nft', 'tar', 'useradd'];
    expect(found(system, topology, 'engine1', { lacks })).toEqual([
      'lacks flock, tar, useradd, which the scripts of kafka-proxied use. Install their packages',
    ]);
    expect(found(system, topology, 'kafkaclientmachine1', { lacks: ['nft', 'ip', 'useradd'] })).toEqual([]);
    expect(found(system, topology, 'gateway', { lacks: ['nft'] })).toEqual([
      expect.stringContaining('has no nft, which writes the port map. Install nftables on this gateway'),
    ]);
  });
});
