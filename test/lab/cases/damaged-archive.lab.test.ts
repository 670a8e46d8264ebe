// Does not prove: damage in memory, or on the way (SSH has checksums). Starts from any lab that is up; leaves the dev stack with cluster 1 alone.
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultVersion } from '../../../config/versions.ts';
import { archiveDir } from '../../../lib/paths.ts';
import { clusterOf } from '../../support/lab-one-cluster.ts';
import { onHost } from '../../support/lab-places.ts';
import { pids } from '../../support/lab-services.ts';
import { devStack, tryUp, up, withoutDebug } from '../../support/lab-stack.ts';

const config = clusterOf(defaultVersion);
const archive = join(archiveDir, `kafka-${defaultVersion}.tar`);
const kept = `${archive}.kept`;
const folder = `/opt/kafka-proxied/versions/${defaultVersion}`;
const jar = `${folder}/libs/metrics-core-2.2.0.jar`;

beforeAll(async () => {
  await up(config);
  copyFileSync(archive, kept);
});
afterAll(() => rmSync(kept, { force: true }));

/** One other byte, under the same times. */
function damage(): void {
  const content = readFileSync(archive);
  content[5_000_000] = (content[5_000_000] ?? 0) ^ 1;
  writeFileSync(archive, content);
  execFileSync('touch', ['--reference', kept, archive]);
}

test('a kept archive that was damaged is made again before it goes to a host', async () => {
  copyFileSync(archive, kept);
  execFileSync('touch', ['--reference', archive, kept]);
  const { topology } = await devStack(config);
  const before = await pids(topology);
  damage();
  await onHost('engine2', `rm -rf ${folder}.away; rm ${jar}`);
  const update = await tryUp(config);
  expect(withoutDebug(update.output)).toContain('is no longer what was verified');
  expect(update.code).toBe(0);
  expect(readFileSync(archive).equals(readFileSync(kept))).toBe(true);
  // The copy is made anew: Pulumi counts its parts apart.
  expect([...new Set(Object.values(update.done).flat())].sort()).toEqual([
    'engine2-kafka-3.9.2',
    'engine2-kafka-3.9.2-archive',
  ]);
  expect(await onHost('engine2', `test -s ${jar} && echo whole`)).toBe('whole');
  expect((await up(config)).done).toEqual({});
  expect(await pids(topology)).toEqual(before);
});

test('a jar that was damaged on a host, or a staged archive of another run, is put right by the next up', async () => {
  await onHost('engine2', `printf x >>${jar}; install -d -o operator /opt/kafka-proxied/staging`);
  expect(Object.values((await up(config)).done).flat()).toContain('engine2-kafka-3.9.2');
  const sha = await onHost('engine2', `cat ${folder}/ARCHIVE_SHA256`);
  await onHost(
    'engine2',
    `install -d -o operator /opt/kafka-proxied/staging
    printf half >/opt/kafka-proxied/staging/kafka-${sha}.tar; chown operator: /opt/kafka-proxied/staging/*; rm ${jar}`,
  );
  await up(config);
  expect(await onHost('engine2', `test -s ${jar} && echo whole`)).toBe('whole');
  expect((await up(config)).done).toEqual({});
});
