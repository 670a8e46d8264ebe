// Does not prove: other pairs of versions, or an ensemble of several ZooKeeper servers. Starts from any lab that is up; leaves hosts without the stack.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Topology } from '../../../config/topology.ts';
import { compareRecords } from '../../../cli/start/records.ts';
import { exactly, exchange, kafkaOn, newRecords } from '../../support/lab-clients.ts';
import { startLoad, watchRegistrations } from '../../support/lab-load.ts';
import { clusterOf, destroyed, jarsOf, withoutData } from '../../support/lab-one-cluster.ts';
import { host } from '../../support/lab-places.ts';
import { services } from '../../support/lab-services.ts';
import { tryUp, up, withoutDebug } from '../../support/lab-stack.ts';

const [from, to] = ['2.8.2', '3.9.2'];
const ids = [1, 2, 3];
const inside = 'engine2';
const outside = 'kafkaclientmachine2';
const protocol = 'inter.broker.protocol.version';
/** To the later version, step by step: first its programs, with the protocol that both know. */
const [before, both, after] = [
  clusterOf(from),
  clusterOf(to, (own) => (own.settings[protocol] = '2.8')),
  clusterOf(to),
];
let topology: Topology;
let last = before;

beforeAll(async () => {
  topology = await withoutData();
  await up(before);
});
afterAll(async () => {
  await destroyed(last);
});

test('the later version at once is refused, with what to write, and nothing is touched', async () => {
  const running = await services(topology);
  const { code, output } = await tryUp(after);
  expect(code).not.toBe(0);
  for (const id of ids)
    expect(withoutDebug(output)).toContain(
      `broker ${id} of cluster1 runs Kafka ${from}, and would run ${to} while other brokers still run the old version: they don't know its protocol. Write '2.8' as`,
    );
  expect(await services(topology)).toEqual(running);
});

test('with the protocol of both, one broker at a time gets it; no acks=all send fails, no record is lost or doubled', async () => {
  const early = newRecords(300);
  await kafkaOn(outside).produce(early.records);
  const load = await startLoad(inside);
  const watch = await watchRegistrations(host(inside), '10.48.1.81/2181');
  last = both;
  await up(both);
  await up((last = after));
  const samples = await watch.stop();
  const { prefix, acknowledged, failed } = await load.stop();

  for (const id of ids) expect(await jarsOf(id)).toBe(`/opt/kafka-proxied/versions/${to}/libs/*`);
  expect(Math.min(...samples.map(({ registered }) => registered.length))).toBe(ids.length - 1);
  expect(failed).toEqual([]);
  expect(acknowledged.length).toBeGreaterThan(0);
  const received = await kafkaOn(inside).consume(prefix, acknowledged.length);
  expect(compareRecords(acknowledged, received)).toMatchObject({ missing: [], duplicated: [] });
  // What was written before is still there.
  const kept = await kafkaOn(inside).consume(early.prefix, early.records.length);
  expect(compareRecords(early.records, kept)).toEqual(exactly(300));
  expect(await exchange(kafkaOn(outside), kafkaOn(inside), 300)).toEqual(exactly(300));
  expect((await up(after)).done).toEqual({});
});

test('the way back is refused, and nothing is touched', async () => {
  const running = await services(topology);
  const { code, output } = await tryUp(before);
  expect(code).not.toBe(0);
  expect(withoutDebug(output)).toContain(
    `broker 1 of cluster1 has data of Kafka ${to}, which ${from} may not be able to read`,
  );
  expect(await services(topology)).toEqual(running);
});
