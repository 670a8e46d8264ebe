// Proves what stops a run before the first write, in these words; that hosts are asked at all the lab proves.
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import type { HostFacts } from '../../probe/facts.ts';
import { describeFindings, preflightFindings } from '../../probe/preflight.ts';
import type { ProbeResult } from '../../probe/probe.ts';
import { bareHost } from '../support/deployment.ts';
import { devValues, set, topologyOf } from './config-fixture.ts';

const topology = topologyOf(devValues());
const plan = makePlan(topology);

function findings(found: Record<string, Partial<HostFacts> | string>, of = topology): string[] {
  const results = new Map<string, ProbeResult>(
    of.hosts
      .filter(({ managed }) => managed)
      .map(({ id }) => {
        const facts = found[id] ?? {};
        if (typeof facts === 'string') return [id, { ok: false, reason: facts }];
        return [id, { ok: true, facts: { ...bareHost(), ...facts } }];
      }),
  );
  return preflightFindings(of, of === topology ? plan : makePlan(of), results).map(
    ({ host, text }) => `${host}: ${text}`,
  );
}

describe('preflight', () => {
  it('finds nothing on bare hosts, nor on hosts that are ours already', () => {
    expect(findings({})).toEqual([]);
    const ours = { owner: topology.owner, data: { 'kafka-cluster1-1': { brokerId: '1', clusterId: 'c' } } };
    expect(findings({ engine1: ours })).toEqual([]);
  });

  it('reports everything at once, in the order of the hosts', () => {
    const found = {
      kafkaclientmachine1: 'operator@198.51.100.211:22 refuses connections: no sshd listens there',
      engine2: {
        owner: 'kafka-proxied/other',
        disks: {
          '/opt': { freeKib: 512_000, freeInodes: 1 },
          '/var/lib': { freeKib: 9e9, freeInodes: 19_999 },
        },
        data: { 'kafka-cluster1-2': { brokerId: '7', clusterId: 'c' } },
      },
    };
    expect(findings(found)).toEqual([
      'engine2: belongs to the stack kafka-proxied/other (/etc/kafka-proxied/owner says so). Destroy that stack first, or take the host out of this one',
      'engine2: /opt has 500 MiB free and needs 1024. Make room there',
      'engine2: /var/lib has 19999 free inodes and needs 20000. Remove small files there',
      'engine2: /var/lib/kafka-proxied/kafka-cluster1-2 holds the data of broker 7, not of 2. Give the broker its old id back, or move that data away',
      'kafkaclientmachine1: operator@198.51.100.211:22 refuses connections: no sshd listens there',
    ]);
  });

  it.each([
    ['exactly enough', { freeKib: 1_048_576, freeInodes: 20_000 }, 0],
    ['one KiB less', { freeKib: 1_048_575, freeInodes: 20_000 }, 1],
    ['a file system that counts no inodes', { freeKib: 1_048_576, freeInodes: 0 }, 0],
    ['one that says - for them', { freeKib: 1_048_576, freeInodes: NaN }, 0],
  ])('with %s of space', (_, disk, count) => {
    expect(findings({ gateway: { disks: { '/opt': disk } } })).toHaveLength(count);
  });

  it('takes another broker’s data on the host for what it is', () => {
    expect(findings({ engine1: { data: { 'kafka-other-2': { brokerId: '9', clusterId: 'c' } } } })).toEqual(
      [],
    );
  });

  it('checks the names that DNS must answer, and no others: ours are not there yet', () => {
    const values = devValues();
    set(values, ['hosts', 'gateway', 'publicNameFrom'], 'dns');
    const dns = topologyOf(values);
    const right = { names: { 'my-public-domain': ['203.0.113.98'] } };
    const needing = dns.hosts.filter(
      ({ id, managed }) =>
        managed && (makePlan(dns).names[id] ?? []).some((entry) => entry.name === 'my-public-domain'),
    );
    expect(needing.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['kafkaclientmachine1', 'kafkaclientmachine2']),
    );
    const everywhere = Object.fromEntries(needing.map(({ id }) => [id, right]));
    expect(findings(everywhere, dns)).toEqual([]);
    const wrong = { names: { 'my-public-domain': ['127.0.1.1', '192.168.0.1'] } };
    const text = (found: string): string =>
      `kafkaclientmachine2: resolves my-public-domain to ${found}, and clients here need 203.0.113.98. Correct it in DNS, or let us write it into /etc/hosts (publicNameFrom: hosts)`;
    expect(findings({ ...everywhere, kafkaclientmachine2: wrong }, dns)).toEqual([
      text('127.0.1.1, 192.168.0.1'),
    ]);
    expect(findings({ ...everywhere, kafkaclientmachine2: {} }, dns)).toEqual([text('nothing')]);
  });

  it('says it in one message', () => {
    expect(describeFindings([{ host: 'a', text: 'one' }])).toBe(
      '1 thing must be put right on the hosts first; nothing was changed anywhere:\n  a: one',
    );
    expect(
      describeFindings([
        { host: 'a', text: 'one' },
        { host: 'b', text: 'two' },
      ]),
    ).toBe(
      '2 things must be put right on the hosts first; nothing was changed anywhere:\n  a: one\n  b: two',
    );
  });
});
