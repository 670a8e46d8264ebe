// Proves what is asked and how answers are taken, with a typist of ours; not how terminals behave.
import { describe, expect, it } from 'vitest';
import { defaultGatewayIn, finder, firstAddress, scannedKey } from '../../cli/init/find.ts';
import { Interrupted, interview } from '../../cli/init/interview.ts';
import type { Answers } from '../../cli/init/question.ts';
import { fingerprintOf } from '../../cli/init/questions-login.ts';
import { findOnPath } from '../../lib/on-path.ts';
import { startSshServer } from '../support/ssh-server.ts';
import { hostKey } from '../support/config-fixture.ts';
import { finderOf, office, settingOf, typist } from './init-fixture.ts';

const key = hostKey();

/** All flags of the office, and what comes before the cluster's, but for these. */
const place: Answers = { ...office, proxied: 'yes', publicNameFrom: 'dns' };
const flagsBut = (...keys: (keyof Answers)[]): Answers =>
  Object.fromEntries(Object.entries(place).filter(([name]) => !keys.includes(name as keyof Answers)));

/** Enter for the questions that have a usual answer, of which the flags of the office answer none. */
const enter = (count: number): string[] => Array.from({ length: count }, () => '');

async function talk(flags: Answers, lines: readonly string[]) {
  const terminal = typist(lines);
  const answers = await interview(flags, settingOf(), terminal).catch((error: unknown) => error as Error);
  return { answers, shown: terminal.shown };
}

