// Does not prove: a roll while a broker is lost or lags. Starts from any lab that is up; brings the dev stack up first, and back at the end.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compareWithTopic, registeredAgain, startLoad, watchRegistrations } from '../support/lab-load.ts';
import type { Partition } from '../../probe/cluster-state.ts';
import { onHost } from '../support/lab-places.ts';
import { services } from '../support/lab-services.ts';
import { devStack, up, withSetting } from '../support/lab-stack.ts';
import { partitionsKnownTo, partitionsOf } from '../support/lab-topic.ts';

const ids = [1, 2, 3];
const property = 'log.cleaner.backoff.ms';
const value = 15_001;

beforeAll(async () => {
  await up();
});
afterAll(async () => {
  await up();
});

test('a changed property restarts one broker at a time; no acks=all send fails, no record is lost or doubled', async () => {
  const { topology } = await devStack();
  const before = await services(topology);
  const load = await startLoad();
  const watch = await watchRegistrations();
  const { done } = await up(withSetting(property, value));
  const samples = await watch.stop();
  const { prefix, acknowledged, failed } = await load.stop();
  const after = await services(topology);

  expect(done).toEqual({
    update: ids.flatMap((id) => [`cluster1-broker-${id}-conf`, `cluster1-broker-${id}-roll`]),
  });
  for (const id of ids) {
    const unit = `kafka-cluster1-${id}`;
    expect(after[unit]?.invocation).not.toBe(before[unit]?.invocation);
    expect(
      await onHost(`engine${id}`, `grep -x '${property}=.*' /run/kafka-proxied/${unit}/server.properties`),
    ).toBe(`${property}=${value}`);
  }
  expect(after['zookeeper-cluster1-1']).toEqual(before['zookeeper-cluster1-1']);

  // At no moment were two away, and none was stopped before the one before it was back.
  expect(Math.min(...samples.map(({ registered }) => registered.length))).toBe(ids.length - 1);
  const turns = ids
    .map((id) => ({ id, stopped: after[`kafka-cluster1-${id}`]?.stopped ?? 0 }))
    .sort((a, b) => a.stopped - b.stopped)
    .map(({ id, stopped }) => ({ stopped, back: registeredAgain(samples, id, stopped) }));
  expect(turns).toEqual(
    turns.map(({ stopped }, index) => ({
      stopped,
      back: expect.toSatisfy((back: number) => back < (turns[index + 1]?.stopped ?? Infinity)) as number,
    })),
  );

  expect(failed).toEqual([]);
  expect(acknowledged.length).toBeGreaterThan(0);
  expect(await compareWithTopic(prefix, acknowledged)).toMatchObject({ missing: [], duplicated: [] });
});

test('each broker tells in Kafka’s protocol what Kafka’s tool tells of partitions, without a start of Java', async () => {
  const dev = await devStack();
  const sorted = (partitions: Partition[]): Partition[] =>
    partitions
      .map((one) => ({ ...one, isr: one.isr.toSorted((a, b) => a - b) }))
      .sort((a, b) => a.topic.localeCompare(b.topic) || a.partition - b.partition);
  const byTool = sorted(await partitionsOf());
  expect(byTool.length).toBeGreaterThan(0);
  for (const id of ids) expect(sorted(await partitionsKnownTo(id, dev))).toEqual(byTool);
});
