// Does not prove: two stacks with states in two places. Starts from any lab that is up; takes the lab down and up again, and leaves the dev stack up.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { fromOperator } from '../../../cli/vantage.ts';
import { prepareStack } from '../../../cli/stack-env.ts';
import { localDir, projectRoot } from '../../../lib/paths.ts';
import { editedConfig } from '../../support/lab-config.ts';
import { exactly, exchange, kafkaOn } from '../../support/lab-clients.ts';
import { changesSince, type Fingerprint, fingerprintsOf } from '../../support/lab-fingerprint.ts';
import { startLoad } from '../../support/lab-load.ts';
import { onHost } from '../../support/lab-places.ts';
import { runOk, tryUp, up, withoutDebug } from '../../support/lab-stack.ts';
import { fileOf, type Part, runPart, tryPart, updatePart } from '../../support/lab-two-stacks.ts';

const engines = ['engine1', 'engine2', 'engine3', 'gateway'];
const machines = ['kafkaclientmachine1', 'kafkaclientmachine2'];
const outside = 'kafkaclientmachine2';

const unchanged = (hosts: readonly string[]): Record<string, string[]> =>
  Object.fromEntries(hosts.map((name) => [name, []]));

/** Which process each service of some hosts runs as. */
async function processes(hosts: readonly string[]): Promise<Record<string, string>> {
  const list = `systemctl list-units --no-legend --plain --state=running 'kafka-*' 'zookeeper-*' | awk '{ print $1 }' |
    xargs -r systemctl show --property=Id,InvocationID | paste -sd ' '`;
  const found = await Promise.all(hosts.map(async (name) => [name, await onHost(name, list)] as const));
  return Object.fromEntries(found);
}

/** Records that a host produces to a cluster and reads back from it, by its own `kafka` command. */
async function exchangeOn(name: string, cluster: string, topic: string): Promise<void> {
  const client = kafkaOn(name, { cluster, topic });
  expect(await exchange(client, client, 1000)).toEqual(exactly(1000));
}

/** The same stack under another name and another passphrase, in the same place. */
async function previewWithAnotherPassphrase(part: Part): Promise<{ code: number | undefined; said: string }> {
  const name = `${part}-other-passphrase`;
  const folder = join(localDir, 'test', name);
  mkdirSync(folder, { recursive: true });
  const { config } = parse(readFileSync(fileOf(part), 'utf8')) as { config: unknown };
  const file = join(folder, `Pulumi.${name}.yaml`);
  writeFileSync(file, stringify({ config }));
  writeFileSync(join(folder, 'Pulumi.yaml'), readFileSync(join(projectRoot, 'Pulumi.yaml')));
  const passphrase = join(folder, 'passphrase');
  writeFileSync(passphrase, randomBytes(16).toString('hex'), { mode: 0o600 });
  const { pulumi, environment, stack } = await prepareStack(part);
  const env = { ...environment, PULUMI_STACK: name, PULUMI_CONFIG_PASSPHRASE_FILE: passphrase };
  const options = { env, extendEnv: false, reject: false, all: true, stdin: 'ignore' } as const;
  await execa(pulumi, ['stack', 'init', name, '--non-interactive'], { ...options, cwd: folder });
  try {
    const [program = '', ...rest] = fromOperator(stack, [
      ...[pulumi, 'preview', '--stack', name, '--config-file', file, '--non-interactive'],
    ]);
    const { exitCode, all } = await execa(program, rest, { ...options, cwd: projectRoot });
    return { code: exitCode, said: all };
  } finally {
    const remove = ['stack', 'rm', name, '--yes', '--force', '--preserve-config'];
    await execa(pulumi, remove, { ...options, cwd: projectRoot });
  }
}

let before: Map<string, Fingerprint>;
beforeAll(async () => {
  // A state of an older lab would lead to hosts that had other keys.
  await up();
  await runOk('destroy', '--yes', '--skip-preview');
  await runOk('lab', 'down');
  await runOk('lab', 'up');
  before = await fingerprintsOf([...engines, ...machines]);
});
afterAll(async () => {
  for (const part of ['cluster2', 'cluster1'] as const) await tryPart('destroy', part);
  await up();
});

