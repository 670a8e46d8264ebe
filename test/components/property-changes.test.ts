// Proves that the program says what changed properties cost, before anything else; that hosts tell what runs, the probe's tests prove.
import { beforeAll, describe, expect, it } from 'vitest';
import type { HostFacts } from '../../probe/facts.ts';
import { deployed, factsAfter } from '../support/deployment.ts';
import type { Run } from '../support/mocks.ts';
import { devValues, set, topologyOf } from '../support/config-fixture.ts';

/** The dev stack with properties of cluster 1 of its own, and a path in ZooKeeper. */
function stack(settings: object, chroot = '/cluster1') {
  const values = devValues();
  set(values, ['clusters', 'cluster1', 'settings'], settings);
  set(values, ['clusters', 'cluster1', 'chroot'], chroot);
  return topologyOf(values);
}

const before = stack({ 'log.retention.hours': 168, 'num.io.threads': 8 });
let first: Run;
beforeAll(async () => {
  first = await deployed(before);
});
const facts = (): Record<string, HostFacts> => factsAfter(before, first);
const after = stack({ 'log.retention.hours': 72, 'num.io.threads': 16 });

const threads = (brokers: string): string =>
  `cluster1: num.io.threads 8 -> 16 on ${brokers}: rolling restart`;
const retention = (brokers: string): string =>
  `cluster1: log.retention.hours 168 -> 72 on ${brokers}: rolling restart; destroys data: records older than 72 h, in topics without a retention.ms of their own`;

/** What is said of properties. */
const said = ({ notes, warnings }: Run) =>
  [notes, warnings].map((all) => all.filter((text) => / -> /.test(text)));

describe('a run', () => {
  it('says nothing at the first start, nor where nothing changes', async () => {
    expect(said(first)).toEqual([[], []]);
    expect(said(await deployed(before, { facts: facts() }))).toEqual([[], []]);
  });

  it('says what each change costs before anything else, and warns of what destroys data', async () => {
    const run = await deployed(after, { facts: facts() });
    expect(said(run)).toEqual([[threads('brokers 1, 2, 3')], [retention('brokers 1, 2, 3')]]);
    expect(run.notes[0]).toBe(threads('brokers 1, 2, 3'));
  });

  it('says the same of topics, by what was declared last', async () => {
    const values = devValues();
    set(values, ['clusters', 'cluster1', 'settings'], { 'log.retention.hours': 168, 'num.io.threads': 8 });
    set(values, ['clusters', 'cluster1', 'chroot'], '/cluster1');
    set(values, ['clusters', 'cluster1', 'topics', 'records'], {
      partitions: 12,
      replicationFactor: 3,
      config: { 'retention.ms': 3_600_000 },
    });
    const run = await deployed(topologyOf(values), { facts: facts() });
    expect(said(run)).toEqual([
      [expect.stringMatching(/^cluster1: topic records: partitions 6 -> 12: no restart; keys map/)],
      [
        "cluster1: topic records: retention.ms the brokers' own -> 3600000: no restart; destroys data: records older than 1 h",
      ],
    ]);
  });

  it('leaves out brokers that do not run', async () => {
    const found = facts();
    const stopped = found['engine2']?.services['kafka-cluster1-2'];
    if (!stopped) throw new Error('broker 2 was never there');
    stopped.active = 'failed';
    expect(said(await deployed(after, { facts: found }))).toEqual([
      [threads('brokers 1, 3')],
      [retention('brokers 1, 3')],
    ]);
  });

  it('that takes things back says nothing', async () => {
    expect(said(await deployed(after, { facts: facts(), removing: true }))).toEqual([[], []]);
  });

  it('ends where a topic would lose partitions', async () => {
    const values = devValues();
    set(values, ['clusters', 'cluster1', 'settings'], { 'log.retention.hours': 168, 'num.io.threads': 16 });
    set(values, ['clusters', 'cluster1', 'chroot'], '/cluster1');
    set(values, ['clusters', 'cluster1', 'topics', 'records', 'partitions'], 3);
    await expect(deployed(topologyOf(values), { facts: facts() })).rejects.toThrow(
      /^Nothing was changed anywhere:\n {2}cluster1: topic records: partitions 6 -> 3: refused while the topic has 6.*\. Set kafka-proxied:clusters\.cluster1\.topics\.records\.partitions back; .*'sudo rm \/etc\/kafka-proxied\/declared-topics\/cluster1' on engine1/,
    );
  });

  it('ends where a running cluster can not take a change', async () => {
    const moved = deployed(stack({ 'log.retention.hours': 168, 'num.io.threads': 8 }, '/moved'), {
      facts: facts(),
    });
    await expect(moved).rejects.toThrow(
      /^Nothing was changed anywhere:\n {2}cluster1: zookeeper\.connect \S+\/cluster1 -> \S+\/moved on brokers 1, 2, 3: impossible: under \/moved .*\. Set kafka-proxied:clusters\.cluster1\.chroot back/,
    );
  });
});
