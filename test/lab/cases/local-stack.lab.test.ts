// Does not prove: the walk on the operator's own computer; a machine of the lab stands for it. Starts from any lab that is up; takes the dev stack down, and brings it up at the end.
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hostRoot } from '../../../lab/names.ts';
import { compareRecords } from '../../../cli/start/records.ts';
import { prepareStack } from '../../../cli/stack-env.ts';
import { projectRoot } from '../../../lib/paths.ts';
import { exactly, newRecords } from '../../support/lab-clients.ts';
import { watchRegistrations } from '../../support/lab-load.ts';
import {
  addressesOf,
  localCluster,
  localConfig,
  localStack,
  removeLocal,
  runLocal,
  updateLocal,
} from '../../support/lab-local-stack.ts';
import { host, networkOf, onHost, runAt, workstation } from '../../support/lab-places.ts';
import { watchPorts } from '../../support/lab-ports.ts';
import { runOk, up } from '../../support/lab-stack.ts';

const machine = 'kafkaclientmachine1';
const count = 1000;
const ports = [2181, 9091, 9092];
const units = ['zookeeper-local-1', 'kafka-local-1', 'kafka-local-2'];
const toOperator = { address: '198.51.100.211', operator: '10.48.1.85' };
const toItself = {
  address: '127.0.0.1',
  hostKeyFile: join(hostRoot(machine), 'etc/ssh/ssh_host_ed25519_key.pub'),
  operator: '198.51.100.211',
};

beforeAll(async () => {
  // A state of an older lab would lead to hosts that had other keys.
  await up();
  // Its owner's mark is on the machine.
  await runOk('destroy', '--yes', '--skip-preview');
});
afterAll(async () => {
  const config = localConfig('base', toOperator);
  try {
    await updateLocal('destroy', config);
    await removeLocal(config);
  } finally {
    await up();
  }
});

/** Until broker 2 alone is in sync for every partition. */
const untilAlone = `alone() { [ "$(kafka topics --describe | grep -c 'Isr: [0-9,]*1' || true)" = 0 ]; }
  for try in $(seq 60); do if alone; then break; fi; sleep 1; done; alone`;

async function starts(): Promise<Record<string, string>> {
  const shown = units.map((unit) => `systemctl show --property=InvocationID --value ${unit}.service`);
  const ids = (await onHost(machine, shown.join('; '))).split('\n');
  return Object.fromEntries(units.map((unit, index) => [unit, ids[index] ?? '']));
}

/** Records through the machine's own `kafka` command, with no more said than what is to be done. */
async function exchange(): Promise<void> {
  const { prefix, records } = newRecords(count);
  const place = host(machine);
  await runAt(place, ['kafka', 'console-producer', '--topic', 'records'], { input: records });
  const consume = ['kafka', 'console-consumer', '--topic', 'records', '--from-beginning'];
  const seen = new Set<string>();
  const lines = await runAt(place, [...consume, '--timeout-ms', '60000'], {
    onLine: (line) => line.startsWith(prefix) && seen.add(line).size === count,
  });
  const ours = lines.filter((line) => line.startsWith(prefix));
  expect(compareRecords(records, ours)).toEqual(exactly(count));
}

test('the shortest config makes a cluster on one machine that answers there, and nowhere else', async () => {
  const config = localConfig('base', toOperator);
  const addresses = await addressesOf(machine);
  expect(addresses).toHaveLength(2);
  // Port 22 shows that the watch would see what answers.
  const watched = [22, ...ports];
  const watches = [
    await watchPorts(workstation, addresses, watched),
    await watchPorts(networkOf('kafkaclientmachine2'), addresses, watched),
  ];

  const { done } = await updateLocal('up', config);
  expect(Object.keys(done)).toEqual(['create']);
  await exchange();
  const listening = await onHost(machine, `ss -Hltnp | awk '/"java"/ { print $4 }' | sort`);
  expect(listening.split('\n').map((socket) => socket.replace('[::ffff:127.0.2.1]', '127.0.2.1'))).toEqual(
    ports.map((port) => `127.0.2.1:${port}`),
  );
  const started = await starts();
  expect((await updateLocal('up', config)).done).toEqual({});
  expect(await starts()).toEqual(started);
  const status = await runLocal('status', config, '--json');
  expect({ ...status, output: status.code === 0 ? '' : status.output }).toEqual({ code: 0, output: '' });

  const registrations = await watchRegistrations(host(machine), '127.0.2.1/2181');
  const changed = localConfig('changed', toOperator, { 'log.retention.hours': 24 });
  const rolled = await updateLocal('up', changed);
  const samples = await registrations.stop();
  const names = [1, 2].flatMap((id) => [
    `${localCluster}-broker-${id}-conf`,
    `${localCluster}-broker-${id}-roll`,
  ]);
  expect(rolled.done).toEqual({ update: names.sort() });
  const restarted = await starts();
  expect(restarted['zookeeper-local-1']).toBe(started['zookeeper-local-1']);
  for (const unit of ['kafka-local-1', 'kafka-local-2']) expect(restarted[unit]).not.toBe(started[unit]);
  const registered = new Set(samples.map(({ registered: ids }) => ids.join(',')));
  // One at a time: each was seen away, and never both.
  expect([...registered].sort()).toEqual(['1', '1,2', '2']);
  await exchange();

  // Of two brokers on one host that were both down, the one that is started first may not be the one that has it all.
  await onHost(machine, `systemctl stop kafka-local-1; ${untilAlone}; systemctl stop kafka-local-2`);
  const healed = await updateLocal('up', changed);
  expect(healed.done).toEqual({ update: [1, 2].map((id) => `${localCluster}-broker-${id}-roll`) });
  await exchange();

  for (const watch of watches) {
    const { rounds, answered } = await watch.stop();
    expect(rounds).toBeGreaterThan(20);
    expect(answered).toEqual(addresses.map((address) => `${address} 22`).sort());
  }
  await updateLocal('destroy', changed);
  const left = `ls -d /etc/kafka-proxied /opt/kafka-proxied 2>/dev/null || true; pgrep -a java || true; grep -F 127.0.2.1 /etc/hosts || true`;
  expect(await onHost(machine, left)).toBe('');
});

test('the machine may be the one that Pulumi runs on, by its loopback address', async () => {
  const config = localConfig('itself', toItself);
  const { pulumi, environment } = await prepareStack(localStack, config);
  const pulumiThere = async (...args: string[]): Promise<string> => {
    const place = ['--stack', localStack, '--config-file', config, '--non-interactive'];
    const [program = '', ...rest] = await networkOf(machine)([pulumi, ...args, ...place]);
    const options = { cwd: projectRoot, env: environment, extendEnv: false, all: true } as const;
    return (await execa(program, rest, { ...options, stdin: 'ignore' })).all;
  };
  expect(await pulumiThere('up', '--yes', '--skip-preview')).toContain('created');
  await exchange();
  expect(await pulumiThere('preview', '--expect-no-changes')).toContain('unchanged');
  expect(await pulumiThere('destroy', '--yes', '--skip-preview')).toContain('deleted');
});
