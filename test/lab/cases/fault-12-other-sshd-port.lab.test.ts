// Does not prove: a forwarding in front of the host. Starts from any lab that is up; leaves the dev stack up.
import { expect } from 'vitest';
import { faultCase } from '../../support/fault-case.ts';
import { ruleset, withNewRules } from '../../support/lab-firewall.ts';
import { onHost } from '../../support/lab-places.ts';
import { findingsIn, refusedUp } from '../../support/lab-refused.ts';

const host = 'engine2';
const title = 'sshd on another port than the config says is refused before any rule is tried';
const moved = '/etc/ssh/sshd_config.d/moved.conf';
const redirect =
  'table ip owners_redirect { chain in { type nat hook prerouting priority dstnat; tcp dport 22 redirect to :2222; }; }';

faultCase({ faults: [12], title }, async (run) => {
  const config = withNewRules(run.config, [host]);
  try {
    await onHost(host, `echo 'Port 2222' >${moved}; systemctl restart ssh`);
    expect(findingsIn(await refusedUp(run, config))).toEqual([
      expect.stringMatching(
        `^${host}: operator@10\\.48\\.1\\.82:22 refuses connections: no sshd listens there`,
      ),
    ]);
    await onHost(host, `nft '${redirect}'`);
    const before = await ruleset(host);
    expect(findingsIn(await refusedUp(run, config))).toEqual([
      expect.stringMatching(`^${host}: accepts logins on port 2222, but the config says 22: `),
    ]);
    expect(await ruleset(host)).toBe(before);
  } finally {
    await onHost(
      host,
      `rm -f ${moved}; systemctl restart ssh; nft delete table ip owners_redirect 2>/dev/null || true`,
    );
  }
});
