// Does not prove an outage that is longer than the source keeps its records. Starts from any lab that is up; leaves the dev stack up.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { cutLink, restoreLink } from '../../support/lab-faults.ts';
import { faultCase } from '../../support/fault-case.ts';
import { startLoad } from '../../support/lab-load.ts';
import { carriedOf, mirrorHost } from '../../support/lab-mirror.ts';
import { onHost } from '../../support/lab-places.ts';

/** What was sent while the mirror could not carry it arrives all the same, and what came before is not lost. */
async function carriesOver(fault: () => Promise<void>): Promise<void> {
  const load = await startLoad();
  await fault();
  const { prefix, acknowledged } = await load.stop();
  const carried = await carriedOf({ prefix: prefix.replace(/\.$/, ''), records: acknowledged });
  expect(carried).toMatchObject({ sent: acknowledged.length, missing: [], outOfOrder: [] });
}

faultCase(
  { faults: [7], title: 'the mirror and cluster 2 are cut off for a minute', load: false },
  async () =>
    carriesOver(async () => {
      await cutLink(mirrorHost);
      await sleep(60_000);
      await restoreLink(mirrorHost);
      await sleep(10_000);
    }),
);

const brokers = 'kafka-cluster2-1 kafka-cluster2-2';

faultCase({ faults: [7], title: 'the mirror loses cluster 2 for five minutes', load: false }, async () =>
  carriesOver(async () => {
    const signal = (name: string) =>
      onHost(mirrorHost, `systemctl kill --kill-whom=main --signal=${name} ${brokers}`);
    await signal('STOP');
    await sleep(300_000);
    await signal('CONT');
    await sleep(10_000);
  }),
);
