// Does not prove: object storage. Needs no host; leaves the checkout as it was.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkpointOf } from '../../../cli/state/files.ts';
import { projectRoot, pulumiStateDir } from '../../../lib/paths.ts';
import { pulumiEnvironment } from '../../../setup/pulumi-environment.ts';
import { ensurePulumi } from '../../../setup/pulumi.ts';
import { npmRun } from '../../support/lab-stack.ts';

const stack = 'moved-state';
const stackFile = join(projectRoot, `Pulumi.${stack}.yaml`);
const temporary = mkdtempSync(join(tmpdir(), 'kafka-proxied-moved-state-'));
const state = join(temporary, 'kafka-proxied');
const passphrase = join(temporary, 'passphrase');
const user = { XDG_STATE_HOME: temporary, PULUMI_CONFIG_PASSPHRASE_FILE: passphrase };

beforeAll(async () => {
  writeFileSync(passphrase, 'of this test', { mode: 0o600 });
  const local = readFileSync(join(projectRoot, 'Pulumi.local.yaml'), 'utf8');
  writeFileSync(stackFile, local.replace('config:\n', 'config:\n  kafka-proxied:offline: true\n'));
  // As versions before did it.
  const { pulumi, pathFirst } = await ensurePulumi();
  await execa(pulumi, ['stack', 'init', stack, '--non-interactive'], {
    cwd: projectRoot,
    env: { ...user, ...pulumiEnvironment(pathFirst), PULUMI_BACKEND_URL: `file://${pulumiStateDir}` },
  });
});
afterAll(() => {
  for (const path of [stackFile, temporary]) rmSync(path, { recursive: true, force: true });
});

const ran = async (script: string, ...words: string[]): Promise<string> => {
  const [file, ...args] = npmRun(script, ...words);
  return (await execa(file, args, { cwd: projectRoot, env: user, all: true, stdin: 'ignore' })).all;
};

test('the state of a stack that an earlier version kept in the checkout moves once, and Pulumi goes on with it', async () => {
  expect(checkpointOf(stack, pulumiStateDir)).toBeDefined();
  const salt = readFileSync(stackFile, 'utf8');
  expect(await ran('preview', '--stack', stack, '--offline')).toContain(
    `The state of stack ${stack} is now in ${state}`,
  );
  expect(checkpointOf(stack, pulumiStateDir)).toBeUndefined();
  expect(readFileSync(join(state, 'checkouts', stack), 'utf8')).toBe(`${projectRoot}\n`);

  const again = await ran('shell', '--stack', stack, '-c', 'pulumi stack ls --json && pulumi preview');
  expect(again).not.toContain('is now in');
  expect(again).toContain(`"name": "${stack}"`);
  expect(existsSync(join(state, '.pulumi', 'meta.yaml'))).toBe(true);
  expect(readFileSync(stackFile, 'utf8')).toBe(salt);
});
