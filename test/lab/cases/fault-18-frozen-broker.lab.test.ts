// Does not prove: a broker that freezes while another one restarts. Starts from any lab that is up; leaves the dev stack up.
import { expect } from 'vitest';
import { faultCase } from '../../support/fault-case.ts';
import { onHost } from '../../support/lab-places.ts';
import { services } from '../../support/lab-services.ts';
import { withoutDebug } from '../../support/lab-stack.ts';

const ids = [1, 2, 3];
const victim = 3;
const unit = `kafka-cluster1-${victim}`;
const property = 'log.cleaner.backoff.ms';
/** The first file of an update is staged, and no broker was restarted yet. */
const staged = /"resOutputsEvent".*cluster1-broker-\d-conf/;

const signal = (name: string): Promise<string> =>
  onHost(`engine${victim}`, `systemctl kill --kill-whom=main --signal=${name} ${unit}.service`);

faultCase(
  { faults: [18], title: 'a broker is stopped by SIGSTOP before its turn in a roll' },
  async (run) => {
    const { topology } = run.dev;
    const before = await services(topology);
    const config = await run.changed((own) => (own.settings[property] = 15_021));
    const refused = await run.upWhile(staged, () => signal('STOP').then(() => undefined), config);
    expect(refused.code).not.toBe(0);
    const said = withoutDebug(refused.output);
    expect(said).toMatch(new RegExp(`kafka-cluster1-\\d was not restarted: .*broker.* ?${victim}`));
    expect(await services(topology)).toEqual(before);

    await signal('CONT');
    const healed = await run.up(config);
    expect(healed.done['update']).toEqual(
      expect.arrayContaining(ids.map((id) => `cluster1-broker-${id}-roll`)),
    );
    return config;
  },
);

faultCase({ faults: [18], title: 'a broker is killed before its turn in a roll' }, async (run) => {
  const config = await run.changed((own) => (own.settings[property] = 15_022));
  const update = await run.upWhile(staged, () => signal('KILL').then(() => undefined), config);
  // It comes back by itself, and the others wait for it.
  expect(update.code).toBe(0);
  return config;
});
