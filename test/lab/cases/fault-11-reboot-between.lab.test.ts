// Does not prove: a reboot of the gateway. Starts from any lab that is up; leaves the dev stack up.
import { expect } from 'vitest';
import { powerOff } from '../../support/lab-faults.ts';
import { faultCase } from '../../support/fault-case.ts';
import { isPending, persisted, rulesOf, ruleset, withNewRules } from '../../support/lab-firewall.ts';
import { afterTrial } from '../../support/lab-wrong-rules.ts';
import { awaitRegistered } from '../../support/lab-brokers.ts';
import { runOk } from '../../support/lab-stack.ts';

const title = 'a reboot between apply and confirm: the old rules; a reboot after it: the new ones';

/** By firewalld, and by nftables. */
const places = [{ host: 'engine2', broker: 2 }, { host: 'kafkaclientmachine2' }];

for (const { host, broker } of places)
  faultCase({ faults: [11], title: `${title} (${host})` }, async (run) => {
    const before = [await ruleset(host), await persisted(host)];
    const config = withNewRules(run.config, [host]);
    const mend = await afterTrial(host, 'kill -STOP "$(cat /run/sshd.pid)"');
    const failed = await run.upWhile(
      new RegExp(`"diagnosticEvent".*${host} runs with the change`),
      () => powerOff(host),
      config,
    );
    expect(failed.code).not.toBe(0);
    await runOk('lab', 'up');
    await mend();
    expect(await isPending(host)).toBe(false);
    expect([await ruleset(host), await persisted(host)]).toEqual(before);
    if (broker !== undefined) await awaitRegistered(run.dev, broker, true);

    expect((await run.up(config)).done).toEqual({ update: rulesOf([host]) });
    const confirmed = await ruleset(host);
    expect(confirmed).toContain('10.48.9.9');
    await powerOff(host);
    await runOk('lab', 'up');
    expect(await ruleset(host)).toBe(confirmed);
    if (broker !== undefined) await awaitRegistered(run.dev, broker, true);
    return config;
  });
