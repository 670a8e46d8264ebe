// Does not prove: a host with another host key or address. Starts from any lab that is up; brings the dev stack up first, and leaves it up.
import { beforeAll, expect, test } from 'vitest';
import { compareRecords } from '../../../cli/start/records.ts';
import { exactly, kafkaOnWorkstation, newRecords } from '../../support/lab-clients.ts';
import { onHost } from '../../support/lab-places.ts';
import { pids } from '../../support/lab-services.ts';
import { devStack, topic, up } from '../../support/lab-stack.ts';
import { partitionsOf } from '../../support/lab-topic.ts';
import { wiped } from '../../support/lab-wipe.ts';

const count = 1000;
const host = 'engine2';
const unit = 'kafka-cluster1-2';

beforeAll(async () => {
  await up();
});

test('a host that was wiped under the old state gets everything again, and no other resource runs', async () => {
  const { topology } = await devStack();
  const { prefix, records } = newRecords(count);
  const client = kafkaOnWorkstation();
  await client.produce(records);
  const { [unit]: _wiped, ...others } = await pids(topology);
  await onHost(host, wiped(unit));

  const { done } = await up();
  const touched = [...new Set(Object.values(done).flat())].sort();
  expect(touched).toEqual([
    'cluster1-broker-2-conf',
    'cluster1-broker-2-roll',
    'cluster1-broker-2-secrets',
    'engine2-base',
    'engine2-client-files',
    'engine2-firewall-rules',
    'engine2-firewall-withdrawn',
    'engine2-kafka-3.9.2',
    'engine2-kafka-3.9.2-archive',
    'engine2-names-withdrawn',
    'engine2-scripts',
  ]);
  expect(await pids(topology)).toMatchObject(others);
  for (const { isr } of await partitionsOf(topic)) expect(isr.toSorted()).toEqual([1, 2, 3]);
  expect(compareRecords(records, await client.consume(prefix, count))).toEqual(exactly(count));
  expect((await up()).done).toEqual({});
});
