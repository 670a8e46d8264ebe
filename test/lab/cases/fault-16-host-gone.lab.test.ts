// Does not prove: a host that is gone with its cluster's only ZooKeeper (the config refuses that), or a host that is taken out of the config afterwards. Starts from any lab that is up; takes the lab down and up again at the end, and leaves the dev stack up.
import { afterAll, expect, test } from 'vitest';
import { powerOff } from '../../../lab/faults.ts';
import { faultCase } from '../../support/fault-case.ts';
import { exactly, exchange, kafkaOnWorkstation } from '../../support/lab-clients.ts';
import { editedConfig } from '../../support/lab-config.ts';
import { pids, services } from '../../support/lab-services.ts';
import {
  cluster,
  devStack,
  readUpdate,
  run as script,
  runOk,
  stackFile,
  up,
  withoutDebug,
} from '../../support/lab-stack.ts';

const gone = 'engine3';
/** Everything that is registered for that host. */
const there = /^engine3-|^cluster1-broker-3(-|$)/;
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

faultCase({ faults: [16], title: 'a host is gone for good', goneHosts: [gone] }, async (run) => {
  const { topology } = run.dev;
  // Kafka makes the topic of committed offsets with the first consumer group, and needs all three brokers for it.
  const client = kafkaOnWorkstation();
  expect(await exchange(client, client, 100)).toEqual(exactly(100));
  const before = await services(topology, [gone]);
  await powerOff(gone);

  const refused = await run.tryUp();
  expect(refused.code).not.toBe(0);
  expect(withoutDebug(refused.output)).toMatch(/engine3: [^\n]*name it in kafka-proxied:abandonHosts/);
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
