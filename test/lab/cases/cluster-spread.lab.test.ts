// Does not prove: machines whose provider filters before them, or more than two of them. Starts from any lab that is up; leaves the dev stack up.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exactly, exchange, kafkaOn } from '../../support/lab-clients.ts';
import { editedConfig, type StackConfigFile } from '../../support/lab-config.ts';
import { answering, outsideAll } from '../../support/lab-endpoints.ts';
import { addressesOf } from '../../support/lab-local-stack.ts';
import { networkOf, onHost, workstation } from '../../support/lab-places.ts';
import { run, stackFile, tryUp, up, withoutDebug } from '../../support/lab-stack.ts';

const machines = ['kafkaclientmachine1', 'kafkaclientmachine2'] as const;
const count = 1000;
const target = { cluster: 'spread', topic: 'records' };

/** The dev stack with a cluster over both client machines in the place of cluster 2. */
function spreadConfig(own: object): string {
  return editedConfig(stackFile, (config: StackConfigFile) => {
    const clusters: Record<string, unknown> = config['kafka-proxied:clusters'];
    delete clusters['cluster2'];
    delete config['kafka-proxied:mirrors'];
    clusters['spread'] = {
      version: '3.9.2',
      zookeeper: { '1': { host: machines[0] } },
      brokers: { '1': { host: machines[0] }, '2': { host: machines[1] } },
      heap: { broker: '512m', zookeeper: '256m' },
      topics: { records: { partitions: 4, replicationFactor: 2 } },
      destroyData: true,
      ...own,
    };
  });
}

const plain = spreadConfig({});
const secure = spreadConfig({ tls: { internal: true, zookeeper: 'only' } });

beforeAll(async () => {
  await up();
});
afterAll(async () => {
  await up();
  const left = await onHost(machines[1], 'ls /var/lib/kafka-proxied 2>/dev/null || true');
  expect(left).not.toContain('spread');
});

test('plain text over the internet is warned of before anything is changed', async () => {
  const { code, output } = await run('preview', '--config-file', plain);
  expect(code).toBe(0);
  expect(output).toContain('use plain text between each other and with clients over the internet');
  expect(output).toContain('Connections to ZooKeeper between');
});

test('both machines serve it, each knows the other, and a second update changes nothing', async () => {
  const first = await tryUp(secure);
  expect(first.code, withoutDebug(first.output).slice(-4000)).toBe(0);
  expect(withoutDebug(first.output)).not.toContain('use plain text between each other');
  for (const [from, to] of [machines, machines.toReversed()] as [string, string][]) {
    expect(await exchange(kafkaOn(from, target), kafkaOn(to, target), count)).toEqual(exactly(count));
  }
  const described = await onHost(machines[1], 'kafka topics --cluster spread --topic records --describe');
  expect(described.match(/Isr: (1,2|2,1)/g)).toHaveLength(4);
  expect((await up(secure)).done).toEqual({});
});

test('its ports are open between the two, and to nobody else', async () => {
  const [one, two] = [await addressesOf(machines[0]), await addressesOf(machines[1])];
  const addresses = [...one, ...two];
  const endpoints = addresses.flatMap((address) =>
    [22, 2181, 2182, 9091, 9092].map((port) => `${address} ${port}`),
  );
  const logins = addresses.map((address) => `${address} 22`);
  for (const vantage of [workstation, networkOf('engine1'), networkOf('gateway'), outsideAll])
    expect(await answering(vantage, endpoints)).toEqual([...logins].sort());
  const [first = '', second = ''] = [one[0], two[0]];
  const own = [`${first} 2182`, `${first} 9091`, `${second} 9092`];
  for (const machine of machines)
    expect(await answering(networkOf(machine), endpoints)).toEqual([...logins, ...own].sort());
});
