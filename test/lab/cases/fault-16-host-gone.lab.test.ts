// Does not prove: a host that is gone with its cluster's only ZooKeeper (the config refuses that). Starts from any lab that is up; takes the lab down and up again at the end, and leaves the dev stack up.
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { powerOff } from '../../support/lab-faults.ts';
import { workstationBinDir } from '../../../lab/names.ts';
import { faultCase } from '../../support/fault-case.ts';
import { exactly, exchange, kafkaOnWorkstation, newRecords } from '../../support/lab-clients.ts';
import { editedConfig } from '../../support/lab-config.ts';
import { onHost, runAt, workstation } from '../../support/lab-places.ts';
import { pids, services } from '../../support/lab-services.ts';
import {
  cluster,
  devStack,
  readUpdate,
  run as script,
  runOk,
  stackFile,
  topic,
  up,
  withoutDebug,
} from '../../support/lab-stack.ts';
import { partitionsOf } from '../../support/lab-topic.ts';
import { compareRecords } from '../../../cli/start/records.ts';

const gone = 'engine3';
/** Everything that is registered for that host. */
const there = /^engine3(-|$)|^cluster1-broker-3(-|$)|^cluster1-keys-(broker-3|password-engine3)(-|$)/;
const names = (done: Record<string, string[]>): string[] => Object.values(done).flat();
let abandoned = '';
let last = stackFile;

// Fresh hosts under an empty state: what is recorded of the gone host, or taken from it, is nobody's any more.
afterAll(async () => {
  await runOk('destroy', '--yes', '--skip-preview', '--config-file', last);
  await runOk('lab', 'down');
  await runOk('lab', 'up');
  await up();
});

faultCase({ faults: [16], title: 'a host is abandoned', goneHosts: [gone] }, async (run) => {
  const { topology } = run.dev;
  // Kafka makes the topic of committed offsets with the first consumer group, and needs all three brokers for it.
  const client = kafkaOnWorkstation();
  expect(await exchange(client, client, 100)).toEqual(exactly(100));
  const before = await services(topology, [gone]);
  await powerOff(gone);

  const refused = await run.tryUp();
  expect(refused.code).not.toBe(0);
  expect(withoutDebug(refused.output)).toMatch(/engine3: [^\n]*add it to kafka-proxied:abandonHosts/);
  expect(refused.done).toEqual({});
  expect(await services(topology, [gone])).toEqual(before);

  abandoned = editedConfig(run.config, (config) => (config['kafka-proxied:abandonHosts'] = [gone]));
  const { done } = await run.up(abandoned);
  expect(names(done).filter((name) => there.test(name))).toEqual([]);
  expect(names(done)).toContain('cluster1-broker-1-roll');
  expect(await services(topology, [gone])).toEqual(before);
  last = abandoned;
  return abandoned;
});

test('a change that restarts brokers is refused while it would leave too few in sync', async () => {
  const { topology } = await devStack();
  const before = await pids(topology, [gone]);
  const config = editedConfig(abandoned, (own) => {
    Object.assign(own['kafka-proxied:clusters'][cluster] ?? {}, { heap: { broker: '600m' } });
  });
  const { code, output } = readUpdate(
    await script('up', '--yes', '--skip-preview', '--json', '--config-file', config),
  );
  expect(code).not.toBe(0);
  expect(withoutDebug(output)).toContain('would be left with 1 in-sync replicas of at least 2');
  expect(await pids(topology, [gone])).toEqual(before);
  await up(abandoned);
});

const kafka = join(workstationBinDir, 'kafka');

/** Lets the brokers that are left take writes, and restart, with one copy in sync; or takes that back. */
async function oneCopyIsEnough(enough: boolean): Promise<void> {
  const change = enough
    ? ['--add-config', 'min.insync.replicas=1']
    : ['--delete-config', 'min.insync.replicas'];
  const everyBroker = ['--entity-type', 'brokers', '--entity-default'];
  await runAt(workstation, [kafka, 'configs', '--cluster', cluster, '--alter', ...everyBroker, ...change]);
}

/** Gives all replicas of the topic to the brokers that are left. */
async function reassign(): Promise<void> {
  const partitions = (await partitionsOf(topic)).map(({ partition }) => ({
    topic,
    partition,
    replicas: partition % 2 === 0 ? [1, 2] : [2, 1],
  }));
  const plan = JSON.stringify({ version: 1, partitions });
  const tool = `${kafka} reassign-partitions --cluster ${cluster}`;
  const steps = `plan=$(mktemp); trap 'rm -f "$plan"' EXIT; cat >"$plan"
    ${tool} --reassignment-json-file "$plan" --execute
    until ${tool} --reassignment-json-file "$plan" --verify | grep -c 'is completed' | grep -qx ${partitions.length}; do sleep 1; done`;
  await runAt(workstation, ['bash', '-euo', 'pipefail', '-c', steps], { input: [plan], seconds: 600 });
}

test('taken out of the config, the host leaves the state alone, and the others serve on', async () => {
  const { prefix, records } = newRecords(500);
  const client = kafkaOnWorkstation();
  await client.produce(records);
  await reassign();
  await oneCopyIsEnough(true);
  const without = editedConfig(abandoned, (config) => {
    delete config['kafka-proxied:abandonHosts'];
    delete config['kafka-proxied:hosts'][gone];
    const own = config['kafka-proxied:clusters'][cluster];
    delete own?.brokers['3'];
    if (own?.topics[topic]) own.topics[topic].replicationFactor = 2;
  });
  const { done } = await up(without);
  last = without;
  await oneCopyIsEnough(false);
  expect(done['delete']?.filter((name) => !there.test(name))).toEqual([]);
  expect(done['delete']).toContain('engine3-scripts');
  expect(done['delete']).toContain('cluster1-broker-3-conf');
  expect(
    names(done)
      .filter((name) => there.test(name))
      .toSorted(),
  ).toEqual(done['delete']?.toSorted());
  for (const id of [1, 2])
    expect(await onHost(`engine${id}`, `systemctl is-active kafka-cluster1-${id}`)).toBe('active');
  expect(compareRecords(records, await client.consume(prefix, records.length)).missing).toEqual([]);
  expect((await up(without)).done).toEqual({});
});
