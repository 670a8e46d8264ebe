// Does not prove: clients that hold on to an address that they resolved. Starts from any lab that is up; leaves cluster 1 of the dev stack up, alone.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answering } from '../../support/lab-endpoints.ts';
import {
  alone,
  brokerOf,
  filteredPorts,
  mappedPorts,
  mapRow as row,
  moved,
  outside,
  publicAddress as address,
  underLoad,
  upSeeing,
  zookeeperRow as zookeeper,
} from '../../support/lab-moved.ts';
import { networkOf, onHost } from '../../support/lab-places.ts';
import { services } from '../../support/lab-services.ts';
import { devStack, tryUp, up, withoutDebug } from '../../support/lab-stack.ts';

const rows = [zookeeper, row(19091, 1), row(19092, 2), row(19093, 3)];

beforeAll(async () => {
  await up(alone);
});
afterAll(async () => {
  await up(alone);
});

test('the external port of one broker moves: clients have both until it has, and no send fails', async () => {
  const config = moved((parts) => {
    const { external } = brokerOf(parts, 2);
    external.port = 9292;
    external.externalPort = 19192;
  });
  const before = await services((await devStack(alone)).topology);
  await underLoad(() =>
    upSeeing(config, async () => {
      expect(await mappedPorts()).toEqual([...rows, row(19192, 2, 9292)].sort());
      expect(await filteredPorts('engine2')).toEqual(expect.arrayContaining(['9192', '9292']));
    }),
  );
  expect(await mappedPorts()).toEqual([zookeeper, row(19091, 1), row(19093, 3), row(19192, 2, 9292)].sort());
  expect(await filteredPorts('engine2')).toEqual(['22', '9092', '9292']);
  const after = await services((await devStack(config)).topology);
  for (const id of [1, 3]) expect(after[`kafka-cluster1-${id}`]).toEqual(before[`kafka-cluster1-${id}`]);
  expect(await answering(networkOf(outside), [`${address} 19092`, `${address} 19192`])).toEqual([
    `${address} 19192`,
  ]);
  expect((await up(config)).done).toEqual({});
  await underLoad(() => up(alone));
  expect(await mappedPorts()).toEqual(rows);
});

test('a roll that fails leaves every way that worked, also through a reboot of the gateway rules, and going back is enough', async () => {
  const config = moved((parts) => {
    for (const id of [1, 2, 3]) brokerOf(parts, id).external.externalPort += 100;
    // A broker that compacts logs refuses a buffer that holds no entry.
    parts.settings['log.cleaner.dedupe.buffer.size'] = 1;
  });
  const began = Date.now();
  await underLoad(async () => {
    const failed = await tryUp(config);
    expect(failed.code).not.toBe(0);
    const said = withoutDebug(failed.output);
    expect(said).toMatch(/kafka-cluster1-\d did not become ready in \d{1,2} s/);
    expect(said).toContain('is back on its last good one');
    const both = [...rows, ...[1, 2, 3].map((id) => row(19190 + id, id))].sort();
    expect(await mappedPorts()).toEqual(both);
    // What is loaded at the next boot is the same.
    await onHost('gateway', 'systemctl restart kafka-proxied-portmap');
    expect(await mappedPorts()).toEqual(both);
    await up(alone);
  });
  expect(Date.now() - began).toBeLessThan(300_000);
  expect(await mappedPorts()).toEqual(rows);
  expect((await up(alone)).done).toEqual({});
});

test('the INTERNAL ports of all brokers move: each asks the others where they are', async () => {
  const config = moved((parts) => {
    for (const id of [1, 2, 3]) brokerOf(parts, id).port += 200;
  });
  // The workstation's own `kafka` command, which reads the records back, knows the ports of the stack's file.
  await underLoad(async () => {
    await upSeeing(config, async () => {
      for (const id of [1, 2, 3])
        expect(await filteredPorts(`engine${id}`)).toEqual(expect.arrayContaining([`909${id}`, `929${id}`]));
    });
    expect(await filteredPorts('engine1')).toEqual(['2181', '22', '9191', '9291']);
    expect((await up(config)).done).toEqual({});
    await up(alone);
  });
});

test('the mode of a firewall changes, and the ports with it', async () => {
  const modes = ['closed', 'ports', 'closed', 'ports'].map((mode, index) =>
    moved((parts) => {
      (parts.hosts['engine3'] ??= {})['firewall'] = mode;
      brokerOf(parts, 3).external = { port: 9293 + index, externalPort: 19193 + index };
    }),
  );
  await underLoad(async () => {
    for (const config of modes) await up(config);
    expect(await filteredPorts('engine3')).toEqual(['22', '9093', '9296']);
    await up(alone);
  });
  expect(await filteredPorts('engine3')).toEqual(['22', '9093', '9193']);
});
