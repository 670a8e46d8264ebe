// Proves what is found in facts of hosts that had another version; that hosts tell these facts, the probe's tests prove.
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import { versions } from '../../probe/checks/versions.ts';
import { bareHost } from '../support/deployment.ts';
import { devValues, set, topologyOf } from '../support/config-fixture.ts';

const broker = 'kafka-cluster1-1';
const server = 'zookeeper-cluster1-1';

interface Past {
  version: string;
  protocol?: string;
  active?: string;
  /** Servers of the ensemble. */
  ensemble?: number;
}

/** What is said of engine1, which had `past` and shall have a version and settings. */
function found(to: string, past: Past, settings: object = {}): string[] {
  const values = devValues();
  set(values, ['clusters', 'cluster1', 'version'], to);
  set(values, ['clusters', 'cluster1', 'settings'], settings);
  if (past.ensemble === 3)
    for (const id of [2, 3])
      set(values, ['clusters', 'cluster1', 'zookeeper', String(id)], { host: `engine${id}` });
  const topology = topologyOf(values);
  const host = topology.hosts.find(({ id }) => id === 'engine1');
  if (!host) throw new Error('no engine1');
  const { version, protocol = '', active = 'active' } = past;
  const service = { active, sub: '', since: '', pid: 1, started: '', stores: '' };
  const facts = {
    ...bareHost(),
    services: { [broker]: service, [server]: service },
    data: { [broker]: { brokerId: '1', clusterId: 'x' } },
    versions: { [broker]: { version, protocol }, [server]: { version, protocol: '' } },
  };
  return versions.find({ topology, plan: makePlan(topology), host, facts, factsOf: () => facts });
}

const one = (text: string): string[] => [expect.stringContaining(text) as string];
const keeps = (protocol: string) => ({ 'inter.broker.protocol.version': protocol });

describe('a later version', () => {
  it.each([
    [
      '1.1.1',
      '2.8.2',
      'Write \'1.1\' as kafka-proxied:clusters.cluster1.settings["inter.broker.protocol.version"]',
    ],
    ['2.8.2', '3.9.2', "Write '2.8' as"],
  ])('%s to %s, one broker at a time, needs the protocol of before', (version, to, text) => {
    expect(found(to, { version })).toEqual(one(text));
    expect(found(to, { version })[0]).toContain('npm run stop -- cluster1');
    expect(found(to, { version }, keeps('3.0'))).toEqual(one('Write'));
  });

  it.each([
    ['1.1.1', '2.8.2', '1.1'],
    ['1.1.1', '3.9.2', '1.1-IV0'],
    ['2.8.2', '3.9.2', '2.8'],
    ['2.8.2', '3.9.2', '2.8-IV1'],
  ])('%s to %s comes with %s', (version, to, protocol) => {
    expect(found(to, { version }, keeps(protocol))).toEqual([]);
  });

  it('counts from the protocol that was kept so far', () => {
    expect(found('3.9.2', { version: '2.8.2', protocol: '1.1' }, keeps('2.8'))).toEqual(one("Write '1.1'"));
  });

  it('from one without names of listeners stops the cluster first, whatever is kept', () => {
    expect(found('1.1.1', { version: '0.10.1.1' }, keeps('0.10.1'))).toEqual(
      one('they do not support names of listeners'),
    );
  });

  it.each(['0.10.1.1', '1.1.1', '2.8.2'])('is free on brokers of %s that are stopped', (version) => {
    expect(found('3.9.2', { version, active: 'inactive' })).toEqual([]);
  });

  it('of ZooKeeper is not mixed with 3.4 in an ensemble that runs', () => {
    const past = { version: '1.1.1', ensemble: 3 };
    expect(found('2.8.2', past, keeps('1.1'))).toEqual(one('ZooKeeper 1 of cluster1 is 3.4.10, and 3.5.9'));
    expect(found('2.8.2', { ...past, active: 'inactive' })).toEqual([]);
    expect(found('3.9.2', { ...past, version: '2.8.2' }, keeps('2.8'))).toEqual([]);
  });
});

describe('the way back', () => {
  it.each(['active', 'inactive'])('to an older version is refused where there is data: %s', (active) => {
    expect(found('2.8.2', { version: '3.9.2', active })).toEqual(one("Kafka can't be downgraded"));
  });

  it('to an older protocol as well', () => {
    expect(found('3.9.2', { version: '3.9.2' }, keeps('2.8'))).toEqual(one("can't go back to that of 2.8"));
    expect(found('3.9.2', { version: '3.9.2', protocol: '2.8' }, keeps('1.1'))).toEqual(
      one('to that of 1.1'),
    );
  });
});

it('nothing is said of the same version, of a protocol that is given up, and of hosts without a past', () => {
  expect(found('2.8.2', { version: '2.8.2' })).toEqual([]);
  expect(found('3.9.2', { version: '3.9.2', protocol: '2.8' })).toEqual([]);
  expect(found('3.9.2', { version: '3.9.2', protocol: '2.8' }, keeps('2.8'))).toEqual([]);
  expect(found('3.9.2', { version: '' })).toEqual([]);
});
