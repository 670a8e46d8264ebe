// Does not prove: a sshd that falls silent after its greeting. Starts from any lab that is up; leaves the dev stack up.
import { expect } from 'vitest';
import { faultCase } from '../../support/fault-case.ts';
import { ownSshd, silentSshd } from '../../support/lab-other-sshd.ts';
import { findingsIn, refusedUp } from '../../support/lab-refused.ts';

const fault = { faults: [4], title: 'a sshd that accepts and says nothing is named, and nothing is touched' };

faultCase(fault, async (run) => {
  const silent = ['engine2', 'kafkaclientmachine2'];
  try {
    for (const host of silent) await silentSshd(host);
    const changed = await run.changed((own) => (own.settings['log.retention.hours'] = 167));
    expect(findingsIn(await refusedUp(run, changed))).toEqual([
      'engine2: operator@10.48.1.82:22 does not answer as an sshd within 8 s. Is the host up, and does its sshd run? If this host will not come back, add it to kafka-proxied:abandonHosts',
      'kafkaclientmachine2: operator@198.51.100.141:22 does not answer as an sshd within 8 s. Is the host up, and does its sshd run? If this host will not come back, add it to kafka-proxied:abandonHosts',
    ]);
  } finally {
    for (const host of silent) await ownSshd(host);
  }
  expect((await run.up()).done).toEqual({});
});
