// A lab case for a Kafka version: cluster 1 of the dev stack with that version, from hosts that have nothing of the stack.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { can } from '../../config/versions.ts';
import type { Topology } from '../../config/topology.ts';
import { compareRecords } from '../../cli/start/records.ts';
import { exactly, exchange, kafkaOn } from './lab-clients.ts';
import { startLoad, watchRegistrations } from './lab-load.ts';
import { host, onHost } from './lab-places.ts';
import { clusterOf, destroyed, jarsOf, withoutData } from './lab-one-cluster.ts';
import { pids, services } from './lab-services.ts';
import { cluster, type ClusterConfig, type Update, up } from './lab-stack.ts';

const inside = 'engine2';
const outside = 'kafkaclientmachine2';
const count = 300;
const ids = [1, 2, 3];
/** Known to every version. */
const property = 'log.cleaner.backoff.ms';
const value = 15_001;

/** Starts from any lab that is up, and leaves hosts without the stack: its data is of another version. */
export function versionCase(version: string): void {
  const config = (change?: (own: ClusterConfig) => void): string => clusterOf(version, change);
  let topology: Topology;
  let last = config();
  const bring = (file: string): Promise<Update> => up((last = file));

  beforeAll(async () => {
    topology = await withoutData();
    await bring(config());
  });
  afterAll(async () => {
    await destroyed(last);
  });

  test(`Kafka ${version} runs on every broker, and a second up changes and restarts nothing`, async () => {
    for (const id of ids) expect(await jarsOf(id)).toBe(`/opt/kafka-proxied/versions/${version}/libs/*`);
    const running = await pids(topology);
    expect((await bring(config())).done).toEqual({});
    expect(await pids(topology)).toEqual(running);
  });

  test('records go both ways between a client inside and one outside, who shows its certificate', async () => {
    const [near, far] = [kafkaOn(inside), kafkaOn(outside)];
    expect(await exchange(near, far, count)).toEqual(exactly(count));
    expect(await exchange(far, near, count)).toEqual(exactly(count));
    const asked = `timeout 20 openssl s_client -connect my-public-domain:19091 -verify_return_error -verify_hostname my-public-domain \
      -CAfile /etc/kafka-proxied/client/${cluster}/ca.pem </dev/null 2>&1 || true`;
    const answered = await onHost(outside, asked);
    expect(answered).toContain('Verify return code: 0 (ok)');
    expect(answered).toContain('Acceptable client certificate CA names');
  });

  test('a topic is changed in all that can be changed', async () => {
    const changed = config((own) => {
      own.topics = {
        ...own.topics,
        'more.records': {
          partitions: 2,
          config: { 'cleanup.policy': 'compact,delete', 'retention.ms': 7_200_000 },
        },
      };
    });
    const again = config((own) => {
      own.topics = {
        ...own.topics,
        'more.records': { partitions: 3, config: { 'retention.ms': 3_600_000 } },
      };
    });
    const described = (): Promise<string> =>
      onHost(inside, `kafka topics --cluster ${cluster} --describe --topic more.records | head -n 1`);
    expect((await bring(changed)).done).toEqual({ update: ['cluster1-topics-declared'] });
    expect(await described()).toMatch(/PartitionCount: ?2\t.*cleanup\.policy=compact,delete/);
    expect((await bring(again)).done).toEqual({ update: ['cluster1-topics-declared'] });
    const now = await described();
    expect(now).toMatch(/PartitionCount: ?3\t.*retention\.ms=3600000/);
    expect(now).not.toContain('cleanup.policy');
    expect((await bring(again)).done).toEqual({});
  });

  test('a changed property restarts one broker at a time; no acks=all send fails, no record is lost', async () => {
    const before = await services(topology);
    const load = await startLoad(inside);
    const watch = await watchRegistrations(host(inside), '10.48.1.81/2181');
    const { done } = await bring(config((own) => (own.settings[property] = value)));
    const samples = await watch.stop();
    const { prefix, acknowledged, failed } = await load.stop();
    const after = await services(topology);

    const updated = ids.flatMap((id) => [`cluster1-broker-${id}-conf`, `cluster1-broker-${id}-roll`]);
    expect(done['update']).toEqual(expect.arrayContaining(updated));
    for (const id of ids) {
      const unit = `kafka-cluster1-${id}`;
      expect(after[unit]?.invocation).not.toBe(before[unit]?.invocation);
    }
    expect(after['zookeeper-cluster1-1']).toEqual(before['zookeeper-cluster1-1']);
    expect(Math.min(...samples.map(({ registered }) => registered.length))).toBe(ids.length - 1);
    expect(failed).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(0);
    const received = await kafkaOn(inside).consume(prefix, acknowledged.length);
    const { missing, duplicated } = compareRecords(acknowledged, received);
    expect(missing).toEqual([]);
    // Where a producer can't tell, a retry may write a record again.
    if (can(version, 'idempotentProducers')) expect(duplicated).toEqual([]);
  });

  test('another certificate is shown after the next up, and nobody misses it', async () => {
    const load = await startLoad(inside);
    const { done } = await bring(
      config((own) => {
        own.settings[property] = value;
        own.tls['names'] = ['another.example'];
      }),
    );
    const { failed } = await load.stop();
    expect(done['update']).toEqual(expect.arrayContaining(ids.map((id) => `cluster1-broker-${id}-secrets`)));
    expect(failed).toEqual([]);
    const names = await onHost(
      outside,
      `{ timeout 20 openssl s_client -connect my-public-domain:19092 </dev/null 2>/dev/null || true; } | openssl x509 -noout -ext subjectAltName`,
    );
    expect(names).toContain('another.example');
    expect(await exchange(kafkaOn(outside), kafkaOn(inside), count)).toEqual(exactly(count));
  });
}
