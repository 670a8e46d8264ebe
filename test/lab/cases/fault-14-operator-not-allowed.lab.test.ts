// Does not prove: an operator whose address changes between two runs. Starts from any lab that is up; leaves the dev stack up.
import { expect } from 'vitest';
import { faultCase } from '../../support/fault-case.ts';
import { editedConfig } from '../../support/lab-config.ts';
import { ruleset } from '../../support/lab-firewall.ts';
import { findingsIn, refusedUp } from '../../support/lab-refused.ts';

const title = "rules that shut out the operator's own address, as it arrives, are refused";
const hosts = ['engine1', 'kafkaclientmachine2'];

faultCase({ faults: [14], title }, async (run) => {
  const before = await Promise.all(hosts.map(ruleset));
  const config = editedConfig(run.config, (content) => {
    const all = content['kafka-proxied:hosts'] as Record<string, { ssh?: { allow: string[] } }>;
    // The workstation's own address is not what arrives beyond the gateway.
    Object.assign(all['engine1'] ?? {}, { ssh: { allow: ['10.48.1.81'] } });
    Object.assign(all['kafkaclientmachine2'] ?? {}, { ssh: { allow: ['10.48.1.0/24'] } });
  });
  expect(findingsIn(await refusedUp(run, config))).toEqual([
    expect.stringMatching(
      /^engine1: sees you connect from 10\.48\.1\.85, .*kafka-proxied:hosts\.engine1\.ssh\.allow/,
    ),
    expect.stringMatching(
      /^kafkaclientmachine2: sees you connect from 203\.0\.113\.98, .*kafka-proxied:hosts\.kafkaclientmachine2\.ssh\.allow/,
    ),
  ]);
  expect(await Promise.all(hosts.map(ruleset))).toEqual(before);
});
