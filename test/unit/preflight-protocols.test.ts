// Proves what is found in facts of brokers that run; that hosts tell these facts, the probe's tests and the lab prove.
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import { protocols } from '../../probe/checks/protocols.ts';
import { bareHost } from '../support/deployment.ts';
import { devValues, set, topologyOf } from '../support/config-fixture.ts';

const unit = 'kafka-cluster1-2';

function found(tls: object, running: { internal?: string; zookeeper?: string }, active = 'active'): string[] {
  const values = devValues();
  set(values, ['clusters', 'cluster1', 'tls'], tls);
  const topology = topologyOf(values);
  const host = topology.hosts.find(({ id }) => id === 'engine2');
  if (!host) throw new Error('no engine2');
  const facts = {
    ...bareHost(),
    services: { [unit]: { active, sub: '', since: '', pid: 1, started: '', stores: '' } },
    protocols: { [unit]: { internal: 'PLAINTEXT', zookeeper: 'PLAINTEXT', ...running } },
  };
  return protocols.find({ topology, plan: makePlan(topology), host, facts, factsOf: () => facts });
}

describe('between brokers', () => {
  it.each([
    [true, 'PLAINTEXT', 'uses plain text with the other brokers, and would use TLS'],
    [false, 'SSL', 'uses TLS with the other brokers, and would use plain text'],
  ])('nothing changes while they run: %s', (internal, running, text) => {
    const findings = found({ internal }, { internal: running });
    expect(findings).toEqual([expect.stringContaining(text)]);
    expect(findings[0]).toContain('kafka-proxied:clusters.cluster1.tls.internal');
    expect(findings[0]).toContain('npm run stop -- cluster1');
    expect(found({ internal }, { internal: running }, 'inactive')).toEqual([]);
  });

  it('what stays as it is may roll', () => {
    expect(found({ internal: true }, { internal: 'SSL' })).toEqual([]);
    expect(found({}, {})).toEqual([]);
  });
});

describe('with ZooKeeper', () => {
  it.each([
    ['off', 'PLAINTEXT'],
    ['both', 'PLAINTEXT'],
    ['both', 'SSL'],
    ['only', 'SSL'],
  ])('%s serves brokers that run with %s', (zookeeper, running) =>
    expect(found({ zookeeper }, { zookeeper: running })).toEqual([]),
  );

  it.each([
    ['only', 'PLAINTEXT', 'Set it to both'],
    ['off', 'SSL', 'first stop the whole cluster'],
  ])('%s would leave brokers that run with %s alone', (zookeeper, running, way) => {
    expect(found({ zookeeper }, { zookeeper: running })).toEqual([expect.stringContaining(way)]);
    expect(found({ zookeeper }, { zookeeper: running }, 'failed')).toEqual([]);
  });
});
