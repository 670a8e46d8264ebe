// Does not prove: anything about our own port maps and firewalls; the rules here are entered by hand to try the lab.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LabSpec } from '../../../lab/spec.ts';
import { DisposableLab } from '../../support/disposable-lab.ts';

const lab = new DisposableLab();

beforeAll(async () => {
  await lab.create();
  await lab.run('up');
});
afterAll(async () => {
  await lab.start(['down']);
  lab.remove();
});

/** What answers on a TCP port, seen from a host: an SSH server's greeting, or nothing within 3 s. */
async function greeting(from: string, address: string, port: number): Promise<string> {
  return lab.on(
    from,
    `timeout 3 bash -c 'exec 3<>/dev/tcp/${address}/${port} && head -c 7 <&3' 2>/dev/null || true`,
  );
}

async function initOf(host: string): Promise<number | null | undefined> {
  return (await lab.status()).hosts.find(({ name }) => name === host)?.pid;
}

/** Reboots a host from inside, and waits until it is all up again. */
async function reboot(host: string, how = 'systemctl reboot'): Promise<void> {
  const before = await initOf(host);
  await lab.start(['exec', host, '--', 'bash', '-c', how]);
  await expect.poll(() => initOf(host), { timeout: 60_000 }).not.toBe(before);
  await lab.run('up');
}

test.each([
  ['engine2', 'fd10:48:1::81'],
  ['engine1', 'fd10:48:1::1'],
  ['engine1', '2001:db8:198::141'],
])('%s reaches sshd at %s, an IPv6 address', async (from, address) => {
  expect(await greeting(from, address, 22)).toBe('SSH-2.0');
});

describe('the gateway', () => {
  test('lets nothing in that no port map asked for, even if the internet knows the way', async () => {
    await lab.inNetwork('internet', 'ip', 'route', 'add', '10.48.1.0/24', 'via', '203.0.113.98');
    expect(await greeting('kafkaclientmachine2', '10.48.1.81', 22)).toBe('');
    expect(await greeting('kafkaclientmachine2', '203.0.113.98', 2222)).toBe('');
    // The same way is open for what the gateway itself answers.
    expect(await greeting('kafkaclientmachine2', '10.48.1.1', 22)).toBe('SSH-2.0');
    await lab.inNetwork('internet', 'ip', 'route', 'del', '10.48.1.0/24');
  });

  test('forwards what is mapped, with the source address that it came with', async () => {
    await lab.on(
      'gateway',
      `nft add table ip trial
       nft 'add chain ip trial inward { type nat hook prerouting priority dstnat; }'
       nft add rule ip trial inward ip daddr 203.0.113.98 tcp dport 2222 dnat to 10.48.1.81:22`,
    );
    expect(await greeting('kafkaclientmachine2', '203.0.113.98', 2222)).toBe('SSH-2.0');
    await expect
      .poll(() => lab.on('engine1', 'journalctl --quiet --unit ssh --output cat'), { timeout: 10_000 })
      .toContain('198.51.100.141');
    await lab.on('gateway', 'nft delete table ip trial');
    expect(await greeting('kafkaclientmachine2', '203.0.113.98', 2222)).toBe('');
  });
});

describe('a reboot', () => {
  /** The number after @if is that of the cable's other end, which is a new one. */
  const withoutPeer = (text: string) => text.replace(/@if\d+/g, '').replace(/ +/g, ' ');
  const bootsOf = async (host: string) =>
    (await lab.on(host, 'journalctl --list-boots --no-pager')).split('\n').length;

  test.each(['gateway', 'engine1'])(
    'brings %s back with its addresses, and nothing that was only in memory',
    async (host) => {
      const addresses = await lab.on(host, 'ip -brief -family inet address');
      const boots = await bootsOf(host);
      await lab.on(host, 'ip address add 10.99.0.1/32 dev lo; touch /run/mark /var/mark');
      await reboot(host);
      expect(await bootsOf(host)).toBe(boots + 1);
      expect(withoutPeer(await lab.on(host, 'ip -brief -family inet address'))).toBe(withoutPeer(addresses));
      expect(await lab.on(host, 'ls /run/mark /var/mark 2>/dev/null || true')).toBe('/var/mark');
    },
  );

  test("brings the router owner's rules back, and only those", async () => {
    await lab.on('gateway', 'nft add table ip trial');
    expect(await lab.on('gateway', 'nft list tables')).toBe('table inet router\ntable ip trial');
    // Without the units' own stop commands: Debian's would empty the tables on the way down.
    await reboot('gateway', 'systemctl reboot --force --force');
    expect(await lab.on('gateway', 'nft list tables')).toBe('table inet router');
    expect(await greeting('engine1', '198.51.100.141', 22)).toBe('SSH-2.0');
  });
});

describe('packages', () => {
  test('arrive by the package manager, without a network', async () => {
    const install = {
      kafkaclientmachine2: 'apt-get -qq update && apt-get -qq install -y openjdk-17-jre-headless',
      engine1: 'dnf -q install -y java-17-openjdk-headless',
    };
    for (const [host, command] of Object.entries(install)) {
      expect(await lab.on(host, 'type -P java || true')).toBe('');
      await lab.on(host, `ip link set eth0 down; ${command}`);
      expect(await lab.on(host, 'java -version 2>&1')).toContain('17.');
      await reboot(host);
    }
  });
});

describe('exec', () => {
  test('works while sshd is dead', async () => {
    await lab.on('engine2', 'systemctl stop ssh');
    expect(await greeting('engine3', '10.48.1.82', 22)).toBe('');
    expect(await lab.on('engine2', 'systemctl start ssh; hostname')).toBe('engine2');
    expect(await greeting('engine3', '10.48.1.82', 22)).toBe('SSH-2.0');
  });
});

describe('a lab file with one host more', () => {
  const file = join(lab.folder, 'more.yaml');
  const reference = () => parse(readFileSync(join(lab.folder, 'lab/reference.yaml'), 'utf8')) as LabSpec;

  test('adds the host to the running lab, and takes it away again', async () => {
    const before = await lab.status();
    const spec = reference();
    spec.hosts['stranger'] = { role: 'host', family: 'debian', addresses: ['198.51.100.66'] };
    writeFileSync(file, stringify(spec));
    await lab.run('up', '--file', file);
    expect(await greeting('stranger', '198.51.100.141', 22)).toBe('SSH-2.0');
    await lab.run('up');
    expect((await lab.states())['stranger']).toBe('running');
    await lab.run('up', '--file', join(lab.folder, 'lab/reference.yaml'));
    const after = await lab.status();
    expect(after.hosts).toEqual(before.hosts);
  });

  test('is refused if it makes a running host another one', async () => {
    const spec = reference();
    spec.hosts['engine1'] = { role: 'host', family: 'debian', addresses: ['10.48.1.91'] };
    writeFileSync(file, stringify(spec));
    const { exitCode, stderr } = await lab.start(['up', '--file', file]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('engine1');
    expect(stderr).toContain('lab -- down');
    expect((await lab.status()).state).toBe('up');
  });
});
