// Does not prove names that a name service answers, which the lab has none of. Starts from any lab that is up; leaves hosts without the stack.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clusterOf, destroyed } from '../../support/lab-one-cluster.ts';
import { onHost } from '../../support/lab-places.ts';
import { doctorSays } from '../../support/lab-doctor.ts';
import { findingsIn } from '../../support/lab-refused.ts';
import { run, up } from '../../support/lab-stack.ts';

const config = clusterOf('3.9.2');

/** What owners have in their files, before the lines that the lab's hosts have. */
const lines: Record<string, string> = {
  engine1: '::1 engine1.home.lan engine1 localhost\n127.0.1.1\tENGINE1 engine1.home.lan # installer\n',
  engine2: '127.0.0.1 engine2 localhost\n::ffff:10.48.1.99 engine2\n',
  engine3: '2001:db8::83 engine3 printer\nfe80::1 engine3\n',
};
const engines = ['engine1', 'engine2', 'engine3'];

/** Address and name of each, of both families, as programs get them that ask for both. */
const resolved = engines
  .map((name) => `getent --no-addrconfig ahosts ${name} | awk -v name=${name} '{ print name, $1 }' | sort -u`)
  .join('; ');
const right = ['engine1 10.48.1.81', 'engine2 10.48.1.82', 'engine3 10.48.1.83'].join('\n');

async function eachFile(): Promise<string[]> {
  return Promise.all(engines.map((host) => onHost(host, 'sha256sum </etc/hosts')));
}

describe('names of the plan on other lines of /etc/hosts', () => {
  let before: string[] = [];
  beforeAll(async () => {
    const owner = await onHost('engine1', 'cat /etc/kafka-proxied/owner 2>/dev/null || true');
    if (owner !== '') {
      await up(config);
      await destroyed(config);
    }
    for (const [host, text] of Object.entries(lines))
      await onHost(
        host,
        `cp /etc/hosts /var/tmp/hosts.lab; printf '%s' '${text}' | cat - /var/tmp/hosts.lab >/etc/hosts`,
      );
    before = await eachFile();
  });
  afterAll(async () => {
    for (const host of engines) await onHost(host, 'mv /var/tmp/hosts.lab /etc/hosts');
  });

  test('leave them, of both families, at the first up, and the brokers find each other', async () => {
    await up(config);
    for (const host of engines) expect(await onHost(host, resolved)).toBe(right);
    const left = await onHost('engine1', "grep -F -e '::1' /etc/hosts");
    expect(left).toContain('::1 engine1.home.lan localhost');
    expect((await doctorSays(config)).findings).toEqual([]);
  });

  test('which nothing brings back on a host that starts again by itself', async () => {
    await onHost('engine1', 'systemctl start kafka-proxied-hosts');
    expect((await up(config)).done).toEqual({});
  });

  test('that somebody adds later are told by doctor, and leave with the next up', async () => {
    await onHost('engine1', "echo '::1 engine1 other' >>/etc/hosts");
    const told = (await doctorSays(config)).findings.map(({ id, hosts }) => ({ id, hosts }));
    expect(told).toEqual([{ id: 'name-resolves-elsewhere', hosts: ['engine1'] }]);
    expect((await up(config)).done).toEqual({ update: ['engine1-base', 'engine1-names-withdrawn'] });
    expect(await onHost('engine1', resolved)).toBe(right);
    await onHost('engine1', "sed -i '/::1 .*other/d' /etc/hosts");
  });

  test('stop the run before anything is written where the file is not asked first, or is protected', async () => {
    const order =
      'cp -p /etc/nsswitch.conf /var/tmp/nsswitch.conf; sed -i "s/^hosts:.*/hosts: dns/" /etc/nsswitch.conf';
    await onHost('engine1', order);
    await onHost('engine2', 'chattr +i /etc/hosts');
    try {
      const { output } = await run('preview', '--config-file', config);
      expect(findingsIn(output)).toEqual([
        expect.stringMatching(/^engine1: never reads names from \/etc\/hosts: .*nsswitch\.conf/) as string,
        expect.stringMatching(/^engine2: protects \/etc\/hosts from being replaced .*chattr -i/) as string,
      ]);
    } finally {
      await onHost('engine1', 'mv /var/tmp/nsswitch.conf /etc/nsswitch.conf');
      await onHost('engine2', 'chattr -i /etc/hosts');
    }
  });

  test('come back byte for byte with destroy', async () => {
    await destroyed(config);
    expect(await eachFile()).toEqual(before);
    expect(await onHost('engine1', 'ls /etc/systemd/system | grep hosts || true')).toBe('');
  });
});
