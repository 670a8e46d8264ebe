// Does not prove: a link that is cut while a broker's own host holds ZooKeeper. Starts from any lab that is up; leaves the dev stack up.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { cutLink, cutSsh, restoreLink, restoreSsh } from '../../support/lab-faults.ts';
import { faultCase } from '../../support/fault-case.ts';
import { onHost } from '../../support/lab-places.ts';
import { services, startsSince } from '../../support/lab-services.ts';

const property = 'log.cleaner.backoff.ms';
const value = 15_011;
// Brokers beside ZooKeeper's: the cluster goes on without them.
const moment = /"diagnosticEvent".*starting kafka-cluster1-([23]) with conf/;
/**
 * Shorter than a broker's session with ZooKeeper: one that is cut off for longer ends. The operator's connection stays
 * cut until the run has noticed, which takes a plugin from seconds to minutes.
 */
const cutMs = 5000;
const waiting =
  /"diagnosticEvent".*waiting for another run on this host: converge roll kafka-cluster1-\d \(pid \d+, since /;

const fault = {
  faults: [2],
  title: 'the link is cut during a restart, whose script runs on; up again at once',
};

faultCase(fault, async (run) => {
  const { topology } = run.dev;
  const before = await services(topology);
  const config = await run.changed((own) => (own.settings[property] = value));
  let host = '';
  const signalOrphan = (name: string): Promise<string> =>
    onHost(host, `kill -${name} $(sed -n 's/.*(pid \\([0-9]*\\), .*/\\1/p' /run/kafka-proxied/lock.holder)`);
  const cut = await run.upWhile(
    moment,
    async (line) => {
      host = `engine${moment.exec(line)?.[1]}`;
      // The script still waits there for its broker to be registered. Held, it can't end before the next up comes to it.
      await signalOrphan('STOP');
      await cutSsh(host);
      await cutLink(host);
      await sleep(cutMs);
      await restoreLink(host);
    },
    config,
  );
  expect(cut.code).not.toBe(0);
  await restoreSsh(host);

  const again = await run.upWhile(waiting, () => signalOrphan('CONT').then(() => undefined), config);
  expect(again.code).toBe(0);
  for (const id of [1, 2, 3]) {
    const unit = `kafka-cluster1-${id}`;
    const starts = await startsSince(`engine${id}`, unit, before[unit]?.invocation ?? '');
    expect({ unit, starts }).toEqual({ unit, starts: 1 });
  }
  return config;
});
