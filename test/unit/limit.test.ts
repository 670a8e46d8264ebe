// Proves the bound on what runs at once; says nothing about what runs.
import { expect, it } from 'vitest';
import { mapAtMost } from '../../lib/map-at-most.ts';

it('runs at most so many at once, and keeps the order of the items', async () => {
  let running = 0;
  let most = 0;
  const started: number[] = [];
  const results = await mapAtMost(3, [5, 4, 3, 2, 1, 0], async (item) => {
    started.push(item);
    most = Math.max(most, (running += 1));
    for (let turn = 0; turn < item; turn += 1) await Promise.resolve();
    running -= 1;
    return item * 10;
  });
  expect(results).toEqual([50, 40, 30, 20, 10, 0]);
  expect(most).toBe(3);
  expect(started).toEqual([5, 4, 3, 2, 1, 0]);
});

it('takes fewer items than the limit, and none', async () => {
  expect(await mapAtMost(8, ['a'], async (item) => item)).toEqual(['a']);
  expect(await mapAtMost(8, [], async (item) => item)).toEqual([]);
});

it('fails when a call fails', async () => {
  const failing = mapAtMost(2, [1, 2, 3], async (item) => {
    if (item === 2) throw new Error('two');
    return item;
  });
  await expect(failing).rejects.toThrow('two');
});
