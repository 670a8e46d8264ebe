// Does not prove: what firewalld itself does with a broken file at its next start. Starts from any lab that is up; leaves the dev stack up.
import { expect } from 'vitest';
import { faultCase } from '../../support/fault-case.ts';
import { persisted, rulesOf, ruleset, withNewRules } from '../../support/lab-firewall.ts';
import { onHost } from '../../support/lab-places.ts';
import { findingsIn, refusedUp } from '../../support/lab-refused.ts';

const host = 'engine2';
const broken = '/etc/firewalld/zones/home.xml';

faultCase(
  { faults: [12], title: 'broken XML of firewalld is refused, by its file, before any rule is tried' },
  async (run) => {
    const config = withNewRules(run.config, [host]);
    const before = [await ruleset(host), await persisted(host)];
    try {
      await onHost(host, `printf '<zone>\\n  <short>Home</short>\\n  <service name=' >${broken}`);
      expect(findingsIn(await refusedUp(run, config))).toEqual([
        expect.stringMatching(
          `^${host}: runs firewalld, whose configuration is broken, .*: ${broken.replaceAll('.', '\\.')}: INVALID_ZONE: .*line 3`,
        ),
      ]);
    } finally {
      await onHost(host, `rm -f ${broken}`);
    }
    expect([await ruleset(host), await persisted(host)]).toEqual(before);
    expect((await run.up(config)).done).toEqual({ update: rulesOf([host]) });
    return config;
  },
);
