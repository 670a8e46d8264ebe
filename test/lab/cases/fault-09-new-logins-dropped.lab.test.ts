// Does not prove: anything of sessions that are opened later. Starts from any lab that is up; leaves the dev stack up.
import { expect } from 'vitest';
import { faultCase } from '../../support/fault-case.ts';
import { openingOf, persisted, ruleset, withNewRules } from '../../support/lab-firewall.ts';
import { afterTrial, firstRule } from '../../support/lab-wrong-rules.ts';
import { withoutDebug } from '../../support/lab-stack.ts';

const title = 'rules that keep sessions and drop new logins go back: an old session proves nothing';
const hosts = ['engine2', 'gateway'];

faultCase({ faults: [9], title }, async (run) => {
  const before = await Promise.all(hosts.map(async (host) => [await ruleset(host), await persisted(host)]));
  const config = withNewRules(run.config, hosts);
  const mends = await Promise.all(
    hosts.map(async (host) => afterTrial(host, await firstRule(host, 'drop new'))),
  );
  try {
    const failed = await run.tryUp(config);
    expect(failed.failed.sort()).toEqual(openingOf(hosts));
    const said = withoutDebug(failed.output);
    // The session that brought the rules lived on to its end.
    for (const host of hosts)
      expect(said).toContain(`${host} runs with the change; confirming it over a new login`);
    const after = await Promise.all(hosts.map(async (host) => [await ruleset(host), await persisted(host)]));
    expect(after).toEqual(before);
  } finally {
    for (const mend of mends) await mend();
  }
  expect((await run.up()).done).toEqual({ update: openingOf(hosts) });
});
