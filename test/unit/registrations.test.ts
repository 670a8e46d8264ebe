// Proves who counts as registered; that ZooKeeper's dump is read so stands in probe-script.test.ts.
import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../config/topology.ts';
import { registrations } from '../../probe/registrations.ts';
import { bareHost } from '../support/deployment.ts';
import { devValues, topologyOf } from './config-fixture.ts';

const cluster = (chroot: string): Cluster => ({
  ...(topologyOf(devValues()).clusters[0] as Cluster),
  chroot,
});
const host = (...nodes: [string, string][]) => ({
  ...bareHost(),
  ephemerals: nodes.map(([session, path]) => ({ session, path })),
});

describe.each(['', '/x', '/a/b'])('in a cluster under the path "%s"', (chroot) => {
  it('brokers are registered by id, and the controller is the one with its session', () => {
    const facts = [
      host(
        ['0xb', `${chroot}/brokers/ids/10`],
        ['0xa', `${chroot}/brokers/ids/2`],
        ['0xb', `${chroot}/controller`],
      ),
    ];
    expect(registrations(cluster(chroot), facts)).toEqual({ registered: [2, 10], controller: 10 });
  });

  it('several servers report the same', () => {
    const one = host(['0xa', `${chroot}/brokers/ids/1`]);
    const other = host(['0xa', `${chroot}/brokers/ids/1`], ['0xc', `${chroot}/brokers/ids/3`]);
    expect(registrations(cluster(chroot), [one, other])).toEqual({ registered: [1, 3] });
  });

  it('other clusters do not count', () => {
    const facts = [host(['0xa', `/other${chroot}/brokers/ids/1`], ['0xa', `/other${chroot}/controller`])];
    expect(registrations(cluster(chroot), facts)).toEqual({ registered: [] });
  });

  it('a controller that is no longer registered is none', () => {
    const facts = [host(['0xa', `${chroot}/brokers/ids/1`], ['0xold', `${chroot}/controller`])];
    expect(registrations(cluster(chroot), facts)).toEqual({ registered: [1] });
  });
});

it('nobody is registered where nobody was asked', () => {
  expect(registrations(cluster('/x'), [])).toEqual({ registered: [] });
});