describe('the clusters in stacks of their own', () => {
  test('the second one comes up alone, and says what it goes without', async () => {
    const { output } = await updatePart('up', 'cluster2');
    expect(withoutDebug(output)).toMatch(
      /kafka-proxied:otherClusters\.cluster1: (There is no stack cluster1 yet|The stack cluster1 is not up)/,
    );
    expect(await onHost(outside, 'kafka --help | sed -n "/^Clusters known/,\\$p"')).not.toContain(
      'cluster1:',
    );
  });

  test('with the first one up, it gets what clients need', async () => {
    await updatePart('up', 'cluster1');
    const { done } = await updatePart('up', 'cluster2');
    expect(Object.keys(done).sort()).toEqual(['create', 'update']);
    for (const name of machines) await exchangeOn(name, 'cluster1', 'records');
  });

  test('a second up of either changes and restarts nothing', async () => {
    const running = await processes([...engines, ...machines]);
    for (const part of ['cluster1', 'cluster2'] as const)
      expect((await updatePart('up', part)).done).toEqual({});
    expect(await processes([...engines, ...machines])).toEqual(running);
  });

  test('a third stack is refused on their hosts, before anything is written', async () => {
    const there = await fingerprintsOf(['engine1', outside]);
    const { code, output } = await tryUp();
    expect(code).not.toBe(0);
    for (const [name, owner] of [
      ['engine1', 'cluster1'],
      [outside, 'cluster2'],
    ])
      expect(withoutDebug(output)).toMatch(
        new RegExp(`${name}[\\s\\S]*belongs to the stack kafka-proxied/${owner}`),
      );
    expect(withoutData(await changesSince(there))).toEqual(unchanged(['engine1', outside]));
  });

  test('keys that another passphrase encrypts are refused, by the names of the clients', async () => {
    const { code, said } = await previewWithAnotherPassphrase('cluster2');
    expect(code).not.toBe(0);
    expect(said).toMatch(
      /holds none for kafkaclientmachine1, kafkaclientmachine2, mirror-to-cluster2 that can be read here/,
    );
    expect(said).toContain('the same passphrase');
  });

  test('each changes while the other serves', async () => {
    const load = await startLoad(outside);
    const running = await processes(engines);
    const second = editedConfig(fileOf('cluster2'), (config) => {
      Object.assign(config['kafka-proxied:clusters']['cluster2'] ?? {}, {
        settings: { 'log.retention.hours': 24 },
      });
    });
    await updatePart('up', 'cluster2', '--config-file', second);
    expect(await processes(engines)).toEqual(running);
    const others = await processes(machines);
    const first = editedConfig(fileOf('cluster1'), (config) => {
      Object.assign(config['kafka-proxied:clusters']['cluster1'] ?? {}, {
        settings: { 'log.retention.hours': 24 },
      });
    });
    await updatePart('up', 'cluster1', '--config-file', first);
    expect(await processes(machines)).toEqual(others);
    for (const part of ['cluster1', 'cluster2'] as const) await updatePart('up', part);
    const sent = await load.stop();
    expect(sent.failed).toEqual([]);
    expect(sent.acknowledged.length).toBeGreaterThan(100);
  });

  test('each is destroyed while the other serves, and its hosts are as before', async () => {
    const load = await startLoad('engine2');
    const all = ['--data', '--confirm'];
    const second = await runPart('destroy', 'cluster2', ...all, 'cluster2');
    expect(second.code === 0 ? '' : second.output).toBe('');
    const sent = await load.stop();
    expect(sent.failed).toEqual([]);
    expect(await changesSince(only(machines))).toEqual(unchanged(machines));

    await updatePart('up', 'cluster2');
    const running = await processes(machines);
    const first = await runPart('destroy', 'cluster1', ...all, 'cluster1');
    expect(first.code === 0 ? '' : first.output).toBe('');
    expect(await processes(machines)).toEqual(running);
    expect(await changesSince(only(engines))).toEqual(unchanged(engines));
    const without = await updatePart('up', 'cluster2');
    expect(withoutDebug(without.output)).toContain('The stack cluster1 is not up');
    const last = await runPart('destroy', 'cluster2', ...all, 'cluster2');
    expect(last.code === 0 ? '' : last.output).toBe('');
    expect(await changesSince(only(machines))).toEqual(unchanged(machines));
  });
});

/** Services that run write to their data all the time. */
function withoutData(changes: Record<string, string[]>): Record<string, string[]> {
  const kept = (lines: string[]) => lines.filter((line) => !line.startsWith('/var/lib/kafka-proxied/'));
  return Object.fromEntries(Object.entries(changes).map(([name, lines]) => [name, kept(lines)]));
}

function only(hosts: readonly string[]): Map<string, Fingerprint> {
  return new Map([...before].filter(([name]) => hosts.includes(name)));
}
