// Does not prove: other ways in which a broker can fail to get ready. Starts from any lab that is up; brings the dev stack up first, and back at the end.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { services } from '../../support/lab-services.ts';
import { devStack, tryUp, up, withoutDebug, withSetting } from '../../support/lab-stack.ts';

const ids = [1, 2, 3];

beforeAll(async () => {
  await up();
});
afterAll(async () => {
  await up();
});

test('a property that ends a broker at its start stops up at that one broker; reverted, up heals, then changes nothing', async () => {
  const { topology } = await devStack();
  const before = await services(topology);

  // A broker that compacts logs refuses a buffer that holds no entry.
  const broken = await tryUp(withSetting('log.cleaner.dedupe.buffer.size', 1));
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

  const healed = await up();
  expect(healed.done).toEqual({
    update: [...ids.map((id) => `cluster1-broker-${id}-conf`), `cluster1-broker-${hit}-roll`].sort(),
  });
  const running = await services(topology);
  expect(running).toEqual(after);
  const third = await up();
  expect(third.done).toEqual({});
  expect(await services(topology)).toEqual(running);
});
