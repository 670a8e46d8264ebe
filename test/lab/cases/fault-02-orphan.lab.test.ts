// Does not prove: a link that is cut while a broker's own host holds ZooKeeper. Starts from any lab that is up; leaves the dev stack up.
import { expect } from 'vitest';
import { cutLink, restoreLink } from '../../../lab/faults.ts';
import { faultCase } from '../../support/fault-case.ts';
import { onHost } from '../../support/lab-places.ts';
import { services, startsSince } from '../../support/lab-services.ts';

const property = 'log.cleaner.backoff.ms';
const value = 15_011;
// Brokers beside ZooKeeper's: the cluster goes on without them.
const moment = /"diagnosticEvent".*starting kafka-cluster1-([23]) with conf/;
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
  const cut = await run.upWhile(
    moment,
    async (line) => {
      host = `engine${moment.exec(line)?.[1]}`;
      await cutLink(host);
    },
    config,
  );
  expect(cut.code).not.toBe(0);

  // The script still waits there for its broker to be registered. Held, it can't end before the next up comes to it.
  const signalOrphan = (name: string): Promise<string> =>
    onHost(host, `kill -${name} $(sed -n 's/.*(pid \\([0-9]*\\), .*/\\1/p' /run/kafka-proxied/lock.holder)`);
  await signalOrphan('STOP');
  await restoreLink(host);
  const again = await run.upWhile(waiting, () => signalOrphan('CONT').then(() => undefined), config);
  expect(again.code).toBe(0);
  for (const id of [1, 2, 3]) {
    const unit = `kafka-cluster1-${id}`;
    const starts = await startsSince(`engine${id}`, unit, before[unit]?.invocation ?? '');
    // A broker that is cut off from ZooKeeper ends, and systemd starts it again; a restart of ours begins that count anew.
    const bySystemd = await onHost(`engine${id}`, `systemctl show --property=NRestarts --value ${unit}`);
    expect({ unit, starts: starts - Number(bySystemd) }).toEqual({ unit, starts: 1 });
  }
  return config;
});
