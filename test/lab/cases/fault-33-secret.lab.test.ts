// Does not prove: that memory or environments of Pulumi's own processes, which root alone reads, are free of the secret. Starts from any lab that is up; brings the dev stack up first, and back at the end.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { labDir, localDir } from '../../../tools/paths.ts';
import { onHost } from '../../support/lab-places.ts';
import { filesOnHost, filesShowing, journalLines, shows, watchProcesses } from '../../support/lab-secret.ts';
import { configWithSecret, pulumiHere, secretProperty } from '../../support/lab-secret-config.ts';
import { cluster, devStack, type DevStack, run, stack, tryUp, up } from '../../support/lab-stack.ts';

const ids = [1, 2, 3];
const secret = `s3cret-${randomBytes(12).toString('hex')}`;
const outputs: Record<string, string> = {};
let dev: DevStack;
let config: string;

beforeAll(async () => {
  await up();
  dev = await devStack();
  config = await configWithSecret(dev, secret);
});
afterAll(async () => {
  await up();
});

test('a secret setting reaches each broker by a file that its group alone reads, and shows nowhere else', async () => {
  const processes = watchProcesses(secret);
  outputs['preview --diff'] = (await run('preview', '--diff', '--config-file', config)).output;
  outputs['up --diff'] = (await run('up', '--yes', '--diff', '--config-file', config)).output;
  const again = await up(config);
  outputs['up --json'] = again.output;
  outputs['stack export'] = await pulumiHere(dev, ['stack', 'export', '--stack', stack]);
  expect(again.done).toEqual({});

  // The broker's preparation can't write: the step fails with its whole document at hand.
  const place = `/etc/kafka-proxied/kafka-${cluster}-2/secret.properties`;
  await onHost('engine2', `rm ${place} && mkdir -p ${place}/in-the-way`);
  const failing = await tryUp(config);
  outputs['failing up'] = failing.output;
  expect(failing.failed).toEqual([`${cluster}-broker-2-secrets`]);
  await onHost('engine2', `rm -r ${place}`);
  // A broker that exits at its start: its log is quoted.
  const broken = await configWithSecret(dev, secret, (own) => {
    own.settings['log.cleaner.dedupe.buffer.size'] = 1;
  });
  const exiting = await tryUp(broken);
  outputs['exiting broker'] = exiting.output;
  expect(exiting.failed).toHaveLength(1);
  outputs['healing up'] = (await up(config)).output;
  outputs['stack export at last'] = await pulumiHere(dev, ['stack', 'export', '--stack', stack]);

  const { showing, seen } = await processes.stop();
  expect(seen).toBeGreaterThan(100);
  expect(showing).toEqual([]);
  for (const [name, output] of Object.entries(outputs))
    expect({ name, shows: shows(output, secret) }).toEqual({ name, shows: false });
  for (const folder of ['pulumi/state', 'test', 'ssh', 'workstation/clients']) {
    expect(filesShowing(join(localDir, folder), secret)).toEqual([]);
  }
  expect(filesShowing(join(labDir, 'workstation'), secret)).toEqual([]);
  expect(shows(readFileSync(config, 'utf8'), secret)).toBe(false);
  for (const host of ['gateway', 'kafkaclientmachine1', 'kafkaclientmachine2']) {
    expect(await filesOnHost(host, secret)).toEqual([]);
    expect(await journalLines(host, secret)).toEqual([]);
  }
  for (const id of ids) {
    const unit = `kafka-${cluster}-${id}`;
    expect(await journalLines(`engine${id}`, secret)).toEqual([]);
    expect(await filesOnHost(`engine${id}`, secret)).toEqual([
      `640 root:kafka-proxied /etc/kafka-proxied/${unit}/secret.properties`,
      `640 root:kafka-proxied /run/kafka-proxied/${unit}/server.properties`,
    ]);
    const described = await onHost(
      `engine${id}`,
      `kafka configs --cluster ${cluster} --entity-type brokers --entity-name ${id} --describe --all | grep -oE ' ${secretProperty}=.*'`,
    );
    expect(described).toContain(`STATIC_BROKER_CONFIG:${secretProperty}=null`);
  }
});
