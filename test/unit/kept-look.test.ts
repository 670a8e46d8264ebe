// Doesn't prove: that Pulumi runs the program twice with the same environment; test/lab/unchanged has it.
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keptLookVariable, lookCountsMs, lookOnce } from '../../probe/kept-look.ts';
import type { ProbeResult } from '../../probe/probe-result.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const file = join(folder, 'look');
const variables = { [keptLookVariable]: file };
const nothing = { ok: false, reason: 'silent' } as const;

type Probed = Map<string, ProbeResult>;

let looks: number;
const look = (): Promise<Probed> => {
  looks += 1;
  return Promise.resolve(new Map([[`look ${looks}`, nothing]]));
};
const preview = (environment: NodeJS.ProcessEnv = variables) => lookOnce(true, look, environment);
const update = (environment: NodeJS.ProcessEnv = variables) => lookOnce(false, look, environment);

beforeEach(() => {
  looks = 0;
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(file, { force: true });
});

it('an update takes over what the preview just before it saw', async () => {
  await preview();
  expect(await update()).toEqual(new Map([['look 1', nothing]]));
  expect(looks).toBe(1);
});

it('numbers that are none survive', async () => {
  const seen = { ok: true, facts: { places: { '/': { freeInodes: NaN } } } } as unknown as ProbeResult;
  await lookOnce(true, () => Promise.resolve(new Map([['engine1', seen]])), variables);
  expect(await update()).toEqual(new Map([['engine1', seen]]));
});

it('an update that begins later looks anew', async () => {
  await preview();
  vi.advanceTimersByTime(lookCountsMs);
  await update();
  expect(looks).toBe(2);
});

it('a look from after now does not count: the clock was set back', async () => {
  await preview();
  vi.setSystemTime(Date.now() - 1);
  await update();
  expect(looks).toBe(2);
});

it('a look that can not be kept is only lost', async () => {
  const environment = { [keptLookVariable]: join(folder, 'no such folder', 'look') };
  await preview(environment);
  await update(environment);
  expect(looks).toBe(2);
});

it('a preview always looks', async () => {
  await preview();
  await preview();
  expect(looks).toBe(2);
});

it('without a wrapper, every run looks', async () => {
  await preview({});
  await update({});
  expect(looks).toBe(2);
});

it('a file that can not be read is no look', async () => {
  writeFileSync(file, 'half');
  await update();
  expect(looks).toBe(1);
});

it('what was seen is for its owner alone', async () => {
  await preview();
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
