// Does not prove: what happens while the whole gateway is down. Starts from any lab that is up; brings the dev stack up first, and back at the end.
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  kafkajsArgv,
  kafkaOnWorkstation,
  keysFrom,
  newRecords,
  serversFor,
} from '../../support/lab-clients.ts';
import { networkOf, onHost, type Place, runAt, workstation } from '../../support/lab-places.ts';
import { pids } from '../../support/lab-services.ts';
import { cluster, devStack, type DevStack, topic, up } from '../../support/lab-stack.ts';
import { partitionsOf } from '../../support/lab-topic.ts';
import { portMapTable } from '../../../templates/port-map.ts';

const outside = 'kafkaclientmachine2';
const broker = 2;
const port = 19092;

let dev: DevStack;
beforeAll(async () => {
  await up();
  dev = await devStack();
});
afterAll(async () => {
  await up();
});

interface Tried {
  took: number[];
  failed: number[];
}

/** Produces one record to each partition: no group, no idempotence, each on connections of its own. */
async function tryEachPartition(place: Place, from: string, prefix: string): Promise<Tried> {
  const keys = from === outside ? await keysFrom(outside) : undefined;
  const lines = await runAt(place, kafkajsArgv(keys, 'partitions', serversFor(dev, from), topic, prefix));
  const numbered = (verdict: string) =>
    lines.flatMap((line) => {
      const match = new RegExp(`^${verdict} (\\d+)`).exec(line);
      return match ? [Number(match[1])] : [];
    });
  return { took: numbered('took'), failed: numbered('failed') };
}

test('without the map of one broker, outside producers fail for its partitions alone, inside ones for none; up restores it', async () => {
  await onHost(
    'engine1',
    `kafka leader-election --cluster ${cluster} --election-type preferred --all-topic-partitions`,
  );
  const partitions = await partitionsOf(topic);
  const all = partitions.map(({ partition }) => partition);
  const lost = partitions.filter(({ leader }) => leader === broker).map(({ partition }) => partition);
  // Six partitions on three brokers: each leads two after a preferred election.
  expect(lost).toHaveLength(2);

  const { prefix } = newRecords(0);
  expect(await tryEachPartition(networkOf(outside), outside, `${prefix}before-`)).toEqual({
    took: all,
    failed: [],
  });
  const table = `ip ${portMapTable} prerouting`;
  const handle = await onHost(
    'gateway',
    `nft -a list chain ${table} | sed -n 's/.* dport ${port} .*# handle //p'`,
  );
  await onHost('gateway', `nft delete rule ${table} handle ${handle}`);
  // Flows that are tracked go on being mapped.
  const running = await pids(dev.topology);

  expect(await tryEachPartition(networkOf(outside), outside, `${prefix}outside-`)).toEqual({
    took: all.filter((partition) => !lost.includes(partition)),
    failed: lost,
  });
  expect(await tryEachPartition(workstation, 'workstation', `${prefix}inside-`)).toEqual({
    took: all,
    failed: [],
  });

  const { done } = await up();
  expect(done).toEqual({ update: ['gateway-port-map-rules', 'gateway-port-map-withdrawn'] });
  expect(await pids(dev.topology)).toEqual(running);
  expect(await tryEachPartition(networkOf(outside), outside, `${prefix}after-`)).toEqual({
    took: all,
    failed: [],
  });

  // What failed outside was not written, and what was taken is there once.
  const expected = [
    ...['before-', 'inside-', 'after-'].flatMap((name) => all.map((partition) => `${name}${partition}`)),
    ...all.filter((partition) => !lost.includes(partition)).map((partition) => `outside-${partition}`),
  ];
  const found = await kafkaOnWorkstation().consume(prefix, expected.length);
  expect(found.map((record) => record.slice(prefix.length)).sort()).toEqual(expected.sort());
});
