// Does not prove: zsh and fish, Pulumi Cloud, and runs that are killed. Starts from any lab that is up; leaves the dev stack up.
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stateQuery } from '../../../cli/stack-env.ts';
import { readState } from '../../../pulumi/state.ts';
import { shellJoin } from '../../../ssh/quote.ts';
import { editedConfig } from '../../support/lab-config.ts';
import {
  devStack,
  readUpdate,
  run,
  runOk,
  stackFile,
  succeeded,
  up,
  type Ran,
} from '../../support/lab-stack.ts';

/** What is typed in the shell that `npm run shell` opens. */
const typed = (...words: string[]): Promise<Ran> => run('shell', '-c', shellJoin(words));
const unattended = ['--yes', '--skip-preview', '--json'];

beforeAll(async () => {
  await up();
});
afterAll(async () => {
  await up();
});

test.each(['up', 'refresh', 'preview'])(
  'pulumi %s has nothing to do where ours has nothing to do',
  async (command) => {
    const options = command === 'preview' ? ['--expect-no-changes'] : [...unattended, '--expect-no-changes'];
    for (const ran of [await typed('pulumi', command, ...options), await run(command, ...options)])
      expect({ code: ran.code, said: ran.code === 0 ? '' : ran.output }).toEqual({ code: 0, said: '' });
  },
);

test('what ours refuses is refused in the same words', async () => {
  const wrong = editedConfig<Record<string, unknown>>(
    stackFile,
    (own) => (own['kafka-proxied:firewal'] = 'off'),
  );
  for (const [command, ...words] of [
    ['up', 'home'],
    ['destroy', '--confirm', 'cluster1'],
    ['up', '--yes', '--skip-preview', '--config-file', wrong],
    ['preview', '--config-file', wrong],
  ]) {
    const ours = await run(command ?? '', ...words);
    expect(ours.code).not.toBe(0);
    const theirs = await typed('pulumi', command ?? '', ...words);
    expect(theirs.code).toBe(ours.code);
    expect(refusals(theirs)).toEqual(refusals(ours));
    expect(refusals(ours)).not.toEqual([]);
  }
});

/** What was wrong: Pulumi's lines around it have times in them. */
function refusals({ output }: Ran): string[] {
  return output.split('\n').filter((line) => /is not an option|needs --data|firewal|^Usage/.test(line));
}

test('pulumi up --target takes a part of the stack in the recorded order, and leaves the rest alone', async () => {
  const state = await readState(stateQuery((await devStack()).prepared));
  const urn = state.find(({ name }) => name === 'cluster1-broker-2-conf')?.urn ?? '';
  const update = succeeded(
    'pulumi up --target',
    readUpdate(await typed('pulumi', 'up', ...unattended, '--target', urn)),
  );
  expect(update.done).toEqual({});
});

test('pulumi destroy keeps the data and says what stays, as ours does', async () => {
  const { code, output } = await typed('pulumi', 'destroy', '--yes', '--skip-preview');
  expect(code).toBe(0);
  expect(output).toContain('`pulumi stack rm` is not needed, and would also remove Pulumi.dev.yaml');
  expect(Object.keys((await up()).done)).toEqual(['create']);
});

test('all else goes to Pulumi itself, and other projects too', async () => {
  expect((await runOk('shell', '-c', 'pulumi stack --show-name')).trim()).toBe('dev');
  const elsewhere = await typed('pulumi', '-C', tmpdir(), 'preview');
  expect(elsewhere.code).not.toBe(0);
  expect(elsewhere.output).toMatch(/no Pulumi.yaml project file found/i);
});
