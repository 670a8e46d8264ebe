// Does not prove: the loss of what was written and not yet synced: the lab's hosts share their machine's page cache. Starts from any lab that is up; leaves the dev stack up.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { powerOff } from '../../support/lab-faults.ts';
import { hostRoot } from '../../../lab/names.ts';
import { faultCase } from '../../support/fault-case.ts';
import { onHost } from '../../support/lab-places.ts';
import { runOk } from '../../support/lab-stack.ts';

const property = 'log.cleaner.backoff.ms';
const deadlineMs = 300_000;
const pollMs = 5;

/** Cuts a host's power as soon as its disk shows the moment, and boots it again. */
async function cutPowerWhen(host: string, isTime: () => boolean): Promise<void> {
  for (const deadline = Date.now() + deadlineMs; !isTime(); await sleep(pollMs)) {
    if (Date.now() > deadline) throw new Error(`the moment on ${host} did not come`);
  }
  await powerCut(host);
}

async function powerCut(host: string): Promise<void> {
  await powerOff(host);
  await runOk('lab', 'up');
}

const unpacking = { faults: [15], title: 'a host is killed hard while it unpacks the archive' };

faultCase(unpacking, async (run) => {
  const host = 'kafkaclientmachine2';
  const versions = '/opt/kafka-proxied/versions';
  const whole = `cat ${versions}/3.9.2/ARCHIVE_SHA256; ls ${versions}/3.9.2/libs | wc -l; ls -A ${versions}`;
  const before = await onHost(host, whole);
  await onHost(host, `rm -rf ${versions}/3.9.2`);
  const [hit] = await Promise.all([
    run.tryUp(),
    cutPowerWhen(host, () => existsSync(join(hostRoot(host), versions, '.unpack', 'libs'))),
  ]);
  expect(hit.code).not.toBe(0);
  await run.up();
  expect(await onHost(host, whole)).toBe(before);
});

const writing = { faults: [15], title: 'a host is killed hard while a configuration is written' };

faultCase(writing, async (run) => {
  const host = 'engine3';
  const folder = join(hostRoot(host), 'etc/kafka-proxied/kafka-cluster1-3/conf');
  const before = new Set(readdirSync(folder));
  const config = await run.changed((own) => (own.settings[property] = 15_051));
  const [hit] = await Promise.all([
    run.tryUp(config),
    cutPowerWhen(host, () => readdirSync(folder).some((name) => !before.has(name))),
  ]);
  expect(hit.code).not.toBe(0);
  await run.up(config);
  return config;
});

const restarting = { faults: [15], title: 'a host is killed hard while its broker restarts' };

faultCase(restarting, async (run) => {
  const config = await run.changed((own) => (own.settings[property] = 15_052));
  const hit = await run.upWhile(
    /"diagnosticEvent".*starting kafka-cluster1-3 with conf/,
    () => powerCut('engine3'),
    config,
  );
  expect(hit.code).not.toBe(0);
  await run.up(config);
  return config;
});
