// Does not prove: what `destroy --data` removes (fault 28's case does). Starts from any lab that is up; brings the dev stack up first, and leaves it up.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compareRecords } from '../../../cli/start/records.ts';
import { exactly, kafkaOnWorkstation, newRecords } from '../../support/lab-clients.ts';
import { onHost } from '../../support/lab-places.ts';
import { readUpdate, run, up } from '../../support/lab-stack.ts';

const count = 1000;
const managed = [
  ...['engine1', 'engine2', 'engine3', 'gateway'],
  ...['kafkaclientmachine1', 'kafkaclientmachine2'],
];

/** Everything that could be ours on a host, but for data and what came by the package manager. */
const remains = `
  ls -d /etc/kafka-proxied /opt/kafka-proxied /run/kafka-proxied/[!l]* /usr/local/bin/kafka /etc/profile.d/*kafka* /etc/sysctl.d/*kafka* /etc/needrestart/conf.d/*kafka* 2>/dev/null || true
  ls /etc/systemd/system | grep -E 'kafka|zookeeper' || true
  grep -i kafka /etc/hosts | grep -v kafkaclientmachine || true
  pgrep -a java || true
  if command -v nft >/dev/null; then nft list tables | grep kafka || true; fi`;

beforeAll(async () => {
  await up();
});
afterAll(async () => {
  await up();
});

test('destroy takes everything off the hosts but the data; the next up finds every record again', async () => {
  const { prefix, records } = newRecords(count);
  const client = kafkaOnWorkstation();
  await client.produce(records);
  expect(compareRecords(records, await client.consume(prefix, count))).toEqual(exactly(count));

  const destroyed = readUpdate(await run('destroy', '--yes', '--skip-preview', '--json'));
  expect(destroyed.code).toBe(0);
  const left = await Promise.all(managed.map((host) => onHost(host, remains)));
  expect(Object.fromEntries(managed.map((host, index) => [host, left[index]]))).toEqual(
    Object.fromEntries(managed.map((host) => [host, ''])),
  );
  for (const id of [1, 2, 3]) {
    const data = `/var/lib/kafka-proxied/kafka-cluster1-${id}/data`;
    expect(await onHost(`engine${id}`, `ls ${data} | grep -c '^records-'; stat -c %U ${data}`)).toBe(
      '6\nkafka-proxied',
    );
  }

  const { unchanged } = await up();
  expect(unchanged).toBe(0);
  expect(compareRecords(records, await client.consume(prefix, count))).toEqual(exactly(count));
  expect((await up()).done).toEqual({});
});
