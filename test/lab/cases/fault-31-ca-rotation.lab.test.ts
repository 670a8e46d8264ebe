// Does not prove: clients with copies of the CA that nobody renews. Starts from any lab that is up; leaves the dev stack up.
import { expect } from 'vitest';
import { faultCase, type FaultRun } from '../../support/fault-case.ts';
import { outside, type Shown, shownByBrokers } from '../../support/lab-certificates.ts';
import { said, scriptsEnded, upKilledAt } from '../../support/lab-killed.ts';
import { pids, serversOf } from '../../support/lab-services.ts';
import { managedHosts, withoutDebug } from '../../support/lab-stack.ts';

const old = 'cluster1 CA';
const next = 'cluster1 CA 2';
const fault = {
  faults: [31],
  title:
    'a CA takes the other’s place, killed half-way: both are trusted until all brokers have new certificates',
  loadFrom: outside,
};

const listing = (run: FaultRun, ...authorities: number[]): Promise<string> =>
  run.changed((own) => (own.tls = { ...own.tls, authorities }));
const issuers = (shown: Shown[]): string[] => shown.map(({ issuer }) => issuer);

/** What the outside client is shown; it verifies all of it. */
async function verified(run: FaultRun): Promise<Shown[]> {
  const shown = await shownByBrokers(run.dev);
  expect(shown.map((each) => each.verified)).toEqual(shown.map(() => true));
  return shown;
}

/** A step that is refused before any host is touched. */
async function refused(run: FaultRun, config: string, reason: RegExp): Promise<void> {
  const before = await shownByBrokers(run.dev);
  const update = await run.tryUp(config);
  expect(update.code).not.toBe(0);
  expect(update.done).toEqual({});
  expect(withoutDebug(update.output)).toMatch(reason);
  expect(await shownByBrokers(run.dev)).toEqual(before);
}

faultCase(fault, async (run) => {
  const { topology } = run.dev;
  const before = await pids(serversOf(topology));
  const [first, both, turned, last] = [
    await verified(run),
    await listing(run, 1, 2),
    await listing(run, 2, 1),
    await listing(run, 2),
  ];

  await refused(run, turned, /does not trust CA 2 yet.*First set it to \[1, 2\]/);
  await refused(run, last, /does not trust CA 2 yet/);
  await run.up(both);
  expect(await verified(run)).toEqual(first);

  const moment = said('kafka-cluster1-\\d takes its new certificates while it runs');
  run.outputs.push(await upKilledAt({ victim: 'pulumi', moment, delayMs: 500 }, turned));
  await scriptsEnded(managedHosts(run.dev));
  const mixed = issuers(await verified(run));
  expect(mixed).toContain(old);
  await refused(run, last, /still shows a certificate of CA 1.*First set it to \[2, 1\]/);
  expect(issuers(await verified(run))).toContain(old);

  await run.up(turned);
  expect(issuers(await verified(run))).toEqual([next, next, next]);
  await run.up(last);
  expect(issuers(await verified(run))).toEqual([next, next, next]);

  for (const authorities of [[2, 1], [1, 2], [1]]) await run.up(await listing(run, ...authorities));
  expect(issuers(await verified(run))).toEqual([old, old, old]);
  expect(await pids(serversOf(topology))).toEqual(before);
});
