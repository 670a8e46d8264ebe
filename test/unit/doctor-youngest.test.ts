import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type OffsetAt, youngestTime } from '../../doctor/gather/youngest.ts';

/** A broker's answers for records of these times, in the order of their offsets; counts the questions. */
function partition(times: readonly number[]) {
  const asked = { count: 0 };
  const offsetAt: OffsetAt = (time) => {
    asked.count += 1;
    const offset = times.findIndex((one) => one >= time);
    return Promise.resolve({ offset, timestamp: times[offset] ?? -1 });
  };
  return { asked, offsetAt };
}

const hour = 3_600_000;

test('one question shows that the last record is the youngest', async () => {
  const { asked, offsetAt } = partition([1000, 2000, 3000]);
  expect(await youngestTime(offsetAt, 3000)).toBe(3000);
  expect(asked.count).toBe(1);
});

test('a record before the last one may be younger', async () => {
  const { offsetAt } = partition([1000, 3416, 3000]);
  expect(await youngestTime(offsetAt, 3000)).toBe(3416);
});

test('a producer whose clock is an hour ahead is found out in few questions', async () => {
  const ahead = Array.from({ length: 5000 }, (_, index) => hour + index * 7);
  const { asked, offsetAt } = partition([...ahead, 1000]);
  expect(await youngestTime(offsetAt, 1000)).toBe(Math.max(...ahead));
  expect(asked.count).toBeLessThan(60);
});

test('whatever the order of records', async () => {
  const anyTimes = fc.array(fc.integer({ min: 1, max: 10 * hour }), { minLength: 1, maxLength: 50 });
  await fc.assert(
    fc.asyncProperty(anyTimes, async (times) => {
      const { offsetAt } = partition(times);
      expect(await youngestTime(offsetAt, times.at(-1) ?? 0)).toBe(Math.max(...times));
    }),
  );
});
