// Does not prove: a backend with organizations. Starts from any lab that is up; leaves the dev stack with cluster 1 alone.
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultVersion } from '../../../config/versions.ts';
import { localDir, projectRoot } from '../../../lib/paths.ts';
import { clusterOf } from '../../support/lab-one-cluster.ts';
import { onHost } from '../../support/lab-places.ts';
import { pids } from '../../support/lab-services.ts';
import { devStack, type DevStack, run, runOk, up } from '../../support/lab-stack.ts';

const config = clusterOf(defaultVersion);
const folder = join(localDir, 'test', 'renamed');
const file = (name: string): string => join(folder, `Pulumi.${name}.yaml`);
const hosts = ['engine1', 'engine2', 'engine3', 'gateway', 'kafkaclientmachine2'];
const owner = (host: string): Promise<string> => onHost(host, 'cat /etc/kafka-proxied/owner');

/** As `pulumi stack rename` does it beside a stack file: that is renamed as well. */
async function rename({ prepared }: DevStack, from: string, to: string): Promise<void> {
  const env = { ...prepared.environment, PULUMI_STACK: from };
  await execa(prepared.pulumi, ['stack', 'rename', to, '--stack', from], {
    cwd: folder,
    env,
    extendEnv: false,
    stdin: 'ignore',
  });
}

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(projectRoot, 'Pulumi.yaml'), join(folder, 'Pulumi.yaml'));
  await up(config);
  copyFileSync(config, file('dev'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the hosts of a renamed stack are handed over: nothing restarts', async () => {
  // Asked for once: whoever asks for the stack by its old name makes it anew.
  const dev = await devStack(config);
  const { topology } = dev;
  const before = await pids(topology);
  await rename(dev, 'dev', 'prod');
  const place = ['--stack', 'prod', '--config-file', file('prod')];
  const preview = await run('preview', ...place);
  expect(preview.code).not.toBe(0);
  for (const host of hosts)
    expect(preview.output).toMatch(
      new RegExp(
        `${host}: belongs to the stack kafka-proxied/dev .*renamed to kafka-proxied/prod.*hand-over -- --stack prod .*--from kafka-proxied/dev`,
      ),
    );

  const wrong = await run('hand-over', '--from', 'kafka-proxied/other', ...place);
  expect(wrong.code).not.toBe(0);
  expect(wrong.output).toMatch(
    /Nothing was changed:[^]*engine1: belongs to the stack kafka-proxied\/dev, not to/,
  );
  expect(await Promise.all(hosts.map(owner))).toEqual(hosts.map(() => 'kafka-proxied/dev'));

  await runOk('hand-over', '--from', 'kafka-proxied/dev', ...place);
  expect(await Promise.all(hosts.map(owner))).toEqual(hosts.map(() => 'kafka-proxied/prod'));
  await runOk('up', '--yes', ...place);
  await runOk('preview', '--expect-no-changes', ...place);
  expect(await pids(topology)).toEqual(before);

  await rename(dev, 'prod', 'dev');
  await runOk('hand-over', '--from', 'kafka-proxied/prod', '--config-file', config);
  await up(config);
  expect(await pids(topology)).toEqual(before);
});
