// Does not prove: backends other than a folder, or clients that nobody looks after. Starts from any lab that is up; leaves the dev stack's hosts without the stack.
import { chmodSync, readFileSync, rmSync, statSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Topology } from '../../../config/topology.ts';
import { defaultVersion } from '../../../config/versions.ts';
import { type Shown, shownByBrokers } from '../../support/lab-certificates.ts';
import { type Load, startLoad } from '../../support/lab-load.ts';
import { authorityOf, backupFile, loseState } from '../../support/lab-lost-state.ts';
import { doctorSays } from '../../support/lab-doctor.ts';
import { clusterOf } from '../../support/lab-one-cluster.ts';
import { onHost } from '../../support/lab-places.ts';
import { pulumiHere } from '../../support/lab-secret-config.ts';
import { pids } from '../../support/lab-services.ts';
import {
  cluster,
  devStack,
  type DevStack,
  run,
  runOk,
  stack,
  tryUp,
  up,
  withoutDebug,
} from '../../support/lab-stack.ts';

const config = clusterOf(defaultVersion);
const place = ['--config-file', config];
let dev: DevStack;
let topology: Topology;
let running: Record<string, string>;
let shown: Shown[];
let load: Load;
let bringBack = (): void => undefined;

const serials = (all: readonly Shown[]): string[] => all.map(({ serial }) => serial);

/** All that brokers show is verified by an outside client. */
async function verified(): Promise<Shown[]> {
  const all = await shownByBrokers(dev);
  expect(all.map((each) => each.verified)).toEqual(all.map(() => true));
  return all;
}

/** A config with a CA that is brought along, without its key or with it. */
async function withGiven(authorities: number[], certificate: string, key?: string): Promise<string> {
  const file = clusterOf(defaultVersion, (own) => {
    const given = { certificate, ...(key !== undefined && { key: { secret: 'oldCa' } }) };
    own.tls = { ...own.tls, authorities, givenAuthorities: { '1': given } };
  });
  const path = ['--stack', stack, '--config-file', file];
  if (key !== undefined)
    await pulumiHere(
      dev,
      ['config', 'set', '--secret', '--path', 'kafka-proxied:secrets.oldCa', ...path],
      key,
    );
  return file;
}

beforeAll(async () => {
  await up(config);
  dev = await devStack(config);
  ({ topology } = dev);
  running = await pids(topology);
  shown = await verified();
  load = await startLoad('kafkaclientmachine2');
});
afterAll(async () => {
  bringBack();
  rmSync(backupFile, { force: true });
  await runOk('destroy', '--yes', ...place);
});

test('a backup is its owner’s alone, and holds no secret in clear', async () => {
  await runOk('backup', '--out', backupFile);
  expect(statSync(backupFile).mode & 0o777).toBe(0o600);
  const { key } = await authorityOf(dev, cluster);
  expect(key).toMatch(/^-----BEGIN/);
  expect(readFileSync(backupFile, 'utf8')).not.toContain(key.split('\n')[1]);
});

test('without its state, preview says what hosts hold; up, destroy and refresh touch nothing', async () => {
  bringBack = loseState();
  const refusals = [
    await run('preview', ...place),
    await run('up', '--yes', ...place),
    await run('destroy', '--yes', ...place),
  ];
  for (const { code, output } of refusals) {
    expect(code).not.toBe(0);
    for (const host of ['engine1', 'engine2', 'engine3', 'gateway', 'kafkaclientmachine2'])
      expect(output).toMatch(
        new RegExp(`${host}: has \\d+ resources of kafka-proxied/dev, .*\\(state-lost\\)`),
      );
  }
  for (const { output } of refusals.slice(0, 2))
    expect(output).toMatch(
      /engine1: kafka-cluster1-1 shows a certificate of CA 1 of cluster1, .*\(ca-not-in-state\)/,
    );
  const told = await run('up', '--yes', '--adopt', ...place);
  expect(told.code).not.toBe(0);
  expect(told.output).not.toContain('state-lost');
  expect(told.output).toContain('ca-not-in-state');
  expect(await pids(topology)).toEqual(running);
  expect(serials(await verified())).toEqual(serials(shown));
  expect((await doctorSays(config)).findings.map(({ id }) => id)).toEqual(['state-lost']);
});

test('a backup that others can read is not taken; the right one brings back all of it', async () => {
  chmodSync(backupFile, 0o644);
  const open = await run('restore', '--from', backupFile);
  expect(open.code).not.toBe(0);
  expect(open.output).toMatch(/can be read or changed by others \(mode 644\)[^]*chmod 600/);
  chmodSync(backupFile, 0o600);
  await runOk('restore', '--from', backupFile);
  expect((await run('restore', '--from', backupFile)).output).toMatch(/has a state .*the stack would forget/);
  expect((await up(config)).done).toEqual({});
  expect(await pids(topology)).toEqual(running);
});

/** What an up that begins a new state leaves running: it makes passwords of stores anew, for which brokers restart. */
async function rolled(): Promise<Record<string, string>> {
  const now = await pids(topology);
  for (const [unit, pid] of Object.entries(running))
    expect(now[unit] === pid, `${unit} runs on`).toBe(unit.startsWith('zookeeper'));
  return now;
}

test('a kept CA with its key takes over: new keys of all nodes, each broker restarted once', async () => {
  bringBack();
  const { certificate, key } = await authorityOf(dev, cluster);
  // Pulumi writes a secret only where a state is.
  const file = await withGiven([1], certificate, key);
  bringBack = loseState();
  const update = await tryUp(file);
  expect(withoutDebug(update.output)).toContain('state-lost');
  await runOk('up', '--yes', '--skip-preview', '--adopt', '--config-file', file);
  const after = await verified();
  for (const serial of serials(after)) expect(serials(shown)).not.toContain(serial);
  running = await rolled();
  expect((await up(file)).done).toEqual({});
  // The hosts know the CA as one that was brought along: it goes on as that.
  await runOk('restore', '--from', backupFile, '--replace');
  await up(file);
  shown = await verified();
  running = await pids(topology);
});

test('without the CA’s key, another CA takes its place in steps', async () => {
  bringBack = loseState();
  const refused = (await tryUp(config)).output;
  const [, file, client = ''] = /Its certificate is in (\S+) on (\S+)/.exec(withoutDebug(refused)) ?? [];
  const ca = await onHost(client, `cat ${file}`);
  const steps = [await withGiven([1, 2], `${ca}\n`), await withGiven([2, 1], `${ca}\n`)];
  await runOk('up', '--yes', '--skip-preview', '--adopt', '--config-file', steps[0] ?? '');
  expect(serials(await verified())).toEqual(serials(shown));
  running = await rolled();
  expect((await up(steps[0])).done).toEqual({});
  await up(steps[1]);
  const second = clusterOf(defaultVersion, (own) => (own.tls = { ...own.tls, authorities: [2] }));
  await up(second);
  expect((await verified()).map(({ issuer }) => issuer)).toEqual(shown.map(() => 'cluster1 CA 2'));
  expect(await pids(topology)).toEqual(running);
  bringBack = () => undefined;
});

test('no send of an outside client failed meanwhile', async () => {
  const { acknowledged, failed } = await load.stop();
  expect(failed).toEqual([]);
  expect(acknowledged.length).toBeGreaterThan(1000);
});
