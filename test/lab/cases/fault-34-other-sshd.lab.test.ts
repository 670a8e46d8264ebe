// Does not prove: a host in the middle that passes on what it hears. Starts from any lab that is up; leaves the dev stack up.
import { expect } from 'vitest';
import { faultCase } from '../../support/fault-case.ts';
import { registeredNow } from '../../support/lab-brokers.ts';
import { holdHost, waits } from '../../support/lab-disks.ts';
import { otherSshd, ownSshd, seenByOtherSshd } from '../../support/lab-other-sshd.ts';
import { findingsIn, refusedUp } from '../../support/lab-refused.ts';
import { withoutDebug } from '../../support/lab-stack.ts';

/** It was connected to, and learned nothing: no login was tried, and no command's input arrived. */
async function expectNothingSaid(host: string): Promise<void> {
  const { log, stdin } = await seenByOtherSshd(host);
  expect(log).toMatch(/Connection from 10\.48\.1\.85/);
  expect(log).not.toMatch(/userauth-request|Accepted|Postponed/);
  expect(stdin).toBe('');
}

const fault = { faults: [34], title: "another sshd on a host's address gets not one byte of stdin" };

faultCase(fault, async (run) => {
  const config = await run.changed((own) => (own.settings['log.retention.hours'] = 162));
  for (const keyType of ['ed25519', 'rsa'] as const) {
    try {
      await otherSshd('engine3', keyType);
      expect(findingsIn(await refusedUp(run, config))).toEqual([
        'engine3: operator@10.48.1.83:22 presents another host key than the pinned one: nothing was sent to it. If the host was reinstalled, pin its new ed25519 key (hostKey, hostKeyFile or ssh.knownHostsFile)',
      ]);
      await expectNothingSaid('engine3');
    } finally {
      await ownSshd('engine3');
    }
  }

  // It comes after the checks have passed: what is left is the plugin, which holds the pins as well.
  const { controller = 3 } = await registeredNow(run.dev);
  const last = `engine${controller}`;
  const release = await holdHost(last === 'engine1' ? 'engine2' : 'engine1');
  try {
    const swap = async (): Promise<void> => {
      await otherSshd(last, 'ed25519');
      await release();
    };
    const broken = await run.upWhile(waits, swap, config);
    expect(broken.code).not.toBe(0);
    expect(broken.failed.every((name) => name.startsWith(`cluster1-broker-${controller}-`))).toBe(true);
    expect(withoutDebug(broken.output)).toMatch(/host key|handshake/i);
    await expectNothingSaid(last);
  } finally {
    await release();
    await ownSshd(last);
  }
  await run.up(config);
  return config;
});
