// Does not prove: Kafka before 3.9, where other names restart a broker. Starts from any lab that is up; leaves the dev stack up.
import { expect } from 'vitest';
import { faultCase, type FaultRun } from '../../support/fault-case.ts';
import { outside, type Shown, shownByBrokers } from '../../support/lab-certificates.ts';
import { exactly, exchange, kafkaOnWorkstation, kcatOn, serversFor } from '../../support/lab-clients.ts';
import { pids, serversOf } from '../../support/lab-services.ts';
import { withoutDebug } from '../../support/lab-stack.ts';

const alias = 'kafka.example.org';
const ids = [1, 2, 3];
const year = 365;

/** Runs up, which changes certificates alone: no process is another one, and new connections work. */
async function changed(run: FaultRun, config: string): Promise<Shown[]> {
  const { topology } = run.dev;
  const before = { pids: await pids(serversOf(topology)), shown: await shownByBrokers(run.dev) };
  const update = await run.up(config);
  const text = withoutDebug(update.output);
  for (const id of ids)
    expect(text).toContain(`kafka-cluster1-${id} takes its new certificates while it runs`);
  expect(text).not.toMatch(/does not take them|starting kafka-cluster/);
  const after = await shownByBrokers(run.dev);
  expect(await pids(serversOf(topology))).toEqual(before.pids);
  expect(after.map(({ verified }) => verified)).toEqual(ids.map(() => true));
  const earlier = before.shown.map(({ serial }) => serial);
  expect(after.filter(({ serial }) => earlier.includes(serial))).toEqual([]);
  const client = await kcatOn(outside, serversFor(run.dev, outside));
  expect(await exchange(client, kafkaOnWorkstation(), 20)).toEqual(exactly(20));
  return after;
}

const change = {
  faults: [],
  title: 'certificates are renewed, get a name and lose it, while brokers run and an outside client sends',
  loadFrom: outside,
};

faultCase(change, async (run) => {
  const first = await shownByBrokers(run.dev);

  const tls = (more: Record<string, unknown>): Promise<string> =>
    run.changed((own) => (own.tls = { ...own.tls, ...more }));
  const renewed = await changed(run, await tls({ certificateDays: year - 1 }));
  expect(renewed.map(({ names }) => names)).toEqual(first.map(({ names }) => names));
  renewed.forEach(({ end }, index) => expect(end.getTime()).toBeLessThan(first[index]?.end.getTime() ?? 0));

  const named = await changed(run, await tls({ certificateDays: year - 1, names: [alias] }));
  expect(named.map(({ names }) => names)).toEqual(
    first.map(({ names }) => [...names, `DNS:${alias}`].sort()),
  );

  const last = await changed(run, run.config);
  expect(last.map(({ names }) => names)).toEqual(first.map(({ names }) => names));
});
