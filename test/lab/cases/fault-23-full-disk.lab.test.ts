// Does not prove: what a failed copy says with another plugin than ours. Starts from any lab that is up; leaves the dev stack up.
import { expect } from 'vitest';
import { faultCase, type FaultRun } from '../../support/fault-case.ts';
import {
  fillUp,
  holdHost,
  makeRoom,
  moveFromSmallDisk,
  moveToSmallDisk,
  waits,
} from '../../support/lab-disks.ts';
import { onHost } from '../../support/lab-places.ts';
import { findingsIn, refusedUp } from '../../support/lab-refused.ts';
import { services } from '../../support/lab-services.ts';
import { type Update, withoutDebug } from '../../support/lab-stack.ts';

/** Runs `up` and fills a disk when all checks have passed and the host is about to be written. */
async function upWhileFilling(run: FaultRun, host: string, folder: string, config: string): Promise<Update> {
  const release = await holdHost(host);
  const fill = async (): Promise<void> => {
    await fillUp(host, folder);
    await release();
  };
  try {
    return await run.upWhile(waits, fill, config);
  } finally {
    await release();
  }
}

const etc = '/etc/kafka-proxied';

faultCase(
  { faults: [23], title: 'the disk of configurations is full, or fills up in the middle' },
  async (run) => {
    const config = await run.changed((own) => (own.settings['log.retention.hours'] = 165));
    const before = await services(run.dev.topology);
    await moveToSmallDisk('engine2', etc, '8m');
    try {
      await fillUp('engine2', etc);
      expect(findingsIn(await refusedUp(run, config))).toEqual([
        `engine2: ${etc} has 0 MiB free and needs 4 for ${etc}. Free space there`,
      ]);
      await makeRoom('engine2', etc);

      const broken = await upWhileFilling(run, 'engine2', etc, config);
      expect(broken.code).not.toBe(0);
      expect(broken.failed).toEqual(['cluster1-broker-2-conf']);
      const said = withoutDebug(broken.output);
      expect(said).toMatch(/engine2: could not \S+ .*\/etc\/kafka-proxied\/kafka-cluster1-2\/conf/);
      expect(said).toMatch(
        /engine2: \/etc\/kafka-proxied is full: 0 KiB and \d+ inodes free on \/etc\/kafka-proxied/,
      );
      // Nobody was restarted, and everybody's next start is that of before.
      expect(await services(run.dev.topology)).toEqual(before);

      await makeRoom('engine2', etc);
      await run.up(config);
    } finally {
      await moveFromSmallDisk('engine2', etc);
    }
    return config;
  },
);

const opt = '/opt/kafka-proxied';
const client = 'kafkaclientmachine2';
const jars = (): Promise<string> =>
  onHost(client, `cd ${opt}/versions/3.9.2/libs; sha256sum -- * | sha256sum`);

faultCase({ faults: [23], title: 'the disk of programs is full, or fills up in the middle' }, async (run) => {
  // What is there counts as gone, so that all of it is copied and unpacked again.
  const spoil = `echo spoilt >${opt}/versions/3.9.2/ARCHIVE_SHA256`;
  const before = await jars();
  await moveToSmallDisk(client, opt, '120m');
  try {
    await onHost(client, spoil);
    const [finding, ...others] = findingsIn(await refusedUp(run));
    expect(others).toEqual([]);
    expect(finding).toMatch(
      new RegExp(
        `^${client}: ${opt} has \\d+ MiB free and needs 324 for ${opt}, ${opt}/staging, ${opt}/versions\\.`,
      ),
    );
    await moveFromSmallDisk(client, opt);

    await moveToSmallDisk(client, opt, '500m');
    const fill = (): Promise<void> => fillUp(client, opt);
    const copying = await run.upWhile(/"resourcePreEvent".*-archive"/, fill);
    expect(copying.code).not.toBe(0);
    expect(copying.failed).toEqual([`${client}-kafka-3.9.2-archive`]);
    expect(await jars()).toBe(before);
    expect(findingsIn(await refusedUp(run))).toEqual([
      expect.stringMatching(new RegExp(`^${client}: ${opt} has 0 MiB free and needs 324 for`)),
    ]);
    await makeRoom(client, opt);

    const unpacking = await upWhileFilling(run, client, opt, run.config);
    expect(unpacking.code).not.toBe(0);
    expect(unpacking.failed).toEqual([`${client}-kafka-3.9.2`]);
    expect(withoutDebug(unpacking.output)).toMatch(
      new RegExp(
        `${client}: the Kafka archive could not be unpacked into ${opt}/versions \\(\\d+ KiB and \\d+ inodes free on ${opt}\\); what was there is unchanged`,
      ),
    );
    expect(await jars()).toBe(before);

    await makeRoom(client, opt);
    await run.up();
    expect(await jars()).toBe(before);
  } finally {
    await makeRoom(client, opt);
    await moveFromSmallDisk(client, opt);
  }
});
