// Does not prove: an official plugin that outlives pulumi; it may still confirm. Starts from any lab that is up; leaves the dev stack up.
import { expect } from 'vitest';
import { faultCase } from '../../support/fault-case.ts';
import { isPending, persisted, rulesOf, ruleset, withNewRules } from '../../support/lab-firewall.ts';
import { afterTrial } from '../../support/lab-wrong-rules.ts';
import { said, upKilledAt } from '../../support/lab-killed.ts';
import { onHost } from '../../support/lab-places.ts';

const title = 'pulumi killed between apply and confirm: rolled back; after cancel, the next up applies again';

// By firewalld, and by nftables.
for (const host of ['engine2', 'gateway'])
  faultCase({ faults: [10], title: `${title} (${host})` }, async (run) => {
    const before = [await ruleset(host), await persisted(host)];
    const config = withNewRules(run.config, [host]);
    // Nobody gets a new login while sshd is frozen, so the confirmation waits.
    const mend = await afterTrial(host, 'kill -STOP "$(cat /run/sshd.pid)"');
    try {
      const moment = said(`${host} runs with the change`);
      run.outputs.push(await upKilledAt({ victim: 'all', moment, delayMs: 0 }, config));
      expect(await isPending(host)).toBe(true);
      expect((await ruleset(host)) === before[0]).toBe(false);
      await expect.poll(() => isPending(host), { timeout: 60_000, interval: 1_000 }).toBe(false);
      expect([await ruleset(host), await persisted(host)]).toEqual(before);
    } finally {
      await onHost(host, 'kill -CONT "$(cat /run/sshd.pid)"');
      await mend();
    }
    expect((await run.script('cancel', '--yes')).code).toBe(0);
    expect((await run.up(config)).done).toEqual({ update: rulesOf([host]) });
    expect(await persisted(host)).toContain('10.48.9.9');
    return config;
  });

faultCase(
  { faults: [10], title: 'an up at once after the killed one waits until the trial is over' },
  async (run) => {
    const host = 'engine2';
    const config = withNewRules(run.config, [host], '10.48.9.10');
    const mend = await afterTrial(host, 'kill -STOP "$(cat /run/sshd.pid)"');
    try {
      const moment = said(`${host} runs with the change`);
      run.outputs.push(await upKilledAt({ victim: 'all', moment, delayMs: 0 }, config));
    } finally {
      await onHost(host, 'kill -CONT "$(cat /run/sshd.pid)"');
      await mend();
    }
    expect(await isPending(host)).toBe(true);
    const next = await run.up(config);
    expect(next.done).toEqual({ update: rulesOf([host]) });
    expect(next.output).toContain('waiting until firewall rules of an earlier run that were never confirmed');
    expect(await persisted(host)).toContain('10.48.9.10');
    return config;
  },
);
