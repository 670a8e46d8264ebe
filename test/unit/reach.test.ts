// Proves what one stack tells another of its clusters, and what that one makes of it; not that Pulumi carries it over.
import { describe, expect, it } from 'vitest';
import { clustersKnownTo, rolesOf, versionsOn } from '../../config/needs.ts';
import { type OutputsOf, resolveOtherClusters } from '../../config/other-clusters.ts';
import { makePlan } from '../../config/plan/make.ts';
import { bootstrapServers, zookeeperRoutes } from '../../config/plan/select.ts';
import type { Topology } from '../../config/topology.ts';
import { readReach } from '../../config/schema/reach.ts';
import { clusterAccess } from '../../templates/client/access.ts';
import { clientSizes } from '../../config/settings.ts';
import { problemsOf, set, topologyOf, type Values } from '../support/config-fixture.ts';
import { firstValues, outside, reachOfFirst, secondValues } from '../support/two-stacks.ts';

const asked: OutputsOf = () => Promise.resolve({ reach: reachOfFirst() });

async function resolved(outputsOf: OutputsOf = asked, values = secondValues()): Promise<Topology> {
  const { topology, problems } = await resolveOtherClusters(topologyOf(values), outputsOf);
  expect(problems).toEqual([]);
  return topology;
}

describe('a cluster of another stack', () => {
  it('is reached as that stack’s plan says', async () => {
    const first = topologyOf(firstValues());
    const there = makePlan(first);
    const topology = await resolved();
    const here = makePlan(topology);
    for (const client of outside) {
      expect(bootstrapServers(here, client, 'cluster1')).toEqual(bootstrapServers(there, client, 'cluster1'));
      expect(bootstrapServers(here, client, 'cluster1')).toHaveLength(3);
      const [known] = clustersKnownTo(topology, client).filter(({ id }) => id === 'cluster1');
      const [own] = first.clusters;
      if (!known || !own) throw new Error('the cluster is not known');
      expect(known.chroot).toBe(own.chroot);
      expect(zookeeperRoutes(here, client, 'cluster1')).toEqual(zookeeperRoutes(there, client, 'cluster1'));
      expect(versionsOn(topology, client)).toContain('3.9.2');
      const sizes = (of: typeof known) => clientSizes(of.settings, of.topics);
      expect(clusterAccess(here, client, known, sizes)).toEqual(clusterAccess(there, client, own, sizes));
      expect(clusterAccess(here, client, known, sizes)).toMatchObject({
        security: { transport: 'tls', authentication: 'clientCertificate' },
        ownCertificate: true,
        sizes: { producer: { 'max.request.size': '2000000' } },
      });
    }
  });

  it('is told in the words that every release reads', () => {
    const { clusters } = reachOfFirst() as { clusters: Record<string, Values> };
    expect(clusters['cluster1']).toMatchObject({
      tls: { clientAuth: 'required' },
      listeners: {
        1: [
          { name: 'INTERNAL', protocol: 'PLAINTEXT' },
          { name: 'EXTERNAL', protocol: 'SSL' },
        ],
      },
      clients: {
        kafkaclientmachine1: {
          routes: expect.arrayContaining([
            expect.objectContaining({
              service: { kind: 'zookeeper', cluster: 'cluster1', id: 1, protocol: 'PLAINTEXT' },
            }),
          ]) as unknown,
        },
      },
    });
    expect(JSON.stringify(clusters)).not.toContain('"security"');
  });

  it('brings its names to the clients’ /etc/hosts, or leaves them to DNS', async () => {
    const entry = { name: 'my-public-domain', address: '203.0.113.98' };
    const names = makePlan(await resolved()).names['kafkaclientmachine2'];
    expect(names).toContainEqual({ ...entry, source: 'hosts' });
    const values = firstValues();
    set(values, ['hosts', 'gateway', 'publicNameFrom'], 'dns');
    const byDns = await resolved(() => Promise.resolve({ reach: reachOfFirst(values) }));
    expect(makePlan(byDns).names['kafkaclientmachine2']).toContainEqual({ ...entry, source: 'dns' });
  });

  it('changes nothing of this stack’s own routes, rules and maps', async () => {
    const alone = makePlan(topologyOf(secondValues()));
    const plan = makePlan(await resolved());
    expect({ ...plan, routes: [], names: [], listeners: [] }).toEqual({
      ...alone,
      ...{ routes: [], names: [], listeners: [] },
    });
    expect(plan.routes.filter(({ service }) => service.cluster === 'cluster2')).toEqual(alone.routes);
  });

  it('lets clients that show certificates have the service user’s group', async () => {
    const topology = await resolved();
    expect(rolesOf(topology, makePlan(topology), 'kafkaclientmachine2')).toEqual({
      services: false,
      user: true,
      openssl: false,
    });
  });

  it.each([
    ['there is no such stack', undefined],
    ['the stack is not up', {}],
  ])('is left out with a warning while %s', async (_, outputs) => {
    const answer = await resolveOtherClusters(topologyOf(secondValues()), () => Promise.resolve(outputs));
    expect(answer.problems).toEqual([]);
    expect(answer.notes).toMatchObject([{ path: 'kafka-proxied:otherClusters.cluster1', warns: true }]);
    expect(clustersKnownTo(answer.topology, 'kafkaclientmachine2')).toEqual([]);
    expect(makePlan(answer.topology)).toEqual(makePlan(topologyOf(secondValues())));
  });
});

