// Does not prove: names that a DNS server gives. Starts from any lab that is up; leaves cluster 1 of the dev stack up, alone.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { powerOff } from '../../support/lab-faults.ts';
import { awaitRegistered } from '../../support/lab-brokers.ts';
import { answering } from '../../support/lab-endpoints.ts';
import { doctorSays } from '../../support/lab-doctor.ts';
import {
  alone,
  brokerOf,
  gateway,
  mappedPorts,
  mapRow,
  moved,
  outside,
  publicAddress,
  underLoad,
  upSeeing,
  zookeeperRow,
} from '../../support/lab-moved.ts';
import { networkOf, onHost } from '../../support/lab-places.ts';
import { pids } from '../../support/lab-services.ts';
import { cluster, devStack, runOk, runWhile, tryUp, up, withoutDebug } from '../../support/lab-stack.ts';

const rows = [zookeeperRow, ...[1, 2, 3].map((id) => mapRow(19090 + id, id))];

beforeAll(async () => {
  await up(alone);
});
afterAll(async () => {
  await runOk('lab', 'up');
  await up(alone);
});

const running = async (): Promise<Record<string, string>> => pids((await devStack(alone)).topology);

/** What an up says that refuses a config, and touches no process. */
async function refusal(config: string): Promise<string> {
  const before = await running();
  const { code, output } = await tryUp(config);
  expect(code).not.toBe(0);
  expect(await running()).toEqual(before);
  return withoutDebug(output);
}

test('two brokers exchange their public ports by the two steps that are printed', async () => {
  const exchanged = moved((parts) => {
    brokerOf(parts, 1).external.externalPort = 19092;
    brokerOf(parts, 2).external.externalPort = 19091;
  });
  const said = await refusal(exchanged);
  const steps = new Map(
    [...said.matchAll(/write (\d+), which is free, to \S+brokers\.(\d)\.external\.externalPort/g)].map(
      ([, port, id]) => [Number(id), Number(port)],
    ),
  );
  expect([...steps.keys()].sort()).toEqual([1, 2]);
  const between = moved((parts) => {
    for (const [id, port] of steps) brokerOf(parts, id).external.externalPort = port;
  });
  await underLoad(async () => {
    await up(between);
    await up(exchanged);
  });
  expect(await mappedPorts()).toEqual(
    [zookeeperRow, mapRow(19092, 1), mapRow(19091, 2), mapRow(19093, 3)].sort(),
  );
  expect((await doctorSays(exchanged)).findings).toEqual([]);
  await up(between);
  await up(alone);
});

test('the public name becomes another one by the three steps that are printed', async () => {
  const name = 'kafka.example.org';
  const named = (publicName: string | undefined, names: string[]): string =>
    moved((parts) => {
      if (publicName !== undefined) (parts.hosts[gateway] ??= {})['publicName'] = publicName;
      parts.tls['names'] = names;
    });
  expect(await refusal(named(name, []))).toMatch(
    /clients know broker 1 of cluster1 as my-public-domain.*Use three steps/,
  );
  const before = await running();
  await underLoad(async () => {
    await up(named(undefined, [name]));
    expect(await running()).toEqual(before);
    await upSeeing(named(name, ['my-public-domain']), async () => {
      for (const each of ['my-public-domain', name])
        expect(await onHost(outside, `getent ahostsv4 ${each} | awk '{ print $1; exit }'`)).toBe(
          publicAddress,
        );
    });
  });
  const rolled = await running();
  await up(named(name, []));
  expect(await running()).toEqual(rolled);
  expect((await doctorSays(named(name, []))).findings).toEqual([]);
  await up(named(name, ['my-public-domain']));
  await up(named(undefined, [name]));
  await up(alone);
});

test('the gateway gets another public address: both lead inside until nobody needs the old one', async () => {
  const other = '203.0.113.99';
  const link = `link=$(ip -o -4 address show | awk '$4 ~ "^${publicAddress}/" { print $2; exit }')`;
  const config = moved((parts) => ((parts.hosts[gateway] ??= {})['publicAddress'] = other));
  const ports = [19091, 19092, 19093];
  const before = await running();
  await onHost(gateway, `${link}; ip address add ${other}/24 dev "$link"`);
  try {
    await underLoad(async () => {
      await up(config);
      expect(await running()).toEqual(before);
      expect(await onHost(outside, `getent ahostsv4 my-public-domain | awk '{ print $1; exit }'`)).toBe(
        other,
      );
    });
    expect(
      await answering(
        networkOf(outside),
        [publicAddress, other].flatMap((address) => ports.map((port) => `${address} ${port}`)),
      ),
    ).toEqual(ports.map((port) => `${other} ${port}`));
    await underLoad(() => up(alone));
    expect(await mappedPorts()).toEqual(rows);
  } finally {
    await onHost(gateway, `${link}; ip address delete ${other}/24 dev "$link"`);
  }
});

test('a host loses its power in the middle of a change: all ways lead on, and the next up ends it', async () => {
  const config = moved((parts) => {
    for (const id of [1, 2, 3]) brokerOf(parts, id).external.externalPort += 100;
  });
  const both = [...rows, ...[1, 2, 3].map((id) => mapRow(19190 + id, id))].sort();
  await underLoad(async () => {
    const args = ['--yes', '--skip-preview', '--json', '--config-file', config];
    const failed = await runWhile(
      /"diagnosticEvent".*starting kafka-cluster1-\d with conf/,
      () => powerOff('engine3'),
      'up',
      ...args,
    );
    expect(failed.code).not.toBe(0);
    await runOk('lab', 'up');
    const dev = await devStack(config);
    for (const id of [1, 2, 3]) await awaitRegistered(dev, id, true);
    expect(await mappedPorts()).toEqual(both);
    await up(config);
  });
  expect(await mappedPorts()).toEqual(
    [zookeeperRow, ...[1, 2, 3].map((id) => mapRow(19190 + id, id))].sort(),
  );
  expect((await up(config)).done).toEqual({});
  await up(alone);
});

test('a broker’s own address, and TLS outside, change by the stop that is printed', async () => {
  const address = '10.48.1.92';
  const link = `link=$(ip -o -4 address show | awk '$4 ~ "^10.48.1.82/" { print $2; exit }')`;
  const readdressed = moved((parts) => ((parts.hosts['engine2'] ??= {})['address'] = address));
  await onHost('engine2', `${link}; ip address add ${address}/24 dev "$link"`);
  try {
    const said = await refusal(readdressed);
    expect(said).toMatch(/broker 2 of cluster1 listens on 10\.48\.1\.82, and would on 10\.48\.1\.92/);
    expect(said).toMatch(/npm run stop -- .*cluster1/);
  } finally {
    await onHost('engine2', `${link}; ip address delete ${address}/24 dev "$link"`);
  }
  const plain = moved((parts) => {
    parts.tls['external'] = false;
    delete parts.tls['clientAuth'];
  });
  expect(await refusal(plain)).toMatch(/protocol-step-left-out/);
  await runOk('stop', cluster, '--config-file', alone);
  await up(plain);
  expect((await doctorSays(plain)).findings).toEqual([]);
  await runOk('stop', cluster, '--config-file', plain);
  await up(alone);
  expect((await doctorSays(alone)).findings).toEqual([]);
});
