// Does not prove a loss of the mirror's host: the power cut of a host does. Starts from any lab that is up; leaves the dev stack up.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { addReceipt } from '../../run/receipts.ts';
import { faultCase } from '../../support/fault-case.ts';
import { carriedOf, killMirror, produceNumbered, restartMirror } from '../../support/lab-mirror.ts';

const rate = 100;
const count = 10_000;
/** Milliseconds between two bounces, of which the mirror takes a part to start. */
const pauseMs = 14_000;

faultCase(
  { faults: [20], title: 'the mirror is killed hard before its first offset commit', load: false },
  async (run) => {
    const never = await run.changed(
      (_, mirror) => (mirror.settings = { 'cluster2.offset.flush.interval.ms': 3_600_000 }),
    );
    await run.up(never);
    const sent = await produceNumbered(1000, 1000);
    expect(await carriedOf(sent)).toMatchObject({ missing: [], repeats: 0 });
    await killMirror();
    const later = await produceNumbered(1000, 1000);
    expect(await carriedOf(later)).toMatchObject({ missing: [], outOfOrder: [] });
    // It had not written down that it carried them, so it carried them again, before the later ones: that is what the fault is.
    const again = await carriedOf(sent, { last: later });
    expect(again.missing).toEqual([]);
    expect(again.repeats).toBeGreaterThan(0);
    return never;
  },
);

faultCase(
  { faults: [20], title: 'three clean and three hard bounces of the mirror', load: false },
  async () => {
    const producing = produceNumbered(count, rate);
    for (const bounce of [restartMirror, killMirror, restartMirror, killMirror, restartMirror, killMirror]) {
      await sleep(pauseMs);
      await bounce();
    }
    const { missing, outOfOrder, sent, repeats } = await carriedOf(await producing);
    addReceipt({
      ...{ case: '20: records through six bounces', acknowledged: sent, consumed: sent - missing.length },
      ...{ lost: missing.length, duplicated: repeats, restarts: {} },
    });
    expect({ missing, outOfOrder, sent }).toEqual({ missing: [], outOfOrder: [], sent: count });
  },
);
