// Does not prove: a link that is cut for a moment only. Starts from any lab that is up; leaves the dev stack up.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { cutLink, mendLink, restoreLink, worsenLink } from '../../support/lab-faults.ts';
import { faultCase } from '../../support/fault-case.ts';
import { onHost } from '../../support/lab-places.ts';
import { withoutDebug } from '../../support/lab-stack.ts';

const bare = 'kafkaclientmachine1';
const installed = 'kafkaclientmachine2';
const hosts = [bare, installed];

/** Half a minute for the archive: it is met in the middle. */
const megabits = 20;
const begunBytes = 2_000_000;
/** Silence is noticed in 90 s, and steps on other hosts get one minute more; the rest is for a busy machine. */
const endsWithinMs = 210_000;
const waitMs = 120_000;

const opt = '/opt/kafka-proxied';
const wipe = `
  rm -rf /etc/kafka-proxied ${opt} /run/kafka-proxied /usr/local/bin/kafka
  sed -i '/^# kafka-proxied begin/,/^# kafka-proxied end$/d' /etc/hosts`;
/** What is live: each file of each installed version. */
const live = `cd ${opt}/versions 2>/dev/null && find . -type f -printf '%P %s %T@\\n' | sort | sha256sum || echo nothing`;
const staged = `{ cat ${opt}/staging/* 2>/dev/null || true; } | wc -c`;
const versions = `ls -A ${opt}/versions`;

async function untilCopying(host: string): Promise<void> {
  for (const deadline = Date.now() + waitMs; Date.now() < deadline; await sleep(200)) {
    if (Number(await onHost(host, staged)) > begunBytes) return;
  }
  throw new Error(`no archive was copied to ${host} within ${waitMs / 1000} s`);
}

faultCase({ faults: [1], title: 'links are cut while the archive is copied' }, async (run) => {
  await onHost(bare, wipe);
  // An installation that somebody changed is copied again; until then it is the live one.
  await onHost(installed, `echo changed >>${opt}/versions/3.9.2/libs/changed.jar`);
  const before = await onHost(installed, live);

  for (const host of hosts) await worsenLink(host, { megabits });
  const going = run.tryUp();
  try {
    await Promise.all(hosts.map(untilCopying));
    for (const host of hosts) await cutLink(host);
    const cutAt = performance.now();
    await going;
    expect(performance.now() - cutAt).toBeLessThan(endsWithinMs);
  } finally {
    for (const host of hosts) {
      await restoreLink(host);
      await mendLink(host);
    }
    await going;
  }
  const cut = await going;
  expect(cut.code).not.toBe(0);
  for (const host of hosts)
    expect(withoutDebug(cut.output)).toMatch(new RegExp(`${host} .*has not answered`));

  expect(await onHost(installed, live)).toBe(before);
  expect(await onHost(bare, live)).toBe('nothing');

  await run.up();
  for (const host of hosts) {
    expect({ host, versions: await onHost(host, versions), staged: await onHost(host, staged) }).toEqual({
      host,
      versions: '3.9.2',
      staged: '0',
    });
  }
  expect(await onHost(installed, `ls ${opt}/versions/3.9.2/libs/changed.jar 2>/dev/null || true`)).toBe('');
});
