// Does not prove: object storage. Needs no host; leaves the checkout as it was.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkpointOf, filesOf } from '../../../cli/state/files.ts';
import { localDir, projectRoot, pulumiStateDir } from '../../../lib/paths.ts';
import { pulumiEnvironment } from '../../../setup/pulumi-environment.ts';
import { ensurePulumi } from '../../../setup/pulumi.ts';
import { npmRun } from '../../support/lab-stack.ts';

const stack = 'moved-state';
const stackFile = join(projectRoot, `Pulumi.${stack}.yaml`);
const temporary = mkdtempSync(join(tmpdir(), 'kafka-proxied-moved-state-'));
const state = join(temporary, 'kafka-proxied');
/** Where this checkout's states are, if it has any. */
const folderRecord = join(localDir, 'state-folder');
const recorded = existsSync(folderRecord) ? readFileSync(folderRecord, 'utf8') : undefined;
const keptDir = join(localDir, 'pulumi', 'moved-states');
const passphrase = join(temporary, 'passphrase');
const user = { XDG_STATE_HOME: temporary, PULUMI_CONFIG_PASSPHRASE_FILE: passphrase };

beforeAll(async () => {
  rmSync(folderRecord, { force: true });
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
  if (recorded !== undefined) writeFileSync(folderRecord, recorded);
  const moved = filesOf(stack, keptDir).map((name) => join(keptDir, name));
  for (const path of [stackFile, temporary, ...moved, ...(recorded === undefined ? [folderRecord] : [])])
    rmSync(path, { recursive: true, force: true });
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
  expect(readFileSync(join(state, 'stack-files', stack), 'utf8')).toBe(`${stackFile}\n`);
  expect(checkpointOf(stack, keptDir)).toBeDefined();

  const again = await ran('shell', '--stack', stack, '-c', 'pulumi stack ls --json && pulumi preview');
  expect(again).not.toContain('is now in');
  expect(again).toContain(`"name": "${stack}"`);
  expect(existsSync(join(state, '.pulumi', 'meta.yaml'))).toBe(true);
  expect(readFileSync(stackFile, 'utf8')).toBe(salt);

  // Another user's state folder would begin a new state.
  const other = { ...user, XDG_STATE_HOME: join(temporary, 'other') };
  const [file, ...args] = npmRun('preview', '--stack', stack, '--offline');
  const refused = await execa(file, args, { cwd: projectRoot, env: other, all: true, reject: false });
  expect(refused.exitCode).toBe(1);
  expect(refused.all).toMatch(/states of this checkout's stacks are in .*kafka-proxied; for this user/);
  expect(existsSync(other.XDG_STATE_HOME)).toBe(false);
});
