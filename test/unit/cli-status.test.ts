// Does not prove that hosts and Kafka answer as written here: the lab tests ask real ones.
import { describe, expect, it } from 'vitest';
import { summarize } from '../../cli/status/partitions.ts';
import { certificateLines, certificatesOf } from '../../cli/status/certificates.ts';
import { type ClusterStatus, isInOrder, statusText, type StackStatus } from '../../cli/status/report.ts';
import type { Partition } from '../../probe/cluster-state.ts';
import type { HostFacts } from '../../probe/facts.ts';
import { bareHost } from '../support/deployment.ts';
import { devValues, topologyOf } from '../support/config-fixture.ts';
import { formatTable } from '../../lib/table.ts';

const partitions: Partition[] = [
  { topic: 'records', partition: 0, leader: 1, replicas: [1, 2, 3], isr: [1, 2, 3] },
  { topic: 'records', partition: 1, leader: 3, replicas: [2, 3, 1], isr: [3, 1] },
  { topic: 'records', partition: 2, replicas: [3, 1, 2], isr: [] },
  { topic: 'old', partition: 0, replicas: [2], isr: [2] },
];

describe('partitions', () => {
  it('counts leaders, also of brokers that lead nothing, and finds what is not whole', () => {
    const summary = summarize(partitions, [1, 2, 3]);
    expect(summary).toMatchObject({ topics: 2, partitions: 4, leaders: { 1: 1, 2: 0, 3: 1 } });
    expect(summary.underReplicated.map(({ topic, partition }) => `${topic}-${partition}`)).toEqual([
      'records-1',
      'records-2',
    ]);
    expect(summary.offline.map(({ topic }) => topic)).toEqual(['records', 'old']);
  });
});

const quiet: StackStatus['change'] = { locks: [], pending: [], busy: [], unsettled: [] };
const lock = { pid: 7, username: 'ann', hostname: 'desk', timestamp: '2026-01-02T03:04:05.6Z' };

const healthy: StackStatus = {
  stack: 'dev',
  change: quiet,
  mirrors: [
    {
      mirror: 'cloud',
      from: 'cluster1',
      to: 'cluster2',
      version: '3.9.2',
      unit: { host: 'away', unit: 'kafka-mirror-cloud', state: 'active (running)', running: '3.9.2' },
    },
  ],
  tunnels: [],
  unreachable: [],
  clusters: [
    {
      cluster: 'cluster1',
      version: '3.9.2',
      units: [
        {
          host: 'engine1',
          unit: 'kafka-cluster1-1',
          state: 'active (running)',
          since: 'today',
          running: '3.9.2',
        },
      ],
      controller: 1,
      controllerRole: 'broker',
      partitions: { topics: 1, partitions: 6, leaders: { 1: 6 }, underReplicated: [], offline: [] },
      certificates: [],
    },
  ],
};
const [cluster] = healthy.clusters;
const broken = partitions.slice(1, 2);

