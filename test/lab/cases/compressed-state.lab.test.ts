// Does not prove: Zstandard, which Pulumi keeps in the same places. Starts from any lab that is up; leaves the dev stack with cluster 1 alone.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultVersion } from '../../../config/versions.ts';
import { said, upKilledAt } from '../../support/lab-killed.ts';
import { clusterOf } from '../../support/lab-one-cluster.ts';
import { run, tryUp, up, withoutDebug } from '../../support/lab-stack.ts';

const config = clusterOf(defaultVersion);
const changed = clusterOf(defaultVersion, (own) => (own.settings['log.cleaner.backoff.ms'] = 15_003));

beforeAll(() => {
  process.env['PULUMI_DIY_BACKEND_GZIP'] = 'true';
});
afterAll(async () => {
  delete process.env['PULUMI_DIY_BACKEND_GZIP'];
  // An update without the variable writes the state as it was.
  await up(config);
});

test('a compressed state is found, and what a killed run left in it is put in order', async () => {
  await up(config);
  expect((await up(config)).done).toEqual({});
  await upKilledAt(
    { victim: 'all', moment: said('starting kafka-cluster1-\\d with conf'), delayMs: 500 },
    changed,
  );
  const status = await run('status', '--config-file', config);
  expect(status.output).toMatch(/updating cluster1-broker-\d-roll/);
  const next = await tryUp(changed);
  expect({ code: next.code, text: withoutDebug(next.output) }).toMatchObject({ code: 0 });
  expect(withoutDebug(next.output)).toMatch(/Interrupted: updating cluster1-broker-\d-roll/);
  expect((await up(changed)).done).toEqual({});
});
