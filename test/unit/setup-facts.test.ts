// Proves what set-up reads out of texts and tables; not that the machine, a release site or Maven agrees with them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasWritableCgroups } from '../../lab/can-host-lab.ts';
import { versions } from '../../config/versions.ts';
import { kafkaRelease, missingJars, officialName } from '../../setup/kafka-release.ts';
import { pomOf } from '../../setup/maven.ts';
import { pluginArchive } from '../../setup/plugin-download.ts';
import { pluginsOf } from '../../setup/plugin-list.ts';
import { releaseArchive } from '../../setup/pulumi-download.ts';
import { isDebianFamily } from '../../lab/system-packages.ts';
import { isAtLeast, parseVersion, type Version } from '../../setup/version.ts';

describe('versions', () => {
  it.each([
    ['v3.259.0', [3, 259, 0]],
    ['3.200.1-dev.5+abc', [3, 200, 1]],
    ['go1.26.8', [1, 26, 8]],
    ['', undefined],
    ['unknown', undefined],
  ])('reads %j', (text, version) => expect(parseVersion(text)).toEqual(version));

  const version = fc.tuple(fc.nat(400), fc.nat(400), fc.nat(400));
  it('orders them by their parts, as numbers', () => {
    expect(isAtLeast([3, 99, 0], [3, 200, 0])).toBe(false);
    fc.assert(
      fc.property(version, version, (one: Version, other: Version) => {
        const rank = ([major, minor, patch]: Version) => major * 1e6 + minor * 1e3 + patch;
        expect(isAtLeast(one, other)).toBe(rank(one) >= rank(other));
      }),
    );
  });
});

describe('names of published archives', () => {
  it('are those of the platform', () => {
    expect(releaseArchive('3.259.0', 'linux', 'x64')).toBe('pulumi-v3.259.0-linux-x64.tar.gz');
    expect(releaseArchive('3.259.0', 'darwin', 'arm64')).toBe('pulumi-v3.259.0-darwin-arm64.tar.gz');
    const command = { name: 'command', version: '1.2.1' };
    expect(pluginArchive(command, 'linux', 'x64')).toBe('pulumi-resource-command-v1.2.1-linux-amd64.tar.gz');
  });

  it('do not exist for others', () => {
    expect(releaseArchive('3.259.0', 'win32', 'x64')).toBeUndefined();
    expect(releaseArchive('3.259.0', 'linux', 'riscv64')).toBeUndefined();
    expect(pluginArchive({ name: 'tls', version: '5.0.0' }, 'linux', 'riscv64')).toBeUndefined();
  });
});

it('needs the plugins of the @pulumi packages, but none for the SDK', () => {
  const dependencies = {
    '@pulumi/command': '1.2.1',
    '@pulumi/pulumi': '3.248.0',
    '@pulumi/tls': '5.6.1',
    zod: '4.0.0',
  };
  expect(pluginsOf(dependencies)).toEqual([
    { name: 'command', version: '1.2.1' },
    { name: 'tls', version: '5.6.1' },
  ]);
});

describe('Kafka releases', () => {
  it('names the archive as Apache does, by the Scala version of the server jar', () => {
    expect(officialName('3.9.2')).toBe('kafka_2.13-3.9.2');
    for (const version of Object.keys(versions)) {
      const [server] = kafkaRelease(version).artifacts;
      expect(server).toBe(`org.apache.kafka:kafka_${kafkaRelease(version).scala}:${version}`);
    }
  });

  it('refuses a release that it does not know, naming those that it does', () => {
    expect(() => kafkaRelease('4.0.0')).toThrow(/4\.0\.0.*0\.10\.1\.1, 1\.1\.1, 2\.8\.2, 3\.9\.2, 4\.3\.1/);
  });

  const zookeepers = '3.9.2';
  const complete = [
    'kafka_2.13-3.9.2.jar',
    'kafka-clients-3.9.2.jar',
    'kafka-tools-3.9.2.jar',
    'zookeeper-3.8.4.jar',
    'slf4j-api-1.7.36.jar',
    'reload4j-1.2.25.jar',
    'slf4j-reload4j-1.7.36.jar',
    'metrics-core-2.2.0.jar',
    'snappy-java-1.1.10.5.jar',
  ];
  it('finds a complete set of jars complete', () => expect(missingJars(zookeepers, complete)).toEqual([]));
  it.each(complete)('misses %s', (jar) => {
    expect(
      missingJars(
        zookeepers,
        complete.filter((each) => each !== jar),
      ),
    ).toHaveLength(1);
  });
  it('asks no ZooKeeper of a version that has none, and log4j 2', () => {
    const later = complete.map((jar) => jar.replace('reload4j-1.2.25', 'log4j-core-2.25.4'));
    expect(missingJars('4.3.1', later)).toEqual(['what joins the two']);
    expect(missingJars('4.3.1', [...later, 'log4j-slf4j-impl-2.25.4.jar'])).toEqual([]);
    expect(missingJars('4.3.1', complete)).toEqual(['a logging backend', 'what joins the two']);
  });
  it('does not take ZooKeeper’s records for ZooKeeper', () => {
    const jars = complete.map((jar) => jar.replace('zookeeper-3', 'zookeeper-jute-3'));
    expect(missingJars(zookeepers, jars)).toEqual(['ZooKeeper']);
  });
});

it('asks Maven for each artifact by its three coordinates', () => {
  expect(pomOf(['g.one:a:1', 'g.two:b_2.13:2'])).toContain(
    '<dependency><groupId>g.two</groupId><artifactId>b_2.13</artifactId><version>2</version></dependency>',
  );
});

it.each([
  ['ID=debian\n', true],
  ['NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n', true],
  ['ID="linuxmint"\nID_LIKE="ubuntu debian"\n', true],
  ['ID="rocky"\nID_LIKE="rhel centos fedora"\n', false],
  ['VARIANT_ID=debian\nID=fedora\n', false],
  ['', false],
])('tells the Debian family: %j', (osRelease, expected) => expect(isDebianFamily(osRelease)).toBe(expected));

it.each([
  ['version 2', 'cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0', true],
  [
    'version 1 with a hierarchy for systemd',
    'cgroup /sys/fs/cgroup/systemd cgroup rw,name=systemd 0 0',
    true,
  ],
  ['version 1 without', 'cgroup /sys/fs/cgroup/cpu cgroup rw,cpu 0 0', false],
  ['read-only, as in a container', 'cgroup2 /sys/fs/cgroup cgroup2 ro,nosuid 0 0', false],
  ['none', 'proc /proc proc rw 0 0', false],
])('control groups: %s', (_, mounts, usable) => expect(hasWritableCgroups(mounts)).toBe(usable));
