// Does not prove: a gateway that loses single packets. Starts from any lab that is up; leaves the dev stack up.
import { expect } from 'vitest';
import { powerOff } from '../../support/lab-faults.ts';
import { portMapTable } from '../../../templates/port-map.ts';
import { faultCase } from '../../support/fault-case.ts';
import { holdHost, waits } from '../../support/lab-disks.ts';
import { onHost } from '../../support/lab-places.ts';
import { runOk, withoutDebug } from '../../support/lab-stack.ts';

const property = 'log.cleaner.backoff.ms';

const lost = { faults: [6], title: 'the gateway loses its port map during an apply' };

faultCase(lost, async (run) => {
  const config = await run.changed((own) => (own.settings[property] = 15_061));
  const map = await onHost('gateway', `nft list table ip ${portMapTable}`);
  await run.upWhile(
    /"diagnosticEvent".*starting kafka-cluster1-\d with conf/,
    // A table that is gone as a whole would be back at once.
    () => onHost('gateway', `nft flush table ip ${portMapTable}`).then(() => undefined),
    config,
  );
  expect((await run.up(config)).done).toEqual({
    update: ['gateway-port-map-rules', 'gateway-port-map-withdrawn'],
  });
  expect(await onHost('gateway', `nft list table ip ${portMapTable}`)).toBe(map);
  return config;
});

const dies = { faults: [6], title: 'the gateway dies during an apply' };

faultCase(dies, async (run) => {
  const config = await run.changed((own) => (own.settings[property] = 15_062));
  await onHost('gateway', 'echo >>/etc/kafka-proxied/gateway/portmap.nft');
  // Its step is held back by another run, so that the host dies while its step is under way.
  await holdHost('gateway');
  const hit = await run.upWhile(waits, () => powerOff('gateway'), config);
  expect(hit.code).not.toBe(0);
  expect(hit.failed).toContain('gateway-port-map-rules');

  const refused = await run.tryUp(config);
  expect(refused.code).not.toBe(0);
  expect(withoutDebug(refused.output)).toMatch(/^\s*gateway: /m);
  expect(refused.done).toEqual({});

  await runOk('lab', 'up');
  await run.up(config);
  return config;
});
