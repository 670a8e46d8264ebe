// Does not prove: a disk with input and output errors. Starts from any lab that is up; leaves the dev stack up.
import { expect } from 'vitest';
import { faultCase } from '../../support/fault-case.ts';
import { awaitRegistered, registeredNow } from '../../support/lab-brokers.ts';
import { holdHost, makeReadOnly, uncover, waits } from '../../support/lab-disks.ts';
import { onHost } from '../../support/lab-places.ts';
import { findingsIn, refusedUp } from '../../support/lab-refused.ts';
import { services } from '../../support/lab-services.ts';
import { withoutDebug } from '../../support/lab-stack.ts';

const readOnly = (host: string, mount: string, places: string): string =>
  `${host}: ${mount} is read-only, or protected, but must be writable: ${places}. 'findmnt ${mount}' shows how it is mounted, and 'dmesg' whether the kernel made it read-only after an error. Then run 'mount -o remount,rw ${mount}'`;

faultCase({ faults: [24], title: 'folders of the system are read-only' }, async (run) => {
  const covered = [
    ['engine2', '/etc'],
    ['engine3', '/opt'],
    ['kafkaclientmachine1', '/usr'],
  ] as const;
  const config = await run.changed((own) => (own.settings['log.retention.hours'] = 164));
  try {
    for (const [host, folder] of covered) await makeReadOnly(host, folder);
    expect(findingsIn(await refusedUp(run, config))).toEqual([
      readOnly('engine2', '/etc', '/etc, /etc/kafka-proxied'),
      expect.stringMatching(/^engine2: has \/etc\/hosts on a read-only file system, but /),
      readOnly('engine3', '/opt', '/opt/kafka-proxied'),
      readOnly('kafkaclientmachine1', '/usr', '/usr/local/bin'),
    ]);
  } finally {
    for (const [host, folder] of covered) await uncover(host, folder);
  }
  await run.up(config);
  return config;
});

faultCase(
  { faults: [24], title: "one broker's data can't be written any more in the middle of a roll" },
  async (run) => {
    const { topology } = run.dev;
    const { controller = 3 } = await registeredNow(run.dev);
    // The controller comes last in a roll: all others are still to be switched when its disk fails.
    const host = `engine${controller}`;
    const unit = `kafka-cluster1-${controller}`;
    const data = `/var/lib/kafka-proxied/${unit}/data`;
    const held = controller === 1 ? 'engine2' : 'engine1';
    const before = await services(topology);
    const config = await run.changed((own) => (own.settings['log.retention.hours'] = 163));
    const giveBack = `chown -R kafka-proxied: ${data}; chmod u+rwX ${data}`;
    const began = '/run/fault-24-began';
    await onHost(host, `touch ${began}`);
    const release = await holdHost(held);
    const others = async () => {
      const { [unit]: _, ...rest } = await services(topology);
      return rest;
    };
    const { [unit]: _, ...othersBefore } = before;
    try {
      const breakDisk = async (): Promise<void> => {
        // Staging would give the folder its owner back.
        await onHost(
          host,
          `until [ /etc/kafka-proxied/stamps/broker--${unit} -nt ${began} ]; do sleep 0.2; done`,
        );
        await onHost(host, `chown root: ${data}; chmod 700 ${data}`);
        await awaitRegistered(run.dev, controller, false);
        await release();
      };
      const stopped = await run.upWhile(waits, breakDisk, config);
      expect(stopped.code).not.toBe(0);
      expect(withoutDebug(stopped.output)).toMatch(
        new RegExp(
          `kafka-cluster1-\\d was not restarted: .*still waiting for .*\\b${controller}\\b.*Nothing was stopped`,
        ),
      );
      expect(await others()).toEqual(othersBefore);

      // systemd would go on starting it.
      await onHost(host, `systemctl stop ${unit}`);
      expect(findingsIn(await refusedUp(run, config))).toEqual([
        `${host}: the service user kafka-proxied can't read and write ${data} (root:root, mode 700), and ${unit} needs it: it would fail at its start. Repair it with 'chown -R kafka-proxied: ${data}; chmod -R u+rwX ${data}'`,
      ]);
      await onHost(host, giveBack);
      await makeReadOnly(host, data);
      expect(findingsIn(await refusedUp(run, config))).toEqual([readOnly(host, data, data)]);
    } finally {
      await release();
      await uncover(host, data);
      await onHost(host, `${giveBack}; rm -f ${began}`);
    }
    await run.up(config);
    return config;
  },
);
