// Does not prove: a target before 0.11, or the order of keys. Starts from any lab that is up; leaves hosts without the stack.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mirrorMakerFor } from '../../../config/versions.ts';
import {
  carriedOf,
  killMirror,
  mirrorHost,
  mirrorUnit,
  produceNumbered,
  target,
} from '../../support/lab-mirror.ts';
import { onHost } from '../../support/lab-places.ts';
import { pids } from '../../support/lab-services.ts';
import {
  changedConfig,
  confirmed,
  devStack,
  mirror,
  runOk,
  topic,
  up,
  withoutDebug,
} from '../../support/lab-stack.ts';

const version = '0.10.1.1';
const count = 2000;

/** Cluster 1 of before 0.11, and the topic at the target, which MirrorMaker 1 does not make. */
const configWith = (settings: Record<string, unknown> = {}): string =>
  changedConfig((own, all, carrier) => {
    own.version = version;
    carrier.settings = settings;
    const other = all['kafka-proxied:clusters'][target];
    if (other) other.topics = { ...other.topics, [topic]: { partitions: 6 } };
  });
const config = configWith();

beforeAll(async () => {
  // Kafka does not go back to an older version's data.
  await up();
  await runOk('destroy', '--data', ...confirmed);
  expect(withoutDebug((await up(config)).output)).toContain('MirrorMaker 1 copies records here');
});
afterAll(async () => {
  await runOk('destroy', '--data', ...confirmed, '--config-file', config);
});

test('MirrorMaker 1 runs, and a second up changes and restarts nothing', async () => {
  expect(mirrorMakerFor(version)).toBe(1);
  const command = `tr '\\0' ' ' </proc/$(systemctl show --property=MainPID --value ${mirrorUnit})/cmdline`;
  expect(await onHost(mirrorHost, command)).toContain('kafka.tools.MirrorMaker');
  const { topology } = await devStack();
  const before = await pids(topology);
  expect((await up(config)).done).toEqual({});
  expect(await pids(topology)).toEqual(before);
});

test('all records arrive, each once', async () => {
  expect(await carriedOf(await produceNumbered(count, 1000))).toMatchObject({ missing: [], repeats: 0 });
});

test('none is lost when it is killed hard while it carries them', async () => {
  const producing = produceNumbered(count, 100);
  await new Promise((resolve) => setTimeout(resolve, 5000));
  await killMirror();
  expect(await carriedOf(await producing)).toMatchObject({ missing: [] });
});

test('its properties change by a restart of the mirror alone', async () => {
  const other = configWith({ 'consumer.fetch.min.bytes': 2 });
  expect((await up(other)).done).toEqual({ update: [`mirror-${mirror}-service`] });
  expect((await up(config)).done).toEqual({ update: [`mirror-${mirror}-service`] });
});
