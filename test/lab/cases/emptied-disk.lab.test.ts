// Does not prove: a disk with more data than is copied within a minute. Starts from any lab that is up; leaves cluster 1 alone on it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { awaitRegistered } from '../../support/lab-brokers.ts';
import { clusterOf } from '../../support/lab-one-cluster.ts';
import { onHost } from '../../support/lab-places.ts';
import { devStack, run, topic, tryUp, up, withoutDebug } from '../../support/lab-stack.ts';
import { partitionsOf } from '../../support/lab-topic.ts';

const [host, unit, id] = ['engine3', 'kafka-cluster1-3', 3];
const data = `/var/lib/kafka-proxied/${unit}/data`;
const emptyDisk = `mount -t tmpfs -o size=1g,mode=755,uid=0,gid=0 disk ${data}; mkdir -m 700 ${data}/lost+found`;
let config: string;

beforeAll(async () => {
  config = clusterOf('3.9.2');
  await up(config);
});
afterAll(async () => {
  await onHost(
    host,
    `systemctl stop ${unit}; umount --lazy ${data} 2>/dev/null || true; rm -f /etc/kafka-proxied/${unit}/data-mount`,
  );
  await up(config);
});

test('a disk replaced by an empty one: said in preview, owned, written anew, copied from the others', async () => {
  await onHost(
    host,
    `seq 5000 | kafka console-producer --topic ${topic} --request-required-acks all; systemctl stop ${unit}; ${emptyDisk}`,
  );
  const preview = withoutDebug((await run('preview', '--config-file', config)).output);
  // What every ext4 file system has at its top Kafka takes for a partition.
  expect(preview).toMatch(/engine3: \S+\/data\/lost\+found is not a partition, .*\(strange-folder\)/);
  await onHost(host, `rmdir ${data}/lost+found`);
  expect(withoutDebug((await run('preview', '--config-file', config)).output)).toContain(
    `broker 3 of cluster1: its data folder is empty (${data} on ${host}), its data is copied again from broker(s) 1, 2`,
  );
  const update = await up(config);
  expect(update.done['update']).toEqual(['cluster1-broker-3-roll']);
  expect(withoutDebug(update.output)).toContain(
    'the data folder of broker 3 is empty: it copies its partitions',
  );
  expect(
    await onHost(host, `stat -c '%U:%G %a' ${data}; sed -n 's/^broker.id=//p' ${data}/meta.properties`),
  ).toBe('kafka-proxied:kafka-proxied 750\n3');
  const partitions = await partitionsOf(topic);
  expect(partitions.filter(({ replicas, isr }) => replicas.includes(id) && !isr.includes(id))).toEqual([]);
  expect(Number(await onHost(host, `cat ${data}/${topic}-*/*.log | wc -c`))).toBeGreaterThan(5000);
  expect((await up(config)).done).toEqual({});
});

test('a disk that is not mounted any more is missed, and the folder below it is not filled', async () => {
  await onHost(host, `systemctl stop ${unit}; umount ${data}`);
  const { code, output } = await tryUp(config);
  expect(code).not.toBe(0);
  expect(withoutDebug(output)).toMatch(
    new RegExp(
      `engine3: nothing is mounted at ${data}, the place of the data of ${unit} .*\\(disk-not-mounted\\)`,
    ),
  );
  await onHost(host, `rm /etc/kafka-proxied/${unit}/data-mount`);
  await up(config);
});

test('a broker that alone is in sync does not start without its data', async () => {
  const only = 'only-there';
  await onHost(
    host,
    `kafka topics --create --topic ${only} --replica-assignment 3:1 --config min.insync.replicas=1`,
  );
  await onHost('engine1', 'systemctl stop kafka-cluster1-1');
  await awaitRegistered(await devStack(config), 1, false);
  await onHost(host, `seq 10 | kafka console-producer --topic ${only}; systemctl stop ${unit}`);
  await onHost('engine1', 'systemctl start kafka-cluster1-1');
  await onHost(host, `${emptyDisk}; rmdir ${data}/lost+found`);
  const { code, output } = await tryUp(config);
  expect(code).not.toBe(0);
  expect(withoutDebug(output)).toMatch(
    /kafka-cluster1-3 was not started: .* it is the only broker that is in sync for \d+ partition\(s\), such as .*only-there-0/,
  );
  await onHost(host, `umount ${data}`);
  await up(config);
  const read = `kafka console-consumer --topic ${only} --from-beginning --timeout-ms 8000 2>/dev/null | wc -l`;
  expect(await onHost(host, `${read}; kafka topics --delete --topic ${only}`)).toBe('10');
});