describe('the interview', () => {
  it('asks what no flag answers, proposes what it found, and takes Enter for it', async () => {
    const place = ['office', 'box1=192.168.7.11 box2', ...enter(4), 'kafka.example.org', ...enter(2)];
    const lines = [...place, 'admin', '', '~/.ssh/id_ed25519', ...enter(3)];
    const { shown } = await talk({}, lines);
    expect(shown).toEqual([
      'Name of the stack: ',
      'Machines for Kafka and ZooKeeper (NAME=ADDRESS …): ',
      'Address of box2 [192.168.7.12]: ',
      'Address ranges of the LAN of these machines, or none [192.168.7.0/24]: ',
      'Do clients outside of the LAN use the brokers, through a gateway (yes or no) [yes]: ',
      'The gateway (NAME=ADDRESS) [gateway=192.168.7.1]: ',
      'Public name of the gateway, for outside clients: ',
      'How do outside clients resolve it (dns or hosts) [dns]: ',
      'Public address of the gateway [203.0.113.7]: ',
      'User to log in as [me]: ',
      'Port of sshd [22]: ',
      'Private key file, or agent:SOCKET of an ssh-agent [~/.ssh/id_ed25519]: ',
      'Name of the cluster [office]: ',
      'Kafka version (0.10.1.1, 1.1.1, 2.8.2, 3.9.2, 4.3.1) [3.9.2]: ',
      'ZooKeeper servers (ID=MACHINE …) [1=box1]: ',
      "ZooKeeper's port [2181]: ",
    ]);
  });

  it('asks for controllers where the version has no ZooKeeper', async () => {
    const { shown, answers } = await talk({ ...place, version: '4.3.1' }, enter(30));
    expect(shown.filter((line) => /ZooKeeper/.test(line))).toEqual([]);
    expect(shown).toContainEqual(expect.stringMatching(/^Controllers \(ID=MACHINE …\) \[101=box1/));
    expect(answers).toMatchObject({ controllers: expect.stringMatching(/^101=/) as string });
  });

  it('refuses a wrong answer at once, and asks again', async () => {
    const { answers, shown } = await talk(flagsBut('publicAddress'), ['127.0.0.1', ...enter(30)]);
    expect(shown[1]).toMatch(
      /^ {2}kafka-proxied:hosts\.router\.publicAddress: 127\.0\.0\.1 is a loopback address/,
    );
    expect(shown[2]).toBe(shown[0]);
    expect(answers).toMatchObject({ publicAddress: '203.0.113.7' });
  });

  it('explains a question, and goes back to the one before', async () => {
    const lines = ['?', 'me@home', 'me', 'back', 'admin', ...enter(30)];
    const { answers, shown } = await talk(flagsBut('user'), lines);
    const asked = 'User to log in as [me]: ';
    expect(shown.slice(0, 7)).toEqual([
      asked,
      '  On every machine: not root, and with passwordless sudo.',
      asked,
      expect.stringContaining('"me@home" is not a valid Linux user name'),
      asked,
      'Port of sshd [22]: ',
      asked,
    ]);
    expect(answers).toMatchObject({ user: 'admin' });
  });

  it('asks after a flag that can’t stand', async () => {
    const { answers, shown } = await talk({ ...place, user: 'Admin' }, ['admin', ...enter(30)]);
    expect(shown.find((line) => line.startsWith('--user: '))).toContain('is not a valid Linux user name');
    expect(answers).toMatchObject({ user: 'admin' });
  });

  it('shows host keys with their fingerprints, and takes none without an answer', async () => {
    const flags = { ...flagsBut('hostKeys'), hosts: 'box1=192.168.7.11 box3=192.168.7.13' };
    const before = typist(enter(30));
    await interview({ ...flags, hostKeys: `box1=${key}, box3=${key}, rented=${key}` }, settingOf(), before);
    const questionsBefore = before.shown.indexOf(
      'A known_hosts file with the ed25519 keys of all machines, or none to get the keys now [none]: ',
    );
    const lines = [...enter(questionsBefore + 1), '', 'yes', 'yes', key, fingerprintOf(key), ...enter(30)];
    const { answers, shown } = await talk(flags, lines);
    const asked = (name: string) =>
      `Is that the host key of ${name} (yes, its fingerprint, or the whole key): `;
    const seen = (name: string) => [
      `  ${name} shows ${fingerprintOf(key)}`,
      '  Compare it with what ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub prints on that machine.',
    ];
    expect(shown.slice(questionsBefore + 1, questionsBefore + 14)).toEqual([
      ...[...seen('box1'), asked('box1'), ...seen('box1'), asked('box1')],
      ...['  It is off. ', asked('box3'), '  Unseen.', asked('box3')],
      ...[...seen('rented'), asked('rented')],
    ]);
    expect(answers).toMatchObject({ hostKeys: `box1=${key}, box3=${key}, rented=${key}` });
  });

  it('proposes a list of known hosts that has the keys of all of them', async () => {
    const asked = 'A known_hosts file with the ed25519 keys of all machines, or none to get the keys now';
    const proposal = async (known: string[]) => {
      const terminal = typist(enter(30));
      const textOf = () => known.map((name) => `${name} ${key}\n`).join('');
      await interview(flagsBut('hostKeys'), settingOf(finderOf({ textOf })), terminal).catch(() => undefined);
      return terminal.shown.find((line) => line.startsWith(asked))?.slice(asked.length);
    };
    const addresses = ['192.168.7.11', '192.168.7.12', 'box3', 'rented'];
    expect(await proposal(addresses)).toBe(' [~/.ssh/known_hosts]: ');
    expect(await proposal(addresses.slice(1))).toBe(' [none]: ');
  });

  it('ends where nobody answers any more', async () => {
    expect((await talk({}, ['office'])).answers).toBeInstanceOf(Interrupted);
  });
});

describe('what is found out', () => {
  it('is read from what the system prints', () => {
    expect(firstAddress('192.168.7.12    STREAM box2\n192.168.7.12    DGRAM\n')).toBe('192.168.7.12');
    expect(firstAddress('')).toBeUndefined();
    const head = 'Iface\tDestination\tGateway \tFlags\n';
    const lan = 'eth0\t0007A8C0\t00000000\t0001\n';
    expect(defaultGatewayIn(`${head}${lan}eth0\t00000000\t0107A8C0\t0003\n`)).toBe('192.168.7.1');
    expect(defaultGatewayIn(head + lan)).toBeUndefined();
  });

  it('has the key of a host, or says why not', () => {
    const printed = `# 192.168.7.11:22 SSH-2.0-OpenSSH_9.2\n192.168.7.11 ${key}\n`;
    expect(scannedKey(printed, '192.168.7.11:22')).toEqual({ value: key });
    expect(scannedKey(`[192.168.7.11]:2222 ${key}\n`, 'x')).toEqual({ value: key });
    expect(scannedKey('', '192.168.7.11:22')).toMatchObject({
      reason: '192.168.7.11:22 shows no ed25519 host key within 5 s.',
    });
  });
});

describe.skipIf(findOnPath('ssh-keyscan') === undefined)('a host key', () => {
  it('is asked for by the system’s own ssh-keyscan, and counts as seen from then on', async () => {
    const server = await startSshServer();
    const find = finder({ from: (argv) => [...argv], placeOf: (stack) => stack });
    const shown = () => find.shownKey(server.host, server.port);
    expect(shown()).toHaveProperty('reason', 'The machine showed no key to compare.');
    expect(await find.hostKey(server.host, server.port)).toEqual({ value: server.hostKey });
    expect(shown()).toEqual({ value: server.hostKey });
    await server.close();
    const endpoint = `${server.host}:${server.port}`;
    expect(await find.hostKey(server.host, server.port)).toHaveProperty(
      'reason',
      `${endpoint} shows no ed25519 host key within 5 s.`,
    );
  });
});
