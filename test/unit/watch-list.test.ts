// Does not prove that the wrapper reads it in time: the lab cuts a link while an update runs.
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ProbeResult } from '../../probe/probe-result.ts';
import { watchListVariable, writeWatchList } from '../../probe/watch-list.ts';
import { readTargets } from '../../cli/runs/sessions.ts';
import { bareHost } from '../support/deployment.ts';
import { devValues, topologyOf } from '../support/config-fixture.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'watch-list-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const topology = topologyOf(devValues());
const probed = new Map<string, ProbeResult>([
  ['engine1', { ok: true, facts: bareHost() }],
  ['engine2', { ok: false, reason: 'off' }],
]);

it('holds the hosts that answered, for the operator alone', () => {
  const file = join(folder, 'list');
  expect(readTargets(file)).toBeUndefined();
  writeWatchList(topology, probed, { [watchListVariable]: file });
  expect(readTargets(file)).toEqual([
    {
      name: 'engine1',
      address: topology.hosts.find(({ id }) => id === 'engine1')?.address,
      access: topology.hosts.find(({ id }) => id === 'engine1')?.ssh,
    },
  ]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

it('is written only where a wrapper asked for it', () => {
  writeWatchList(topology, probed, {});
  expect(existsSync(join(folder, 'list'))).toBe(false);
});