describe('the report', () => {
  it('shows units, controller, leaders and under-replicated partitions', () => {
    expect(statusText(healthy)).toBe(
      [
        'cluster1: Kafka 3.9.2',
        '  host     unit              state             version  since',
        '  engine1  kafka-cluster1-1  active (running)  3.9.2    today',
        '  controller: broker 1',
        '  partitions: 6 in 1 topics; broker 1 leads 6',
        '  under-replicated: none',
        '',
        'mirror cloud, from cluster1 to cluster2: Kafka 3.9.2',
        '  host  unit                state             version  since',
        '  away  kafka-mirror-cloud  active (running)  3.9.2    -',
      ].join('\n'),
    );
    expect(isInOrder(healthy)).toBe(true);
  });

  it.each([
    [
      'a host that does not answer',
      { unreachable: [{ host: 'engine1', reason: 'off' }] },
      "engine1 can't be reached: off",
    ],
    [
      'a unit that failed',
      { clusters: [{ ...cluster, units: [{ host: 'e', unit: 'u', state: 'failed (failed)' }] }] },
      'failed (failed)  -        -',
    ],
    [
      'a mirror that does not run',
      {
        mirrors: healthy.mirrors.map((one) => ({ ...one, unit: { ...one.unit, state: 'failed (failed)' } })),
      },
      'failed (failed)',
    ],
    [
      'a tunnel that is down',
      {
        tunnels: [{ host: 'e', unit: 't', state: 'activating (auto-restart)', what: 'SSH tunnel to c on m' }],
      },
      'tunnels:\n  host  unit  state                      since  what\n  e     t     activating (auto-restart)  -      SSH tunnel to c on m',
    ],
    ['another version', { clusters: [{ ...cluster, version: '4.0.0' }] }, 'cluster1: Kafka 4.0.0'],
    [
      'no answer from Kafka',
      { clusters: [{ ...cluster, partitions: 'timed out' }] },
      'partitions: not known: timed out',
    ],
    [
      'a replica out of sync',
      {
        clusters: [
          { ...cluster, partitions: { ...(cluster?.partitions as object), underReplicated: broken } },
        ],
      },
      'under-replicated: 1: records-1 (in sync: 3,1 of 2,3,1)',
    ],
    [
      'no leader',
      { clusters: [{ ...cluster, partitions: { ...(cluster?.partitions as object), offline: broken } }] },
      'without a leader: 1: records-1',
    ],
    [
      'a certificate that has ended',
      {
        clusters: [
          { ...cluster, certificates: [{ host: 'e', holder: 'client', end: '2026-01-02T', days: -1 }] },
        ],
      },
      '    e     client  -   2026-01-02  has ended',
    ],
    [
      'a run that was killed',
      { change: { ...quiet, locks: [{ ...lock, state: 'left' }] } },
      'interrupted; its lock is still held: ann on desk (process 7), since 2026-01-02T03:04:05Z\n  `npm run up`',
    ],
    [
      'an operation without an end',
      { change: { ...quiet, pending: [{ type: 'creating', name: 'engine1-base' }] } },
      'its end was not recorded: creating engine1-base\n  `npm run up`',
    ],
    [
      'a resource that is not as recorded',
      {
        change: { ...quiet, unsettled: [{ host: 'engine1', resource: 'engine1-base', why: 'x was edited' }] },
      },
      'engine1-base on engine1: x was edited',
    ],
  ])('sends to doctor with %s, and says so', (_, change, said) => {
    const status = { ...healthy, ...change } as StackStatus;
    expect(isInOrder(status)).toBe(false);
    expect(statusText(status)).toContain(said);
    expect(statusText(status)).toMatch(
      /\n\nSomething is wrong: `npm run doctor` says what, and what to do\.$/,
    );
  });

  it('shows when certificates end; that it is soon, doctor tells', () => {
    const keys = (end: string) => ({ issuer: '2', trusts: ['2'], end });
    const facts: Record<string, HostFacts> = {
      engine1: { ...bareHost(), keys: { 'kafka-cluster1-1': keys('2026-02-02T03:04:05Z') } },
      engine2: {
        ...bareHost(),
        clientKeys: { cluster1: keys('2026-02-01T03:04:04Z'), other: keys('2026-01-01Z') },
      },
    };
    const [own] = topologyOf(devValues()).clusters;
    if (!own) throw new Error('no cluster');
    const now = new Date('2026-01-02T03:04:05Z');
    const found = certificatesOf(own, ['engine1', 'engine2', 'gone'], (host) => facts[host], now);
    expect(certificateLines(found).join('\n').split('\n')).toEqual([
      'certificates:',
      '  host     holder            CA  until',
      '  engine1  kafka-cluster1-1  2   2026-02-02  in 31 days',
      '  engine2  client            2   2026-02-01  in 29 days',
    ]);
    expect(
      isInOrder({ ...healthy, clusters: [{ ...(cluster as ClusterStatus), certificates: found }] }),
    ).toBe(true);
  });

  it('tells what goes on just now, which is no fault', () => {
    const change = {
      locks: [{ ...lock, state: 'held' as const }],
      pending: [{ type: 'updating', name: 'a' }],
      busy: [{ host: 'engine1', by: 'converge roll kafka-cluster1-1 (pid 5)' }],
      unsettled: [{ host: 'engine1', resource: 'a', why: 'its last run there did not finish' }],
    };
    expect(isInOrder({ ...healthy, change })).toBe(true);
    const text = statusText({ ...healthy, change });
    expect(text).toContain('being changed now by ann on desk (process 7), since 2026-01-02T03:04:05Z');
    expect(text).toContain('engine1 is busy with converge roll kafka-cluster1-1 (pid 5)');
    expect(text).not.toContain('npm run up');
  });

  it('aligns columns without trailing spaces', () => {
    expect(
      formatTable([
        ['a', 'bb', ''],
        ['ccc', 'd'],
      ]),
    ).toBe('a    bb\nccc  d');
    expect(formatTable([])).toBe('');
  });
});
