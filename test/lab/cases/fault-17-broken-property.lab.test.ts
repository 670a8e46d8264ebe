// Does not prove: other ways in which a broker can fail to get ready. Starts from any lab that is up; leaves the dev stack up.
import { expect } from 'vitest';
import { faultCase } from '../../support/fault-case.ts';
import { services } from '../../support/lab-services.ts';
import { withoutDebug } from '../../support/lab-stack.ts';

const ids = [1, 2, 3];

const fault = { faults: [17], title: 'a property that ends a broker at its start stops the roll there' };

faultCase(fault, async (run) => {
  const { topology } = run.dev;
  const before = await services(topology);

  // A broker that compacts logs refuses a buffer that holds no entry.
  const config = await run.changed((own) => (own.settings['log.cleaner.dedupe.buffer.size'] = 1));
  const broken = await run.tryUp(config);
  expect(broken.code).not.toBe(0);
  expect(broken.failed).toHaveLength(1);
  const hit = ids.find((id) => broken.failed.includes(`cluster1-broker-${id}-roll`));
  const said = withoutDebug(broken.output);
  expect(said).toContain(
    `kafka-cluster1-${hit} did not start with its new configuration and is back on its last good one`,
  );
  expect(said).toMatch(/dedupe/);

  const after = await services(topology);
  for (const id of ids) {
    const unit = `kafka-cluster1-${id}`;
    expect(after[unit]?.active).toBe('active');
    expect(after[unit]?.current).toBe(before[unit]?.current);
    if (id === hit) expect(after[unit]?.invocation).not.toBe(before[unit]?.invocation);
    else expect(after[unit]).toEqual(before[unit]);
  }

  const healed = await run.up();
  expect(healed.done).toEqual({
    update: [...ids.map((id) => `cluster1-broker-${id}-conf`), `cluster1-broker-${hit}-roll`].sort(),
  });
  expect(await services(topology)).toEqual(after);
});
