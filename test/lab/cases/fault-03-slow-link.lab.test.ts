// Does not prove: losses and delays of a real line, which come in bursts. Starts from any lab that is up; leaves the dev stack up.
import { expect } from 'vitest';
import { mendLink, worsenLink } from '../../support/lab-faults.ts';
import { faultCase, type FaultRun } from '../../support/fault-case.ts';
import { delaySsh } from '../../support/lab-delay.ts';
import { onHost } from '../../support/lab-places.ts';
import { withoutDebug } from '../../support/lab-stack.ts';

const address = (run: FaultRun, host: string): string =>
  run.dev.topology.hosts.find(({ id }) => id === host)?.address ?? '';

const line = { faults: [3], title: '3 Mbit/s, 5% loss and 200 ms of delay to a host during an apply' };

faultCase(line, async (run) => {
  const host = 'engine2';
  const config = await run.changed((own) => (own.settings['log.cleaner.backoff.ms'] = 15_031));
  const undelay = await delaySsh(address(run, host), 200);
  try {
    await worsenLink(host, { megabits: 3, lossPercent: 5 });
    const update = await run.tryUp(config);
    // It succeeds, or says which step failed.
    if (update.code !== 0) expect(update.failed).not.toEqual([]);
  } finally {
    await mendLink(host);
    await undelay();
  }
  await run.up(config);
  return config;
});

const copy = { faults: [3], title: "the archive's copy at 3 Mbit/s" };

faultCase(copy, async (run) => {
  const host = 'kafkaclientmachine2';
  const versions = '/opt/kafka-proxied/versions';
  // Whole or not there: the name of a version never leads to half of it.
  const look = `if [ -d ${versions}/3.9.2 ]; then cat ${versions}/3.9.2/ARCHIVE_SHA256; ls ${versions}/3.9.2/libs | wc -l; fi`;
  const whole = await onHost(host, look);
  expect(whole).toMatch(/^[0-9a-f]{64}\n\d+$/);
  await onHost(host, `rm -rf ${versions}/3.9.2`);
  const seen = new Set<string>();
  await worsenLink(host, { megabits: 3 });
  const watch = setInterval(() => void onHost(host, look).then((text) => seen.add(text)), 1000);
  try {
    const update = await run.tryUp();
    if (update.code !== 0) expect(withoutDebug(update.output)).toContain(host);
  } finally {
    clearInterval(watch);
    await mendLink(host);
  }
  await run.up();
  expect([...seen].filter((text) => text !== whole && text !== '')).toEqual([]);
  expect(await onHost(host, look)).toBe(whole);
});
