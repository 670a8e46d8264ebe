// Does not prove: ensembles of several ZooKeepers. Starts from any lab that is up; brings the dev stack up first, and leaves it up.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compareWithTopic, startLoad, watchRegistrations } from '../../support/lab-load.ts';
import { onHost } from '../../support/lab-places.ts';
import { pids, serversOfCluster, services, startsSince } from '../../support/lab-services.ts';
import { cluster, devStack, run, runOk, topic, up } from '../../support/lab-stack.ts';
import { partitionsOf } from '../../support/lab-topic.ts';

const stopped = 'kafka-cluster1-2';
const host = 'engine2';

beforeAll(async () => {
  await up();
});
afterAll(async () => {
  await up();
});

test('restart of the cluster restarts each service once, one at a time; no acks=all send fails, no record is lost', async () => {
  const { topology } = await devStack();
  const before = await services(serversOfCluster(topology, cluster));
  const load = await startLoad();
  const watch = await watchRegistrations();
  const restarted = await run('restart', cluster);
  const samples = await watch.stop();
  const { prefix, acknowledged, failed } = await load.stop();
  expect({ code: restarted.code, said: restarted.code === 0 ? '' : restarted.output }).toEqual({
    code: 0,
    said: '',
  });
  for (const [unit, { host: place, invocation }] of Object.entries(before))
    expect({ unit, starts: await startsSince(place, unit, invocation) }).toEqual({ unit, starts: 1 });
  expect(Math.min(...samples.map(({ registered }) => registered.length))).toBe(2);
  expect(failed).toEqual([]);
  expect(acknowledged.length).toBeGreaterThan(0);
  expect(await compareWithTopic(prefix, acknowledged)).toMatchObject({ missing: [], duplicated: [] });
  expect((await up()).done).toEqual({});
});

test('a stopped broker stays enabled; others are refused with the partitions that need them; preview shows it, up heals it', async () => {
  const { topology } = await devStack();
  expect(await runOk('stop', host)).toContain('It stays enabled');
  expect((await services(topology))[stopped]?.active).toBe('inactive');
  expect(await onHost(host, `systemctl is-enabled ${stopped}`)).toBe('enabled');
  const { [stopped]: _stopped, ...others } = await pids(topology);

  const broker = await run('stop', 'cluster1-broker-3');
  expect(broker.code).toBe(1);
  expect(broker.output).toMatch(/kafka-cluster1-3 was not stopped: .*broker\(s\) 2 to be registered/);
  expect(broker.output).toMatch(/records-\d \(broker 2 is not in sync\)/);
  const again = await run('restart', 'kafka-cluster1-1');
  expect(again.code).toBe(1);
  expect(again.output).toMatch(/kafka-cluster1-1 was not restarted: .*records-\d/);
  const zookeeper = await run('stop', 'engine1');
  expect(zookeeper.code).toBe(1);
  expect(zookeeper.output).toContain("ZooKeeper 1 of cluster1 can't be stopped while brokers 3 need it");
  const unknown = await run('stop', 'engine9');
  expect(unknown.code).toBe(2);
  expect(unknown.output).toMatch(/"engine9"[^]*engine3 +cluster1 +kafka-cluster1-3 +cluster1-broker-3/);
  expect(await pids(topology)).toMatchObject(others);

  const status = await run('status');
  expect(status.code).toBe(1);
  expect(status.output).toContain(`cluster1-broker-2-roll on ${host}: ${stopped} does not run`);
  expect(await runOk('preview', '--diff')).toMatch(/cluster1-broker-2-roll[^]*does not run/);
  expect((await up()).done).toEqual({ update: ['cluster1-broker-2-roll'] });
  expect(await pids(topology)).toMatchObject(others);
  expect((await services(topology))[stopped]?.active).toBe('active');
});

test('the whole cluster stops with ZooKeeper last, and starts with it first; its records and replicas are there', async () => {
  const { topology } = await devStack();
  await runOk('stop', cluster);
  const down = Object.values(await services(serversOfCluster(topology, cluster)));
  expect(down.map(({ active }) => active)).toEqual(down.map(() => 'inactive'));
  const [zookeeper, ...brokers] = down;
  for (const each of brokers) expect(each.stopped).toBeLessThan(zookeeper?.stopped ?? 0);

  expect(await runOk('kafka-proxied', 'start', cluster)).toContain('all services run and are ready');
  const running = Object.values(await services(serversOfCluster(topology, cluster)));
  expect(running.map(({ active }) => active)).toEqual(running.map(() => 'active'));
  for (const { isr } of await partitionsOf(topic)) expect(isr.toSorted()).toEqual([1, 2, 3]);
  expect((await up()).done).toEqual({});
});
