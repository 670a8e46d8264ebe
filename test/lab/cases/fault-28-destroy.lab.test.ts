// Does not prove: that a host is as before its first `up` (the fingerprint case does). Starts from any lab that is up, and leaves the dev stack up.
import { expect } from 'vitest';
import { compareRecords } from '../../../cli/start/records.ts';
import { faultCase, type FaultRun } from '../../support/fault-case.ts';
import { awaitRegistered, registeredNow } from '../../support/lab-brokers.ts';
import { exactly, kafkaOnWorkstation, newRecords } from '../../support/lab-clients.ts';
import { onHost } from '../../support/lab-places.ts';
import { confirmed, stack } from '../../support/lab-stack.ts';

const count = 1000;
const units: Record<string, string[]> = {
  engine1: ['kafka-cluster1-1', 'zookeeper-cluster1-1'],
  engine2: ['kafka-cluster1-2'],
  engine3: ['kafka-cluster1-3'],
};
const hosts = Object.keys(units);
const root = '/var/lib/kafka-proxied';

const onEach = (script: (host: string) => string): Promise<string[]> =>
  Promise.all(hosts.map((host) => onHost(host, script(host))));

/** Every file of the data with its hash, mode and owner. */
const data = (): Promise<string[]> =>
  onEach(
    () =>
      `cd ${root} && find . -type f -print0 | sort -z | xargs -0 sha256sum; find . -printf '%p %y %m %u:%g\\n' | sort`,
  );

async function stopServices(): Promise<void> {
  await onEach(
    (host) => `systemctl stop ${(units[host] ?? []).filter((unit) => unit.startsWith('kafka')).join(' ')}`,
  );
  await onHost('engine1', 'systemctl stop zookeeper-cluster1-1');
}

/** `npm run destroy -- --data`, which asks nobody here. */
async function destroyData(
  run: FaultRun,
  ...more: string[]
): Promise<{ code: number | undefined; output: string }> {
  return run.script('destroy', '--stack', stack, '--data', '--config-file', run.config, ...more);
}

/** Then the order of brokers is no longer that of the last update. */
async function moveController({ dev }: FaultRun): Promise<void> {
  const { controller = 0 } = await registeredNow(dev);
  await onHost(`engine${controller}`, `systemctl restart kafka-cluster1-${controller}`);
  await awaitRegistered(dev, controller, true);
  expect((await registeredNow(dev)).controller).not.toBe(controller);
}

faultCase({ faults: [28], title: 'destroy keeps data, or removes ours alone', load: false }, async (run) => {
  const { prefix, records } = newRecords(count);
  const client = kafkaOnWorkstation();
  await client.produce(records);

  await stopServices();
  const before = await data();
  const kept = await run.script('destroy', '--yes', '--skip-preview', '--config-file', run.config);
  expect({ code: kept.code, said: kept.code === 0 ? '' : kept.output }).toEqual({ code: 0, said: '' });
  expect(await data()).toEqual(before);
  expect(await onEach(() => 'getent passwd kafka-proxied | cut -d : -f 1')).toEqual(
    hosts.map(() => 'kafka-proxied'),
  );
  await run.up();
  expect(compareRecords(records, await client.consume(prefix, count))).toEqual(exactly(count));

  // Nothing is touched without the name, or with another.
  for (const words of [[], ['--confirm', 'cluster2']]) {
    const refused = await destroyData(run, ...words);
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain('Nothing was changed');
  }
  expect((await run.up()).done).toEqual({});

  // A stranger's file behind a link inside, and a data directory that somebody moved elsewhere.
  await onEach(() => 'mkdir -p /srv/strangers && echo precious >/srv/strangers/file');
  await onHost('engine1', `ln -s /srv/strangers/file ${root}/kafka-cluster1-1/data/link`);
  await onHost(
    'engine2',
    `cd ${root}/kafka-cluster1-2; systemctl stop kafka-cluster1-2; mv data /srv/strangers/data; ln -s /srv/strangers/data data; systemctl start kafka-cluster1-2`,
  );
  // A disk of its own for all data is a place of ours, and stays mounted.
  await onHost(
    'engine3',
    `systemctl stop kafka-cluster1-3; mkdir -p /srv/disk/lost+found; mv ${root}/* /srv/disk; mount --bind /srv/disk ${root}; systemctl start kafka-cluster1-3`,
  );
  await run.up();
  await moveController(run);
  const linked = await destroyData(run, ...confirmed);
  expect(linked.code).not.toBe(0);
  expect(linked.output).toMatch(
    /engine2: \/var\/lib\/kafka-proxied\/kafka-cluster1-2\/data is a symbolic link to \/srv\/strangers\/data, [^\n]*remove the link, then run the same command again/,
  );
  expect(await onHost('engine2', 'ls /srv/strangers/data/meta.properties')).not.toBe('');
  // Brokers' data goes first: while some is left, ZooKeeper's is, too.
  expect(await onHost('engine1', `ls ${root}`)).toContain('zookeeper-cluster1-1');

  const plain = await run.script('destroy', '--yes', '--skip-preview', '--config-file', run.config);
  expect(plain.code).not.toBe(0);
  expect(plain.output).toMatch(/npm run destroy -- .*--data/);

  // The link is out of the way; now something is mounted below.
  await onHost(
    'engine2',
    `cd ${root}/kafka-cluster1-2; rm data; mv /srv/strangers/data data; mkdir mounted; mount --bind /srv/strangers mounted`,
  );
  const mounted = await destroyData(run, ...confirmed);
  expect(mounted.code).not.toBe(0);
  expect(mounted.output).toMatch(
    /engine2: something is mounted at \/var\/lib\/kafka-proxied\/kafka-cluster1-2\/mounted, /,
  );
  await onHost('engine2', `umount ${root}/kafka-cluster1-2/mounted`);

  const wiped = await destroyData(run, ...confirmed);
  expect({ code: wiped.code, said: wiped.code === 0 ? '' : wiped.output }).toEqual({ code: 0, said: '' });
  expect(await onHost('engine3', `ls ${root}; umount ${root}; rmdir ${root}; rm -r /srv/disk`)).toBe(
    'lost+found',
  );
  const left = `ls -d ${root} 2>/dev/null || true; getent passwd kafka-proxied || true; cat /srv/strangers/file; ls /srv/strangers`;
  expect(await onEach(() => left)).toEqual(hosts.map(() => 'precious\nfile'));
  await onEach(() => 'rm -r /srv/strangers');

  await run.up();
});
