// Proves what stops a run before the first write, in these words; that hosts are asked at all the lab proves.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import type { HostFacts } from '../../probe/facts.ts';
import { checks, describeObstacles, onlyRemoves, findObstacles } from '../../probe/preflight.ts';
import { warningIds } from '../../probe/warnings.ts';
import type { ProbeResult } from '../../probe/probe-result.ts';
import { projectRoot } from '../../lib/paths.ts';
import { bareHost } from '../support/deployment.ts';
import { devValues, set, topologyOf } from '../support/config-fixture.ts';

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
  return findObstacles(of, of === topology ? plan : makePlan(of), results).map(
    ({ host, text }) => `${host}: ${text}`,
  );
}

const dataOf = (id: number, clusterId: string): Partial<HostFacts> => {
  return { data: { [`kafka-cluster1-${id}`]: { brokerId: String(id), clusterId } } };
};
const ensembleData = ['zookeeper-cluster1-1'];

describe('preflight', () => {
  it('finds nothing on bare hosts, nor on hosts that are ours already', () => {
    expect(findings({})).toEqual([]);
    const ours = { ...dataOf(1, 'c'), owner: topology.owner, ensembleData };
    expect(findings({ engine1: ours, engine2: dataOf(2, 'c'), engine3: dataOf(3, 'c') })).toEqual([]);
  });

  it('reports everything at once, in the order of the hosts', () => {
    const found = {
      kafkaclientmachine1: 'operator@198.51.100.211:22 refuses connections: no sshd listens there',
      engine2: {
        owner: 'kafka-proxied/other',
        data: { 'kafka-cluster1-2': { brokerId: '7', clusterId: '' } },
        clockAhead: 31,
      },
    };
    expect(findings(found)).toEqual([
      'engine2: belongs to the stack kafka-proxied/other (see /etc/kafka-proxied/owner). If that stack was renamed to kafka-proxied/dev, or is replaced by it: `npm run hand-over -- --from kafka-proxied/other`. Else destroy that stack first, or remove the host from this one',
      "engine2: has a clock that is 31 s ahead of this machine's, and 30 s are allowed: Kafka's record times and the validity of certificates depend on it. Correct it ('timedatectl set-ntp true', or chrony); if all hosts are reported, correct this machine's clock",
      'engine2: /var/lib/kafka-proxied/kafka-cluster1-2 has the data of broker 7, not of 2. Give the broker its old id back, or move that data away',
      'kafkaclientmachine1: operator@198.51.100.211:22 refuses connections: no sshd listens there',
    ]);
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
      `kafkaclientmachine2: resolves my-public-domain to ${found}, but clients here need 203.0.113.98. Correct it in DNS, or let kafka-proxied write it to /etc/hosts (publicNameFrom: hosts)`;
    expect(findings({ ...everywhere, kafkaclientmachine2: wrong }, dns)).toEqual([
      text('127.0.1.1, 192.168.0.1'),
    ]);
    expect(findings({ ...everywhere, kafkaclientmachine2: {} }, dns)).toEqual([text('nothing')]);
  });

  it('names the broker whose data is of another cluster', () => {
    const found = {
      engine1: { ...dataOf(1, 'other'), ensembleData },
      engine2: dataOf(2, 'usual'),
      engine3: dataOf(3, 'usual'),
    };
    expect(findings(found)).toEqual([
      'engine1: /var/lib/kafka-proxied/kafka-cluster1-1 has data of the cluster id other, and brokers 2, 3 of cluster1 have data of usual: this broker would refuse to start (InconsistentClusterIdException). Move that data away; the broker copies its partitions from the others',
    ]);
    // Of two that differ, the first counts.
    expect(findings({ ...found, engine3: {} })).toEqual([
      expect.stringMatching(/^engine2: .* cluster id usual, and broker 1 of cluster1 has data of other:/),
    ]);
  });

  it('names a ZooKeeper that lost its data while brokers kept theirs, and minds no other gap', () => {
    const brokers = { engine2: dataOf(2, 'c'), engine3: dataOf(3, 'c') };
    expect(findings(brokers)).toEqual([
      "engine1: there is no data of ZooKeeper of cluster1 (engine1:/var/lib/kafka-proxied/zookeeper-cluster1-1), while brokers 2, 3 (engine2, engine3) have data of the cluster id c: a new ZooKeeper creates a new id, and they would refuse to start (InconsistentClusterIdException). Restore the data of ZooKeeper. Or, if the records may be lost, move the brokers' data away as well",
    ]);
    expect(findings({ engine1: { ensembleData } })).toEqual([]);
    // A host that could not be checked may have it.
    expect(findings({ ...brokers, engine1: 'down' })).toEqual(['engine1: down']);
    const values = devValues();
    for (const id of ['2', '3'])
      set(values, ['clusters', 'cluster1', 'zookeeper', id], { host: `engine${id}`, port: 2181 });
    const third = { ...dataOf(3, 'c'), ensembleData: ['zookeeper-cluster1-3'] };
    expect(findings({ ...brokers, engine3: third }, topologyOf(values))).toEqual([]);
  });

  it('lets things be taken back from any host of ours that can be reached', () => {
    const results = new Map<string, ProbeResult>([
      ['engine1', { ok: true, facts: { ...bareHost(), owner: 'kafka-proxied/other', clockAhead: 99 } }],
      ['engine2', { ok: true, facts: { ...bareHost(), owner: topology.owner, clockAhead: 99 } }],
      ['engine3', { ok: false, reason: 'down' }],
    ]);
    const hosts = (removing: boolean): string[] =>
      findObstacles(topology, plan, results, removing).map(({ host }) => host);
    expect(hosts(true)).toEqual(['engine1', 'engine3']);
    expect(hosts(false)).toEqual(['engine1', 'engine1', 'engine2', 'engine3']);
    expect(['destroy', 'refresh', 'up', 'preview', undefined].map((command) => onlyRemoves(command))).toEqual(
      [true, true, false, false, false],
    );
  });

  it('calls each by the name that the documentation has', () => {
    const page = readFileSync(join(projectRoot, 'docs', 'troubleshooting.md'), 'utf8');
    const first = page.slice(page.indexOf('## Before the first write'));
    const named = [...first.matchAll(/^\| [^|]+\| `([^|]+)` +\|/gm)].flatMap(([, ids = '']) =>
      ids.split('`, `'),
    );
    expect(named.sort()).toEqual(['host-unreachable', ...checks.map(({ id }) => id), ...warningIds].sort());
  });

  it('says it in one message', () => {
    expect(describeObstacles([{ id: 'port-taken', host: 'a', text: 'one' }])).toBe(
      '1 thing must be fixed on the hosts first; nothing was changed:\n  a: one (port-taken)\ndocs/troubleshooting.md explains each id in brackets',
    );
    expect(
      describeObstacles([
        { id: 'port-taken', host: 'a', text: 'one' },
        { id: 'clock-off', host: 'b', text: 'two' },
      ]),
    ).toBe(
      '2 things must be fixed on the hosts first; nothing was changed:\n  a: one (port-taken)\n  b: two (clock-off)\ndocs/troubleshooting.md explains each id in brackets',
    );
  });
});
