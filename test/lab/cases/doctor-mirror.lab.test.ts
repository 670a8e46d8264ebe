// Does not prove mirrors of other versions, or compacted topics. Starts from any lab that is up; leaves the dev stack up.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { mirrorPatienceMs } from '../../../doctor/facts.ts';
import { doctorSays, tellsBreakages } from '../../support/lab-doctor.ts';
import {
  kafkaAt,
  mirrorHost,
  mirrorUnit,
  partitionsAtTarget,
  source,
  target,
  until,
} from '../../support/lab-mirror.ts';
import { onHost } from '../../support/lab-places.ts';
import { mirror, runOk, topic } from '../../support/lab-stack.ts';

const count = 600;

/** Records with keys, in all partitions, that the mirror has carried, and that are too old to be just on their way. */
async function carryRecords(): Promise<void> {
  const before = await heldAtTarget();
  await onHost(
    'engine1',
    `seq ${count} | sed 's/.*/&:&/' | kafka console-producer --cluster ${source} --topic ${topic} --property parse.key=true --property key.separator=:`,
  );
  await until('the records at the target', 120, async () => (await heldAtTarget()) >= before + count);
}

async function heldAtTarget(): Promise<number> {
  const lines = await kafkaAt(target, 'get-offsets', '--topic', topic).catch(() => []);
  const counts = lines.map((line) => Number(/^[^:]+:\d+:(\d+)$/.exec(line)?.[1] ?? 0));
  return counts.reduce((sum, each) => sum + each, 0);
}

/** The mirror makes it again, as it is at the source. */
async function deleteAtTarget(): Promise<void> {
  // It commits what it carried every 5 s.
  await sleep(8000);
  await kafkaAt(target, 'topics', '--delete', '--topic', topic);
  await until('the topic', 90, async () => (await partitionsAtTarget(topic)) === 6);
  await sleep(mirrorPatienceMs);
}

function changeOfTopic(change: string): string {
  return `kafka configs --cluster ${target} --alter --entity-type topics --entity-name ${topic} ${change}`;
}

async function changeAtTarget(change: string): Promise<void> {
  await onHost(mirrorHost, changeOfTopic(change));
}

tellsBreakages([
  {
    id: 'mirror-skips',
    hosts: ['kafkaclientmachine1'],
    what: 'a mirrored topic that was deleted at the target',
    on: async () => {
      await carryRecords();
      await deleteAtTarget();
    },
  },
  {
    id: 'mirror-skips',
    hosts: ['kafkaclientmachine1'],
    what: 'the same, and younger records came since',
    on: async () => {
      await carryRecords();
      await deleteAtTarget();
      await carryRecords();
    },
  },
  {
    id: 'mirror-record-too-large',
    hosts: ['kafkaclientmachine1'],
    what: 'a record that the target does not take, at which the task failed',
    on: async () => {
      await changeAtTarget('--add-config max.message.bytes=20000');
      await onHost(
        'engine1',
        `(head -c 50000 /dev/zero | tr '\\0' x; echo) | kafka console-producer --cluster ${source} --topic ${topic}`,
      );
      await sleep(mirrorPatienceMs + 10_000);
    },
    // The limit is not the stack's, so that the command which doctor prints can't lift it.
    mend: {
      [mirrorHost]: `${changeOfTopic('--delete-config max.message.bytes')} && systemctl restart ${mirrorUnit} && sleep 30`,
    },
  },
  {
    id: 'topic-missing',
    hosts: ['kafkaclientmachine1'],
    what: 'a declared topic that somebody deleted',
    on: { kafkaclientmachine1: `kafka topics --cluster ${target} --delete --topic answers; sleep 5` },
  },
]);

test('what was lost at the target is there again, whole', async () => {
  await carryRecords();
  const all = await heldAtTarget();
  await deleteAtTarget();
  const [finding, ...others] = (await doctorSays()).findings;
  expect(others).toEqual([]);
  expect(finding?.fix).toBe(`npm run carry-again -- ${mirror} ${topic}`);
  expect(finding?.found).toContain(`${topic}-0 from offset 0, but the mirror has stored`);
  expect(finding?.follows.join('\n')).toContain('consumers at cluster2 get all records of records');
  await runOk('carry-again', mirror, topic);
  const atSource = (await kafkaAt(source, 'get-offsets', '--topic', topic)).map((line) => line.trim());
  await until('all records', 120, async () => {
    const lines = (await kafkaAt(target, 'get-offsets', '--topic', topic)).map((line) => line.trim());
    return lines.join() === atSource.join();
  });
  expect(await heldAtTarget()).toBeLessThanOrEqual(all);
  expect((await doctorSays()).findings).toEqual([]);
});
