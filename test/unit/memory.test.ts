// Proves what is said of a host's memory beside the heaps of its services; not that a kernel ends a process that takes more.
import { mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import type { HostFacts } from '../../probe/facts.ts';
import { findObstacles } from '../../probe/preflight.ts';
import type { ProbeResult } from '../../probe/probe-result.ts';
import { preflightWarnings, warningText } from '../../probe/warnings.ts';
import { bareHost } from '../support/deployment.ts';
import { probedOn, probeHost } from '../support/probed.ts';
import { devValues, set, topologyOf } from '../support/config-fixture.ts';

const mib = (count: number): Partial<HostFacts> => ({ memory: { kib: count * 1024, limited: false } });

/** What is said where engine1, with a broker of 1 GiB and a ZooKeeper of 512 MiB, is found so. */
function said(facts: Partial<HostFacts>, broker = '1g', host = 'engine1'): string[] {
  const values = devValues();
  set(values, ['clusters', 'cluster1', 'heap'], { broker, zookeeper: '512m' });
  const topology = topologyOf(values);
  const results = new Map<string, ProbeResult>([[host, { ok: true, facts: { ...bareHost(), ...facts } }]]);
  const plan = makePlan(topology);
  const found = findObstacles(topology, plan, results).map(({ id, text }) => `${text} (${id})`);
  // As index.ts does: what stops the run leaves out what does not.
  return found.length > 0 ? found : preflightWarnings(topology, plan, results).map(warningText);
}

describe('heaps', () => {
  const active = { active: 'active', sub: 'running', since: '', pid: 1, started: 'x', stores: '' };
  const units = ['kafka-cluster1-1', 'zookeeper-cluster1-1'];
  const runs = (broker: string): Partial<HostFacts> => ({
    services: Object.fromEntries(units.map((unit) => [unit, active])),
    heaps: { 'kafka-cluster1-1': broker, 'zookeeper-cluster1-1': '512m' },
  });

  it('that leave a quarter of the memory are fine, and so is a host of which nothing is known', () => {
    expect(said(mib(2048))).toEqual([]);
    expect(said(mib(24_000), '6g')).toEqual([]);
    expect(said({})).toEqual([]);
    expect(said(mib(100), '1g', 'gateway')).toEqual([]);
  });

  it('that leave less are a warning', () => {
    const expected =
      /^engine1: its services' heaps take 1536 of 2000 MiB of memory \(kafka-cluster1-1 1g, zookeeper-cluster1-1 512m\): .*page cache.*kafka-proxied:clusters\.cluster1\.heap\.broker.* \(little-memory-left\)$/;
    expect(said(mib(2000))).toEqual([expect.stringMatching(expected)]);
    expect(said(mib(1536))).toHaveLength(1);
  });

  it('that are larger than the memory are refused, with their config paths', () => {
    expect(said(mib(1535))).toEqual([
      "has 1535 MiB of memory, but its services' heaps together take 1536: kafka-proxied:clusters.cluster1.heap.broker is 1g (kafka-cluster1-1), kafka-proxied:clusters.cluster1.heap.zookeeper is 512m (zookeeper-cluster1-1). The kernel would kill one of them when they fill. Set smaller heaps, give the host more memory, or move a service to another host (too-little-memory)",
    ]);
    const limited = { memory: { kib: 1_000_000, limited: true } };
    expect(said(limited)).toEqual([
      expect.stringMatching(
        /^has 976 MiB of memory by the limit of its control group, but .*too-little-memory/,
      ),
    ]);
  });

  it('that run already are no reason to refuse', () => {
    expect(said({ ...mib(1200), ...runs('1g') })).toEqual([expect.stringContaining('(little-memory-left)')]);
    expect(said({ ...mib(1200), ...runs('1g') }, '768m')).toHaveLength(1);
    expect(said({ ...mib(1200), ...runs('512m') })).toEqual([expect.stringContaining('(too-little-memory)')]);
    const ended = Object.fromEntries(units.map((unit) => [unit, { ...active, active: 'failed' }]));
    expect(said({ ...mib(1200), ...runs('1g'), services: ended })).toEqual([
      expect.stringContaining('(too-little-memory)'),
    ]);
  });
});

describe('the probe', () => {
  const host = probeHost();

  /** @param files below a root of its own */
  function probed(files: Record<string, string>): Promise<HostFacts> {
    host.write('/proc/meminfo', 'MemTotal:        4096000 kB\nMemFree:          1000 kB\n');
    host.write('/proc/1/cgroup', '0::/init.scope\n');
    mkdirSync(host.path('/sys/fs/cgroup'), { recursive: true });
    for (const [name, text] of Object.entries(files)) host.write(`/${name}`, text);
    return probedOn(host, { moved: ['/proc/meminfo', '/proc/1/cgroup', '/sys/fs/cgroup'] });
  }

  const whole = { kib: 4_096_000, limited: false };
  const limited = { kib: 1_048_576, limited: true };
  const gib = '1073741824\n';
  it.each([
    ['all of the machine', {}, whole],
    ['no limit', { 'sys/fs/cgroup/memory.max': 'max\n' }, whole],
    ['a limit that is higher', { 'sys/fs/cgroup/memory.max': '99999999999\n' }, whole],
    ['what a container may take', { 'sys/fs/cgroup/memory.max': gib }, limited],
    ['what services may take', { 'sys/fs/cgroup/system.slice/memory.max': gib }, limited],
    [
      'the limit of a container that sees the groups of its host',
      { 'proc/1/cgroup': '0::/machine.slice/c1/init.scope\n', 'sys/fs/cgroup/machine.slice/memory.max': gib },
      limited,
    ],
    [
      'the limit of control groups of the first version',
      { 'proc/1/cgroup': '4:memory:/\n0::/\n', 'sys/fs/cgroup/memory/memory.limit_in_bytes': gib },
      limited,
    ],
    [
      'none of these',
      {
        'proc/1/cgroup': '4:memory:/\n',
        'sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
      },
      whole,
    ],
  ])('tells %s', async (_, files, expected) => {
    expect((await probed(files)).memory).toEqual(expected);
  });

  it('tells the heap that a service starts with', async () => {
    const unit = 'ExecStart=/usr/bin/java \\\n  -Xms768m -Xmx768m \\\n  -cp x\n';
    const facts = await probed({
      'etc/systemd/system/kafka-cluster1-1.service': '',
      'etc/kafka-proxied/kafka-cluster1-1/current/unit': unit,
    });
    expect(facts.heaps).toEqual({ 'kafka-cluster1-1': '768m' });
  });
});
