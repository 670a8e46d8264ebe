// Does not prove: keys of an agent that holds several; each is offered, in one connection. Starts from any lab that is up; leaves the dev stack up.
import { expect } from 'vitest';
import { faultCase } from '../../support/fault-case.ts';
import { onHost } from '../../support/lab-places.ts';
import { connectionsSince, findingsIn, refusedUp, timeOf } from '../../support/lab-refused.ts';
import { managedHosts } from '../../support/lab-stack.ts';

const keys = '/home/operator/.ssh/authorized_keys';
const fault = {
  faults: [22],
  title: 'a wrong SSH key is one failed login on a host, and the plugin tries none',
};

faultCase(fault, async (run) => {
  const hosts = managedHosts(run.dev);
  const began = new Map<string, string>();
  try {
    for (const host of hosts) {
      await onHost(
        host,
        `cp -p ${keys} ${keys}.kept; rm -rf /run/wrong; mkdir /run/wrong
         ssh-keygen -q -t ed25519 -N '' -f /run/wrong/key; cat /run/wrong/key.pub >${keys}`,
      );
      began.set(host, await timeOf(host));
    }
    const changed = await run.changed((own) => (own.settings['log.retention.hours'] = 166));
    const findings = findingsIn(await refusedUp(run, changed));
    expect(findings).toHaveLength(hosts.length);
    for (const [index, host] of hosts.entries()) {
      expect(findings[index]).toMatch(new RegExp(`^${host}: operator@\\S+:22 refuses the login\\.`));
      const connections = Object.values(await connectionsSince(host, began.get(host) ?? ''));
      expect(connections, host).toHaveLength(1);
      expect(connections[0]?.join('\n')).toMatch(/authenticating user operator .*\[preauth\]/);
      expect(connections.flat().join('\n')).not.toMatch(/Accepted/);
    }
  } finally {
    for (const host of hosts) await onHost(host, `[ ! -e ${keys}.kept ] || mv -f ${keys}.kept ${keys}`);
  }
  expect((await run.up()).done).toEqual({});
});
