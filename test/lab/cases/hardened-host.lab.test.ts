// Does not prove: other rules against code, such as fapolicyd's, or SELinux. Starts from any lab that is up; leaves cluster 1 alone
// on it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { awaitRegistered } from '../../support/lab-brokers.ts';
import { leadAgain } from '../../support/lab-client-words.ts';
import { doctorSays } from '../../support/lab-doctor.ts';
import { clusterOf } from '../../support/lab-one-cluster.ts';
import { onHost } from '../../support/lab-places.ts';
import { cluster, devStack, run, up, withoutDebug } from '../../support/lab-stack.ts';

const [host, unit, topic] = ['engine3', 'kafka-cluster1-3', 'hardened'];
const folders = ['/tmp', '/var/tmp', '/dev/shm', '/home'];
let config: string;

const harden = folders
  .map((folder) => `mount --bind ${folder} ${folder}; mount -o remount,bind,noexec,nosuid,nodev ${folder}`)
  .join('\n');
const soften = folders.map((folder) => `umount --lazy ${folder} 2>/dev/null || true`).join('\n');

/** The broker anew, before it loaded any library. @param then runs on the host at once */
async function restarted(then = 'true'): Promise<void> {
  await onHost(
    host,
    `systemctl restart ${unit}; until [ -L /run/kafka-proxied/${unit}/tmp ]; do sleep 0.1; done; ${then}`,
  );
  const dev = await devStack(config);
  await awaitRegistered(dev, 3, false).catch(() => undefined);
  await awaitRegistered(dev, 3, true);
  await leadAgain(dev, cluster);
}

beforeAll(async () => {
  config = clusterOf('3.9.2');
  await up(config);
  await onHost(host, `kafka topics --create --if-not-exists --topic ${topic} --replica-assignment 3`);
  await onHost(host, harden);
});
afterAll(async () => {
  await onHost(host, soften);
  await onHost(host, `kafka topics --delete --topic ${topic} || true`);
  await up(config);
});

test('brokers, and the tools of root and of a login user, read and write records by each codec', async () => {
  await restarted();
  expect((await doctorSays(config)).findings).toEqual([]);
  for (const [user, codec] of [
    ['root', 'snappy'],
    ['operator', 'zstd'],
    ['operator', 'snappy'],
    ['operator', 'lz4'],
  ]) {
    const record = `${user} by ${codec}`;
    const as = (script: string): string => `runuser --login ${user} --command ${JSON.stringify(script)}`;
    await onHost(
      host,
      as(
        `export XDG_RUNTIME_DIR=/run/user-of-nobody; [ ${user} = root ] || export XDG_CACHE_HOME=/var/lib/cache-of-${user}; echo ${record} | kafka console-producer --topic ${topic} --compression-codec ${codec}`,
      ).replace(/^/, `install -d -o ${user} /var/lib/cache-of-${user}; `),
    );
    const read = await onHost(
      host,
      as(
        `export XDG_CACHE_HOME=/var/lib/cache-of-${user}; kafka console-consumer --topic ${topic} --from-beginning --timeout-ms 15000 2>&1 || true`,
      ),
    );
    expect(read.split('\n'), read).toContain(record);
  }
});

test('doctor names a broker that has to load its libraries from /tmp', async () => {
  await restarted(`ln -sfnT /tmp /run/kafka-proxied/${unit}/tmp`);
  const { findings } = await doctorSays(config);
  expect(findings).toMatchObject([{ id: 'codec-refused', hosts: [host] }]);
  expect(findings[0]?.found).toMatch(
    /^records that are compressed with snappy, zstd are refused \(\w+\), others get through: .*\/tmp, on a mount with noexec$/,
  );
  await restarted();
  expect((await doctorSays(config)).findings).toEqual([]);
});

test('preview refuses a host where nothing may run from our own place', async () => {
  const opt = '/opt/kafka-proxied';
  await onHost(host, `mount --bind ${opt} ${opt}; mount -o remount,bind,noexec ${opt}`);
  try {
    const { code, output } = await run('preview', '--config-file', config);
    expect(code).not.toBe(0);
    expect(withoutDebug(output)).toMatch(
      /engine3: \/opt\/kafka-proxied lies on \S+, which is mounted with noexec: .*\(runs-no-code\)/,
    );
  } finally {
    await onHost(host, `umount ${opt}`);
  }
});