describe('what another stack says is refused', () => {
  async function problems(change: (reach: Values) => void, values = secondValues()): Promise<string[]> {
    const reach = reachOfFirst() as Values;
    change(reach);
    const answer = await resolveOtherClusters(topologyOf(values), () => Promise.resolve({ reach }));
    return answer.problems.map(({ path, reason }) => `${path}: ${reason}`);
  }

  it('where it is of a release that this one does not read', async () => {
    expect(await problems((reach) => (reach['version'] = 2))).toEqual([
      'kafka-proxied:otherClusters.cluster1: The output reach of first is of version 2, and this release reads 1.',
    ]);
  });

  it('where it has no such cluster', async () => {
    expect(await problems((reach) => (reach['clusters'] = {}))).toEqual([
      'kafka-proxied:otherClusters.cluster1: The stack first has no cluster cluster1.',
    ]);
  });

  it('where a client has no way there, or another address', async () => {
    const values = secondValues();
    set(values, ['hosts', 'kafkaclientmachine1', 'address'], '198.51.100.7');
    const first = firstValues();
    set(first, ['clusters', 'cluster1', 'clients'], ['kafkaclientmachine1']);
    const found = await problems((reach) => Object.assign(reach, reachOfFirst(first)), values);
    expect(found).toEqual([
      'kafka-proxied:hosts.kafkaclientmachine1.address: Is 198.51.100.7, but the stack first admits kafkaclientmachine1 to cluster1 as 198.51.100.211.',
      'kafka-proxied:otherClusters.cluster1.clients[1]: The stack first has no route from kafkaclientmachine2 to cluster1.',
    ]);
  });

  it.each([
    { there: '0.10.1.1', here: '3.9.2', which: 'cluster1 of the stack first is of Kafka 0.10.1.1' },
    { there: '3.9.2', here: '0.10.1.1', which: 'cluster2 is of Kafka 0.10.1.1' },
  ])('where a mirror from $there to $here would be MirrorMaker 1', async ({ there, here, which }) => {
    const values = secondValues();
    set(values, ['clusters', 'cluster2', 'version'], here);
    const found = await problems((reach) => set(reach, ['clusters', 'cluster1', 'version'], there), values);
    expect(found).toEqual([
      `kafka-proxied:mirrors.copy.from: ${which}. Such a cluster can be mirrored only within one stack.`,
    ]);
  });

  it.each([
    ['name', 'a b'],
    ['name', 'x\n127.0.0.1 bank'],
    ['address', '$(reboot)'],
    ['port', 0],
  ])('where a route’s %s is %j', (field, value) => {
    const reach = reachOfFirst() as { clusters: Record<string, { clients: Record<string, Values> }> };
    const routes = reach.clusters['cluster1']?.clients['kafkaclientmachine1']?.['routes'] as Values[];
    Object.assign(routes[0] ?? {}, { [field]: value });
    expect(readReach(reach)).toMatchObject({
      reason: expect.stringContaining(`routes.0.${field}`) as string,
    });
  });
});

describe('the config of clusters of other stacks', () => {
  const wrong = (change: (values: Values) => void, values = secondValues()): string[] => {
    change(values);
    return problemsOf(values).map(({ path, reason }) => `${path}: ${reason}`);
  };

  it('is taken as it is meant', () => {
    expect(wrong(() => undefined)).toEqual([]);
  });

  it('is refused with each mistake', () => {
    const found = wrong((values) => {
      set(values, ['otherClusters', 'cluster1', 'clients'], ['kafkaclientmachine1', 'nowhere', 'machine3']);
      set(values, ['otherClusters', 'cluster2'], { stack: '-x', clients: [] });
      set(values, ['mirrors'], {});
      set(values, ['hosts', 'machine3'], { address: '198.51.100.9', managed: false });
    });
    expect(found).toEqual([
      'kafka-proxied:otherClusters.cluster2.stack: "-x" is not a valid name of a stack.',
      'kafka-proxied:otherClusters.cluster2.clients: Is empty.',
      'kafka-proxied:otherClusters.cluster2: This stack itself describes a cluster cluster2.',
      'kafka-proxied:otherClusters.cluster1.clients[1]: There is no host nowhere.',
      'kafka-proxied:otherClusters.cluster1.clients[2]: machine3 is never logged in to (managed: false), so nothing of cluster1 can be set up there.',
    ]);
  });

  it('knows certificates by names that no host has', () => {
    const identities = ['mirror', 'engine1', 'mirror'];
    const found = wrong((values) => {
      set(values, ['clusters', 'cluster1', 'tls', 'identities'], identities);
    }, firstValues());
    expect(found).toEqual([
      'kafka-proxied:clusters.cluster1.tls.identities[1]: engine1 is a host; hosts get their certificates as clients.',
      'kafka-proxied:clusters.cluster1.tls.identities[2]: mirror is listed twice.',
    ]);
  });
});
