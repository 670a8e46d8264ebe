// Does not prove throughput, or what clients of other makes do with the offsets of their groups. Starts from any lab that is up; leaves the dev stack up.
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  carriedOf,
  kafkaAt,
  mirrorUnit,
  partitionsAtTarget,
  produceNumbered,
  source,
  target,
  topicsOf,
  until,
} from '../../support/lab-mirror.ts';
import { pids } from '../../support/lab-services.ts';
import { changedConfig, devStack, type DevStack, mirror, stackFile, up } from '../../support/lab-stack.ts';

const count = 10_000;
/** Longest time until what is new at the source is at the target, and the time that a tool needs to tell. */
const seenSeconds = 30 + 8;
const made = ['seen-topic', 'seen-group'];

/** Topics that nobody declares are carried as well. */
const withPattern = changedConfig((_, __, own) => (own.topics = ['records', 'seen-.*']));

let dev: DevStack;
beforeAll(async () => {
  await up(withPattern);
  dev = await devStack();
});
afterAll(async () => {
  await up(stackFile);
  for (const topic of made)
    for (const of of [source, target])
      await kafkaAt(of, 'topics', '--delete', '--if-exists', '--topic', topic);
});

const create = (topic: string, partitions: number) =>
  kafkaAt(source, 'topics', '--create', '--topic', topic, '--partitions', String(partitions));

test('all records arrive, each once, in the order of their partitions, and nothing is written to the source', async () => {
  const carried = await carriedOf(await produceNumbered(count, 2000));
  expect(carried).toEqual({
    ...{ sent: count, missing: [], duplicated: [], foreign: [], repeats: 0, outOfOrder: [] },
  });
  expect((await topicsOf(source)).filter((topic) => !made.includes(topic))).toEqual(['records']);
  expect(await topicsOf(target)).toContain(`mm2-offset-syncs.${source}.internal`);
});

test('a new topic and added partitions are seen within 30 seconds', async () => {
  await create('seen-topic', 2);
  await until('the new topic', seenSeconds, async () => (await partitionsAtTarget('seen-topic')) === 2);
  await kafkaAt(source, 'topics', '--alter', '--topic', 'seen-topic', '--partitions', '4');
  await until(
    'the added partitions',
    seenSeconds,
    async () => (await partitionsAtTarget('seen-topic')) === 4,
  );
  const carried = await carriedOf(await produceNumbered(400, 1000, 'seen-topic'), { topic: 'seen-topic' });
  expect(carried).toMatchObject({ missing: [], repeats: 0 });
});

test('a consumer group that moves to the target goes on where it was', async () => {
  const [topic, group] = ['seen-group', `moved-${process.pid}`];
  await create(topic, 1);
  await until('the topic', seenSeconds, async () => (await partitionsAtTarget(topic)) === 1);
  const read = async (of: string, most: number) => {
    const options = ['--topic', topic, '--group', group, '--from-beginning', '--timeout-ms', '30000'];
    const lines = await kafkaAt(of, 'console-consumer', ...options, '--max-messages', String(most));
    return lines.filter((line) => /^\d+\.\d+$/.test(line));
  };
  const before = await produceNumbered(1000, 1000, topic);
  expect(await read(source, 1000)).toEqual(before.records);
  const synced = `${group} +${topic} +0 +(\\d+)`;
  await until('the offsets', 60, async () => {
    const shown = await kafkaAt(target, 'consumer-groups', '--describe', '--group', group).catch(() => []);
    return Number(new RegExp(synced).exec(shown.join('\n'))?.[1] ?? 0) >= 900;
  });

  const after = await produceNumbered(500, 1000, topic);
  await carriedOf(after, { topic });
  const moved = await read(target, 500);
  // Offsets are translated to a place at or before the group's own: what is read again is little, and nothing is skipped.
  const again = moved.filter((record) => before.records.includes(record));
  expect(again.length).toBeLessThanOrEqual(100);
  expect(moved.slice(again.length)).toEqual(after.records.slice(0, 500 - again.length));
});

test('a second up changes and restarts nothing; a changed setting restarts the mirror alone', async () => {
  const before = await pids(dev.topology);
  expect((await up(withPattern)).done).toEqual({});
  expect(await pids(dev.topology)).toEqual(before);
  const other = changedConfig((_, __, own) => {
    own.topics = ['records', 'seen-.*'];
    own.settings = { 'offset.lag.max': 50 };
  });
  expect((await up(other)).done).toEqual({ update: [`mirror-${mirror}-service`] });
  const { [mirrorUnit]: now, ...others } = await pids(dev.topology);
  const { [mirrorUnit]: then, ...same } = before;
  expect(others).toEqual(same);
  expect(now).not.toBe(then);
});
