// Proves what people read of a diagnosis, what programs read of it, and what a part of a stack is; not that it is so.
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import { diagnose as diagnoseFacts } from '../../doctor/judge/diagnose.ts';
import { narrow } from '../../doctor/narrow.ts';
import { exitCodeOf, reportData, reportText } from '../../doctor/report.ts';
import { requireKnown } from '../../cli/doctor/arguments.ts';
import { doctor } from '../../cli/doctor/doctor.ts';
import { UsageError } from '../../lib/program.ts';
import { type Draft, factsOf, healthy, kill, plan, topology } from './doctor-fixture.ts';
import { given } from '../support/given.ts';

function diagnosed(change: (draft: Draft) => void) {
  const facts = healthy();
  change(facts);
  return { facts, diagnosis: diagnoseFacts(topology, plan, facts) };
}

/** The blocks of a report, which empty lines part. */
function blocks(change: (draft: Draft) => void): string[] {
  const { facts, diagnosis } = diagnosed(change);
  return reportText(facts, diagnosis).split('\n\n');
}

describe('the report', () => {
  it('shows who reaches what, and that all is well', () => {
    const all = blocks((draft) => {
      const facts = factsOf(draft, 'engine1');
      facts.system = { packages: 'dnf', init: 'systemd', java: '17.0.13' };
      facts.places['/etc'] = {
        ...{ mount: '/', freeKib: 2_097_152, freeInodes: 9 },
        writable: true,
        runsCode: true,
      };
      facts.keys['kafka-cluster1-1'] = { trusts: [], end: '2026-12-01T00:00:00Z' };
      facts.places['/etc'].freeInodes = 1_000_000;
    });
    expect(all[0]).toBe(
      [
        'from                 cluster1/zk1  cluster1/1  cluster1/2  cluster1/3  cluster2/zk1  cluster2/1  cluster2/2',
        'engine1              ok            ok          ok          ok          -             -           -',
        'engine2              ok            ok          ok          ok          -             -           -',
        'engine3              ok            ok          ok          ok          -             -           -',
        'kafkaclientmachine1  ok            ok          ok          ok          ok            ok          ok',
        'kafkaclientmachine2  ok            ok          ok          ok          ok            ok          ok',
        'workstation          ok            ok          ok          ok          -             -           -',
      ].join('\n'),
    );
    expect(all[1]).toBe(
      'closed ports: 82 tested, 82 closed (from engine1, engine2, engine3, gateway, kafkaclientmachine1, kafkaclientmachine2, workstation)',
    );
    expect(all[2]).toBe('mirror to-cluster2: last record of 2026-01-02T03:04:05.000Z; nothing waits');
    expect(all[3]?.split('\n').slice(0, 2)).toEqual([
      'host                 clock  free      Java     services       last start               first certificate ends',
      'engine1              right  2048 MiB  17.0.13  2 of 2 active  2026-01-01 00:00:00 UTC  2026-12-01',
    ]);
    expect(all.slice(4)).toEqual(['No finding: all tested routes work.']);
  });

  it('does not say that nothing waits where the target lost what was carried, or nobody can tell', () => {
    const line = (own: Draft['mirrors'][string]): string | undefined =>
      blocks((draft) => (draft.mirrors['to-cluster2'] = own)).find((each) => each.startsWith('mirror '));
    const skipped = { 'records-0': { first: 0, kept: 9, hasYounger: false } };
    expect(line({ waiting: {}, skipped })).toBe(
      'mirror to-cluster2: no record copied yet; 1 partitions lack copied records',
    );
    expect(line({ waiting: {}, unknown: 'not all of its topics are told of in cluster1' })).toBe(
      'mirror to-cluster2: not known: not all of its topics are told of in cluster1',
    );
  });

  it('numbers findings, says what follows from each, and where to type the command', () => {
    const all = blocks((draft) => {
      factsOf(draft, 'engine3').clockAhead = 90;
      kill(draft, 'cluster1', 2, 'engine2');
      draft.vantages['workstation'] = { untried: 'no such address', names: {}, open: {}, closed: {} };
    });
    expect(all[0]?.split('\n')[1]).toBe(
      'engine1              ok            ok          [2]         ok          -             -           -',
    );
    expect(all[0]?.split('\n').at(-1)).toBe(
      'workstation          ?             ?           ?           ?           -             -           -',
    );
    expect(all).toContain('not tested:\n  from workstation: no such address');
    const [clock, down, end] = all.slice(-3);
    expect(clock?.split('\n').at(0)).toBe('[1] clock-off (engine3)');
    expect(clock?.split('\n').at(-1)).toBe('    do:              on engine3: sudo timedatectl set-ntp true');
    expect(down?.split('\n').map((line) => line.trim().split(/ {2,}/)[0])).toEqual([
      '[2] service-down (engine2)',
      ...['expected:', 'found:', 'why it matters:'],
      ...Array.from({ length: 7 }, () => 'hence:'),
      'do:',
    ]);
    expect(down).toContain('hence:           and 3 more\n');
    expect(end).toBe('2 findings.');
  });
});

