// Does not prove: rules that let packets through slowly. Starts from any lab that is up; leaves the dev stack up.
import { expect } from 'vitest';
import { filterTable } from '../../../templates/firewall.ts';
import { faultCase } from '../../support/fault-case.ts';
import {
  isPending,
  openingOf,
  persisted,
  rulesOf,
  ruleset,
  withNewRules,
} from '../../support/lab-firewall.ts';
import { afterTrial, firstRule } from '../../support/lab-wrong-rules.ts';
import { onHost } from '../../support/lab-places.ts';
import { withoutDebug } from '../../support/lab-stack.ts';

const title = 'new rules that forget SSH go back by themselves, on hosts and on the gateway';

/** What goes wrong with the new rules of each host. */
const wrong = { engine2: 'drop', engine3: 'reject', gateway: 'drop' } as const;
const hosts = Object.keys(wrong) as (keyof typeof wrong)[];
const ownersTable =
  'table inet owners_own { chain input { type filter hook input priority 10; tcp dport 9999 drop; }; }';

faultCase({ faults: [8], title }, async (run) => {
  for (const host of hosts) await onHost(host, `nft '${ownersTable}'`);
  const before = await Promise.all(hosts.map(async (host) => [await ruleset(host), await persisted(host)]));
  const config = withNewRules(run.config, hosts);
  const mends = await Promise.all(
    hosts.map(async (host) => afterTrial(host, await firstRule(host, wrong[host]))),
  );
  try {
    const failed = await run.tryUp(config);
    expect(failed.code).not.toBe(0);
    expect(failed.failed.sort()).toEqual(openingOf(hosts));
    const said = withoutDebug(failed.output);
    for (const host of hosts) {
      expect(said).toContain(`${host}: with the new rules, no new login worked`);
    }
    expect(said.match(/the host restored the old rules by itself, and a login works again/g)).not.toBeNull();
    for (const host of hosts) expect(await isPending(host), host).toBe(false);
    const after = await Promise.all(hosts.map(async (host) => [await ruleset(host), await persisted(host)]));
    expect(after).toEqual(before);
  } finally {
    for (const mend of mends) await mend();
  }
  // The state holds the new rules, the hosts the old ones: both ways are changes.
  expect((await run.up(config)).done).toEqual({ update: rulesOf(hosts) });
  expect(await ruleset('engine2')).toContain('10.48.9.9');
  expect((await run.up()).done).toEqual({ update: rulesOf(hosts) });
  const last = await Promise.all(hosts.map(async (host) => [await ruleset(host), await persisted(host)]));
  expect(last).toEqual(before);
  for (const host of hosts) await onHost(host, 'nft delete table inet owners_own');
});

faultCase(
  { faults: [8], title: 'a gateway that lets its operator in and nobody through takes its rules back' },
  async (run) => {
    const config = withNewRules(run.config, ['gateway']);
    const before = [await ruleset('gateway'), await persisted('gateway')];
    const shut = `nft add chain inet ${filterTable} through '{ type filter hook forward priority 0; policy drop; }'`;
    const mend = await afterTrial('gateway', shut);
    try {
      const failed = await run.tryUp(config);
      expect(failed.failed).toEqual(openingOf(['gateway']));
      expect(withoutDebug(failed.output)).toMatch(/kafkaclientmachine1, which is reached through gateway: /);
      expect([await ruleset('gateway'), await persisted('gateway')]).toEqual(before);
    } finally {
      await mend();
    }
    // Nothing was kept, and the config is the old one again: the host's lost record makes it run once more.
    expect((await run.up()).done).toEqual({ update: openingOf(['gateway']) });
  },
);
