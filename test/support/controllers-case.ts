// A lab case for a cluster without ZooKeeper: cluster 1 of the dev stack with controllers, from hosts that have nothing of the stack.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compareRecords } from '../../cli/start/records.ts';
import type { Topology } from '../../config/topology.ts';
import { controllers, controllersTopology, withControllers } from './lab-controllers.ts';
import { exactly, exchange, kafkaOn } from './lab-clients.ts';
import { doctorSays } from './lab-doctor.ts';
import { startLoad } from './lab-load.ts';
import { destroyed, jarsOf, withoutData } from './lab-one-cluster.ts';
import { onHost } from './lab-places.ts';
import { quorumAt } from './lab-quorum.ts';
import { pids, services } from './lab-services.ts';
import { cluster, type ClusterConfig, type Update, up } from './lab-stack.ts';

const [inside, outside] = ['engine2', 'kafkaclientmachine2'];
const brokers = [1, 2, 3];
const count = 300;

/**
 * Starts from any lab that is up, and leaves hosts without the stack.
 * @param tlsInternal whether brokers and controllers speak TLS with each other
 * @param next the version to which the cluster is upgraded at last; default: none
 */
export function controllersCase(
  version: string,
  { tlsInternal, next }: { tlsInternal: boolean; next?: string },
): void {
  let topology: Topology;
  const config = (change: (own: ClusterConfig) => void = () => undefined): string =>
    withControllers(version, (own) => {
      own.tls['internal'] = tlsInternal;
      change(own);
    });
  let last = config();
  const bring = (change?: (own: ClusterConfig) => void): Promise<Update> => up((last = config(change)));

  beforeAll(async () => {
    topology = controllersTopology(await withoutData());
    await bring();
  });
  afterAll(() => destroyed(last));

  test('three controllers vote, and a second up changes and restarts nothing', async () => {
    expect((await quorumAt(inside)).voters).toEqual(controllers);
    const running = await pids(topology);
    expect((await bring()).done).toEqual({});
    expect(await pids(topology)).toEqual(running);
  });

  test('records go both ways between a client inside and one outside', async () => {
    const [near, far] = [kafkaOn(inside), kafkaOn(outside)];
    expect(await exchange(near, far, count)).toEqual(exactly(count));
    expect(await exchange(far, near, count)).toEqual(exactly(count));
  });

  test('doctor finds nothing: ports of controllers answer nodes of the cluster alone', async () => {
    expect((await doctorSays(last)).findings).toEqual([]);
  });

  test('a changed property restarts one broker at a time and no controller; no send fails, no record is lost', async () => {
    const before = await services(topology);
    const load = await startLoad(outside);
    const { done } = await bring((own) => (own.settings['log.cleaner.backoff.ms'] = 15_001));
    const { prefix, acknowledged, failed } = await load.stop();
    const after = await services(topology);
    const updated = brokers.flatMap((id) => [`cluster1-broker-${id}-conf`, `cluster1-broker-${id}-roll`]);
    expect(done).toEqual({ update: expect.arrayContaining(updated) as string[] });
    for (const id of controllers)
      expect(after[`kraft-cluster1-${id}`]).toEqual(before[`kraft-cluster1-${id}`]);
    for (const id of brokers)
      expect(after[`kafka-cluster1-${id}`]?.invocation).not.toBe(before[`kafka-cluster1-${id}`]?.invocation);
    expect(failed).toEqual([]);
    const received = await kafkaOn(inside).consume(prefix, acknowledged.length);
    expect(compareRecords(acknowledged, received)).toMatchObject({ missing: [], duplicated: [] });
  });

  test('a property that controllers read restarts them one at a time, the active one last', async () => {
    const { leader } = await quorumAt(inside);
    const load = await startLoad(outside);
    await bring((own) => {
      own.settings['log.cleaner.backoff.ms'] = 15_001;
      own.settings['num.partitions'] = 2;
    });
    const { prefix, acknowledged, failed } = await load.stop();
    const after = await services(topology);
    const stops = controllers.map((id) => ({ id, stopped: after[`kraft-cluster1-${id}`]?.stopped ?? 0 }));
    const order = stops.toSorted((a, b) => a.stopped - b.stopped).map(({ id }) => id);
    // Seconds of an engine's own boot: the lab's hosts have one clock.
    expect(order).toEqual([...controllers.filter((id) => id !== leader), leader]);
    expect(failed).toEqual([]);
    const received = await kafkaOn(inside).consume(prefix, acknowledged.length);
    expect(compareRecords(acknowledged, received)).toMatchObject({ missing: [], duplicated: [] });
  });

  test('a controller that was stopped is found, and comes back by start', async () => {
    await onHost('engine1', 'systemctl stop kraft-cluster1-101');
    expect((await doctorSays(last)).findings.map(({ id }) => id)).toEqual(['service-down']);
    await onHost('engine1', 'systemctl start kraft-cluster1-101');
  });

  if (next === undefined) return;
  test(`Kafka ${next} takes its place, one node at a time, and the features are raised; no send fails, no record is lost`, async () => {
    const load = await startLoad(outside);
    await bring((own) => (own.version = next));
    const { prefix, acknowledged, failed } = await load.stop();
    for (const id of brokers) expect(await jarsOf(id)).toContain(`/versions/${next}/libs/`);
    expect(failed).toEqual([]);
    const received = await kafkaOn(inside).consume(prefix, acknowledged.length);
    expect(compareRecords(acknowledged, received)).toMatchObject({ missing: [], duplicated: [] });
    const release = next.split('.').slice(0, 2).join('.');
    await onHost(inside, `kafka features --cluster ${cluster} upgrade --release-version ${release}`);
    expect(await onHost(inside, `kafka features --cluster ${cluster} describe`)).toContain(
      `FinalizedVersionLevel: ${release}`,
    );
    expect((await doctorSays(last)).findings).toEqual([]);
    expect((await quorumAt(inside)).voters).toEqual(controllers);
  });
}