describe('the data', () => {
  it('has a verdict for each route, with the number of its finding', () => {
    const { facts, diagnosis } = diagnosed((draft) => kill(draft, 'cluster1', 2, 'engine2'));
    const data = reportData('dev', facts, diagnosis) as {
      findings: { id: string }[];
      matrix: { vantage: string; port: number; verdict: string; finding?: number }[];
      hosts: { host: string }[];
    };
    expect(data.findings.map(({ id }) => id)).toEqual(['service-down']);
    expect(data.matrix).toContainEqual({
      ...{ vantage: 'workstation', name: 'engine2', port: 9092, verdict: 'fault', finding: 0 },
      service: { kind: 'broker', cluster: 'cluster1', id: 2, listener: 'INTERNAL' },
    });
    expect(data.matrix.filter(({ finding }) => finding === undefined).map(({ verdict }) => verdict)).toEqual(
      Array.from({ length: data.matrix.length - 6 }, () => 'fine'),
    );
    expect(data.hosts).toHaveLength(6);
  });

  it('keeps the key by which programs know why a mirror could not be told', () => {
    const { facts, diagnosis } = diagnosed(
      (draft) => (draft.mirrors['to-cluster2'] = { waiting: {}, unknown: 'no cluster answers' }),
    );
    expect(reportData('dev', facts, diagnosis)).toHaveProperty('mirrors.to-cluster2', {
      waiting: {},
      untold: 'no cluster answers',
    });
  });
});

describe('the exit code', () => {
  it('tells whether all is well, or there are findings, or nothing could be looked at', () => {
    const codeOf = (change: (draft: Draft) => void): number => {
      const { facts, diagnosis } = diagnosed(change);
      return exitCodeOf(facts, diagnosis);
    };
    expect(codeOf(() => {})).toBe(0);
    expect(codeOf((draft) => kill(draft, 'cluster1', 2, 'engine2'))).toBe(1);
    expect(
      codeOf((draft) => {
        for (const id of draft.hosts.keys()) draft.hosts.set(id, { ok: false, reason: 'off' });
        for (const id of Object.keys(draft.vantages))
          draft.vantages[id] = { untried: 'off', names: {}, open: {}, closed: {} };
      }),
    ).toBe(2);
  });
});

describe('a part of a stack', () => {
  it('has the routes of one vantage, or to one cluster', () => {
    const from = narrow(topology, plan, { from: 'kafkaclientmachine2' }).plan.routes;
    expect([...new Set(from.map(({ vantage }) => vantage))]).toEqual(['kafkaclientmachine2']);
    const to = narrow(topology, plan, { to: 'cluster2' });
    expect([...new Set(to.plan.routes.map(({ service }) => service.cluster))]).toEqual(['cluster2']);
    expect(to.topology.clusters.map(({ id }) => id)).toEqual(['cluster2']);
    expect({ mirrors: to.topology.mirrors, portMap: to.plan.portMap }).toEqual({ mirrors: [], portMap: [] });
    expect(narrow(topology, plan, {})).toEqual({ topology, plan: makePlan(topology) });
  });
});

describe('the command line', () => {
  it('takes a host, a cluster and a form', async () => {
    const ask = async (...args: string[]) => (await given(doctor.command, args))[0];
    expect(await ask('--from', 'engine1', '--to=cluster1', '--json')).toEqual({
      ...{ from: 'engine1', to: 'cluster1', json: true },
    });
    expect(await ask()).toEqual({});
    expect(await ask('--picture', 'found/a.svg')).toEqual({ picture: 'found/a.svg' });
    for (const file of ['a.png', '.svg'])
      await expect(ask(`--picture=${file}`)).rejects.toThrow(/ends in \.svg/);
    await expect(ask('--picture=')).rejects.toThrow(/needs a value/);
    await expect(ask('--fast')).rejects.toThrow(UsageError);
    await expect(ask('engine1')).rejects.toThrow(UsageError);
  });

  it('lists what there is where a name is unknown', () => {
    expect(() => requireKnown('host', 'engine9', ['engine1', 'engine2'])).toThrow(
      /There is no host "engine9" in this stack\. There are: engine1, engine2/,
    );
    expect(() => requireKnown('host', undefined, [])).not.toThrow();
  });
});
