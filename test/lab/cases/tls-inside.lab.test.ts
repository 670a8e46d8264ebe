// Does not prove: TLS between the servers of an ensemble, which stays plain. Starts from any lab that is up; brings the dev stack up first, and back at the end.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientKeysOf } from '../../../cli/client-keys.ts';
import { localDir } from '../../../lib/paths.ts';
import { exactly, exchange, kafkajsAt, keysFrom, serversFor } from '../../support/lab-clients.ts';
import { editedConfig } from '../../support/lab-config.ts';
import { networkOf, onHost, workstation } from '../../support/lab-places.ts';
import { findingsIn, traces } from '../../support/lab-refused.ts';
import { pids } from '../../support/lab-services.ts';
import {
  cluster,
  devStack,
  type DevStack,
  run,
  runOk,
  stackFile,
  up,
  withoutDebug,
} from '../../support/lab-stack.ts';

const outside = 'kafkaclientmachine2';
const brokers = ['engine1', 'engine2', 'engine3'];

const withTls = (change: object): string =>
  editedConfig(stackFile, (config) => {
    const own = config['kafka-proxied:clusters'][cluster] as unknown as { tls: object };
    own.tls = { ...own.tls, ...change };
  });
const both = withTls({ zookeeper: 'both' });
const only = withTls({ zookeeper: 'only' });
const everything = withTls({ zookeeper: 'only', internal: true });

let dev: DevStack;
beforeAll(async () => {
  await up();
  dev = await devStack();
});
afterAll(async () => {
  await run('stop', cluster, '--yes');
  await up();
});

/** What a refused `up` found; nothing has changed anywhere. */
async function refusal(config: string): Promise<string[]> {
  const before = await traces(dev);
  const { code, output } = await run('up', '--yes', '--config-file', config);
  expect(code, output).not.toBe(0);
  expect(await traces(dev)).toEqual(before);
  return findingsIn(withoutDebug(output));
}

/** ZooKeeper's status word, asked from a client machine through the gateway. */
const statusThroughGateway = (options: string): Promise<string> =>
  onHost(
    outside,
    `{ printf srvr | timeout 10 openssl s_client -quiet -connect my-public-domain:12181 -verify_return_error \
      -verify_hostname my-public-domain -CAfile /etc/kafka-proxied/client/${cluster}/ca.pem ${options} 2>/dev/null || true; } | grep -a ^Mode || true`,
  );
const ownIdentity = `-cert /etc/kafka-proxied/client/${cluster}/keystore.pem -key /etc/kafka-proxied/client/${cluster}/keystore.pem`;

const plainStatus = (from: string, address: string): Promise<string> =>
  onHost(
    from,
    `timeout 5 bash -c 'exec 3<>/dev/tcp/${address} && printf srvr >&3 && cat <&3' 2>/dev/null | grep -a ^Mode || true`,
  );

const registered = (from: string): Promise<string> =>
  onHost(from, `kafka zookeeper-shell --cluster ${cluster} ls /brokers/ids 2>&1 | tail -n 1`);

test('brokers that run are not left with a ZooKeeper, or with brokers, that speak something else', async () => {
  expect(await refusal(only)).toEqual(
    brokers.map((host) => expect.stringContaining(`${host}: broker`) as string),
  );
  const inside = await refusal(withTls({ internal: true }));
  expect(inside).toHaveLength(3);
  for (const text of inside) expect(text).toContain('first stop the whole cluster');
});

test('a running cluster gets to ZooKeeper by TLS alone, through both', async () => {
  await up(both);
  expect(await plainStatus('engine2', '10.48.1.81/2181')).toContain('Mode: standalone');
  expect(await statusThroughGateway(ownIdentity)).toContain('Mode: standalone');
  await up(only);
  expect(await plainStatus('engine2', '10.48.1.81/2181')).toBe('');
  expect(await statusThroughGateway(ownIdentity)).toContain('Mode: standalone');
  expect(await statusThroughGateway('')).toBe('');
  for (const from of ['engine2', outside]) expect(await registered(from)).toBe('[1, 2, 3]');
  const running = await pids(dev.topology);
  expect((await up(only)).done).toEqual({});
  expect(await pids(dev.topology)).toEqual(running);
});

/** The workstation's keys, as its `kafka` command takes them from the stack's outputs. */
async function workstationKeys(): Promise<string> {
  const keys = (await clientKeysOf(dev.prepared, 'workstation'))[cluster];
  const folder = join(localDir, 'test', 'keys-workstation');
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(keys ?? {}))
    writeFileSync(join(folder, name), text, { mode: 0o600 });
  return folder;
}

test('a cluster that is stopped starts with TLS everywhere, and serves inside and outside', async () => {
  await runOk('stop', cluster, '--yes');
  await up(everything);
  const inside = kafkajsAt(workstation, serversFor(dev, 'workstation'), await workstationKeys());
  const out = kafkajsAt(networkOf(outside), serversFor(dev, outside), await keysFrom(outside));
  expect(await exchange(inside, out, 500)).toEqual(exactly(500));
  expect(await exchange(out, inside, 500)).toEqual(exactly(500));
  expect(
    await onHost('engine2', `kafka topics --cluster ${cluster} --describe --under-replicated-partitions`),
  ).toBe('');
  const running = await pids(dev.topology);
  expect((await up(everything)).done).toEqual({});
  expect(await pids(dev.topology)).toEqual(running);
});
