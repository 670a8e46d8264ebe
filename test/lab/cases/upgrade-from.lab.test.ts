// The program's own upgrade: a stack that the last release brought up is taken over by this one. Does not prove: other
// stacks than dev, or a commit of which set-up can't take over what this checkout has. KAFKA_PROXIED_UPGRADE_FROM=COMMIT
// chooses another commit.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lastRelease } from '../../support/last-release.ts';
import { readUpdate } from '../../support/lab-stack.ts';
import { SharedCheckout } from '../../../bench/shared-checkout.ts';

const from = process.env['KAFKA_PROXIED_UPGRADE_FROM'] ?? lastRelease();
const checkout = new SharedCheckout('kafka-proxied');

/** By unit: the host that it runs on. */
const hosts = {
  'zookeeper-cluster1-1': 'engine1',
  'kafka-cluster1-1': 'engine1',
  'kafka-cluster1-2': 'engine2',
  'kafka-cluster1-3': 'engine3',
  'zookeeper-cluster2-1': 'kafkaclientmachine1',
  'kafka-cluster2-1': 'kafkaclientmachine1',
  'kafka-cluster2-2': 'kafkaclientmachine1',
  'kafka-mirror-to-cluster2': 'kafkaclientmachine1',
};

interface Process {
  pid: string;
  /** Hash of what it was started with. */
  started: string;
}

async function processes(): Promise<Record<string, Process>> {
  const all = Object.entries(hosts).map(async ([unit, host]) => {
    const look = `systemctl show --property=MainPID --value ${unit}; cat /run/kafka-proxied/${unit}/started`;
    const [pid = '', started = ''] = (await checkout.run('lab', 'exec', host, '--', 'sh', '-c', look)).split(
      '\n',
    );
    return [unit, { pid, started }] as const;
  });
  return Object.fromEntries(await Promise.all(all));
}

async function up() {
  return readUpdate(await checkout.npm('run', '--silent', 'up', '--', '--yes', '--skip-preview', '--json'));
}

beforeAll(async () => {
  await checkout.create(from);
  await checkout.run('lab', 'up');
  expect(await up()).toMatchObject({ code: 0 });
  await checkout.checkOut('HEAD');
  // The first command after it installs the packages of that commit, and says so.
  await checkout.run('lab', 'status');
});
afterAll(() => checkout.remove());

test('preview says what differs, and touches nothing', async () => {
  const before = await processes();
  await checkout.run('preview');
  expect(await processes()).toEqual(before);
});

test('up replaces and deletes nothing, and restarts only what starts with something else', async () => {
  const before = await processes();
  const { code, done, failed, output } = await up();
  expect({ code, failed }, output.slice(-8000)).toEqual({ code: 0, failed: [] });
  expect(Object.keys(done).filter((kind) => !['create', 'update'].includes(kind))).toEqual([]);
  const after = await processes();
  for (const [unit, { pid, started }] of Object.entries(before)) {
    const now = after[unit];
    expect(now?.pid === pid, `${unit} runs on`).toBe(now?.started === started);
  }
});

test('the second up changes nothing', async () => {
  const before = await processes();
  expect(await up()).toMatchObject({ code: 0, done: {} });
  expect(await processes()).toEqual(before);
});
