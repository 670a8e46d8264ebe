// Proves that stamps read from hosts decide what runs again; that hosts keep and lose them as they should, the lab does.
import { beforeAll, describe, expect, it } from 'vitest';
import type { Topology } from '../../config/topology.ts';
import type { HostFacts } from '../../probe/facts.ts';
import { bareHost, deployed, factsAfter, hostIdOf, isRemote } from '../support/deployment.ts';
import type { Run } from '../support/mocks.ts';
import { devValues, set, topologyOf, unset } from '../support/config-fixture.ts';

let topology: Topology;
let first: Run;
beforeAll(async () => {
  topology = topologyOf(devValues());
  first = await deployed(topology);
});

const later = '2026-06-07T08:09:10.111Z';

/** Resources whose inputs differ between two runs; the engine would run these again. */
function changed(before: Run, after: Run): string[] {
  const old = new Map(before.resources.map(({ urn, inputs }) => [urn, JSON.stringify(inputs)]));
  return after.resources
    .filter(({ urn, inputs }) => old.get(urn) !== JSON.stringify(inputs))
    .map(({ name }) => name)
    .sort();
}

const facts = (): Record<string, HostFacts> => factsAfter(topology, first);

describe('the next run', () => {
  it('changes nothing where every host is as recorded, and restarts nothing', async () => {
    const second = await deployed(topology, { facts: facts(), now: later });
    expect(changed(first, second)).toEqual([]);
    expect(second.notes).toEqual([]);
  });

  it('runs again only what drifted, and says why in the stamp', async () => {
    const found = facts();
    const stamp = found['engine2']?.stamps['broker--kafka-cluster1-2'];
    if (!stamp) throw new Error('no stamp of the broker');
    stamp.drift = '/etc/kafka-proxied/x was edited';
    const second = await deployed(topology, { facts: found, now: later });
    expect(changed(first, second)).toEqual(['cluster1-broker-2-conf']);
    const again = second.resources.find(({ name }) => name === 'cluster1-broker-2-conf');
    expect(String(again?.inputs['stdin']).split('\n')[0]).toBe(
      `stamp ${later} /etc/kafka-proxied/x was edited`,
    );
  });

  it('copies the archive again where the unpacked version drifted', async () => {
    const found = facts();
    delete found['engine2']?.stamps['install--3.9.2'];
    const second = await deployed(topology, { facts: found, now: later });
    expect(changed(first, second)).toEqual(['engine2-kafka-3.9.2', 'engine2-kafka-3.9.2-archive']);
  });

  it('runs everything again on a host that was wiped, and nothing elsewhere', async () => {
    const second = await deployed(topology, { facts: { ...facts(), engine3: bareHost() }, now: later });
    const there = first.resources
      .filter(isRemote)
      .filter((resource) => hostIdOf(topology, resource) === 'engine3');
    expect(there.length).toBe(11);
    expect(changed(first, second)).toEqual(there.map(({ name }) => name).sort());
  });

  it('heals after a failed change was taken back: the host holds no stamp, the state the old inputs', async () => {
    const found = facts();
    delete found['engine2']?.stamps['roll--kafka-cluster1-2'];
    const second = await deployed(topology, { facts: found, now: later });
    expect(changed(first, second)).toEqual(['cluster1-broker-2-roll']);
  });
});

describe('a changed property', () => {
  it('changes the brokers alone, and names the services that will restart', async () => {
    const values = devValues();
    set(values, ['clusters', 'cluster1', 'settings', 'log.retention.hours'], 24);
    const second = await deployed(topologyOf(values), { facts: facts(), now: later });
    const brokers = [1, 2, 3].flatMap((id) => [`cluster1-broker-${id}-conf`, `cluster1-broker-${id}-roll`]);
    expect(changed(first, second)).toEqual(brokers);
    expect(second.notes.sort()).toEqual(
      [1, 2, 3].map(
        (id) => `kafka-cluster1-${id} on engine${id} will be restarted: its configuration changes`,
      ),
    );
  });

  it('shows up as its own line of server.properties', async () => {
    const values = devValues();
    set(values, ['clusters', 'cluster1', 'settings', 'log.retention.hours'], 24);
    const second = await deployed(topologyOf(values), { facts: facts(), now: later });
    const lines = ({ resources }: Run): string[] =>
      String(resources.find(({ name }) => name === 'cluster1-broker-1-conf')?.inputs['stdin']).split('\n');
    const added = lines(second).filter((line) => !lines(first).includes(line));
    expect(added.map((line) => line.replace(/[0-9a-f]{64}/, 'HASH'))).toEqual([
      `stamp ${later} other content`,
      'set conf HASH',
      '  log.retention.hours=24',
    ]);
  });
});

describe('a reordered config', () => {
  it('changes nothing', async () => {
    const reversed = (value: unknown): unknown =>
      typeof value !== 'object' || value === null || Array.isArray(value)
        ? value
        : Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, field]) => [key, reversed(field)]),
          );
    const second = await deployed(topologyOf(reversed(devValues()) as ReturnType<typeof devValues>), {
      facts: facts(),
      now: later,
    });
    expect(changed(first, second)).toEqual([]);
  });
});

describe('topics', () => {
  it('are one resource of the cluster: a topic more changes no broker, and what is mirrored', async () => {
    const values = devValues();
    set(values, ['clusters', 'cluster1', 'topics', 'orders'], { partitions: 2, replicationFactor: 3 });
    const second = await deployed(topologyOf(values), { facts: facts(), now: later });
    expect(changed(first, second)).toEqual(['cluster1-topics-declared', 'mirror-to-cluster2-service']);
  });
});

describe('a gateway whose port map is its owner’s', () => {
  it('gets no rules from us', async () => {
    const values = devValues();
    set(values, ['hosts', 'gateway', 'managePortMap'], false);
    const run = await deployed(topologyOf(values));
    const names = run.resources.map(({ name }) => name);
    expect(names).toContain('gateway-base');
    expect(names.filter((name) => name.includes('port-map'))).toEqual([]);
  });
});

describe('a cluster without topics', () => {
  it('still has its one resource of topics, with none declared', async () => {
    const values = devValues();
    unset(values, ['clusters', 'cluster1', 'topics']);
    set(values, ['mirrors'], {});
    const run = await deployed(topologyOf(values));
    const declared = run.resources.find(({ name }) => name === 'cluster1-topics-declared');
    expect(String(declared?.inputs['stdin'])).toMatch(/\nfile topics\nfile client\.properties\n/);
  });
});
