// Does not prove: a tunnel from behind a gateway, or of RPM-family hosts. Starts from any lab that is up; leaves the dev stack up.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cutLink, powerOff, restoreLink } from '../../support/lab-faults.ts';
import { editedConfig } from '../../support/lab-config.ts';
import { exactly, exchange, kafkaOn } from '../../support/lab-clients.ts';
import { answering, outsideAll } from '../../support/lab-endpoints.ts';
import { addressesOf } from '../../support/lab-local-stack.ts';
import { host, networkOf, onHost, runAt, workstation } from '../../support/lab-places.ts';
import { readUpdate, run, runOk, stackFile, up } from '../../support/lab-stack.ts';
import {
  answers,
  backSeconds,
  client,
  endSessions,
  onClient,
  outcome,
  ports,
  secondsUntilBack,
  server,
  sshdGreets,
  stolenKey,
  unit,
  until,
  withKey,
} from '../../support/lab-tunnel.ts';

const topic = 'through';
const count = 1000;
const place = ['--cluster', 'cluster2', '--topic', topic];

beforeAll(async () => {
  await up();
  const made = ['topics', ...place, '--create', '--if-not-exists', '--partitions', '3'];
  await runAt(host(server.name), ['kafka', ...made, '--replication-factor', '2']);
});

/** What one host produces to cluster 2, another consumes. */
async function crosses(from: string, to: string): Promise<void> {
  const target = { cluster: 'cluster2', topic };
  expect(await exchange(kafkaOn(from, target), kafkaOn(to, target), count)).toEqual(exactly(count));
}

test('its client uses cluster 2 as its own machine does', async () => {
  await crosses(client, server.name);
  await crosses(server.name, client);
  await crosses(client, client);
});

test('nothing of cluster 2 answers from elsewhere, over IPv4 and IPv6', async () => {
  const own = [...(await addressesOf(server.name)), ...(await addressesOf(client))];
  const endpoints = own.flatMap((address) => [22, ...ports].map((port) => `${address} ${port}`));
  const expected = own.map((address) => `${address} 22`).sort();
  for (const vantage of [
    workstation,
    networkOf('engine1'),
    networkOf(client),
    networkOf(server.name),
    outsideAll,
  ])
    expect(await answering(vantage, endpoints)).toEqual(expected);
});

const measured: string[] = [];
function measure(what: string, seconds: number): void {
  measured.push(`${what}: back after ${seconds.toFixed(1)} s`);
  expect(seconds, what).toBeLessThan(backSeconds);
}

describe(`is back within ${backSeconds} s`, () => {
  afterAll(() => void process.stdout.write(`${measured.join('\n')}\n`));

  test.each([2, 30])('of the link, which was cut for %i s', async (seconds) => {
    await cutLink(server.name);
    try {
      await sleep(seconds * 1000);
      expect(await answers(client)).toBe(false);
    } finally {
      await restoreLink(server.name);
    }
    measure(`link cut for ${seconds} s`, await secondsUntilBack());
  });

  test('of an sshd that was away', async () => {
    await onHost(
      server.name,
      `systemctl stop ssh.socket ssh.service 2>/dev/null || systemctl stop ssh; ${endSessions}`,
    );
    try {
      await until('nothing answers through the tunnel', async () => !(await answers(client)));
      await sleep(10_000);
    } finally {
      await onHost(server.name, 'systemctl start ssh');
    }
    measure('sshd stopped', await secondsUntilBack());
  });

  test('of an ssh that was killed', async () => {
    await onHost(client, `kill -KILL $(systemctl show --property=MainPID --value ${unit})`);
    measure('ssh killed', await secondsUntilBack());
  });

  test('of a server that was off', async () => {
    await powerOff(server.name);
    await sleep(5_000);
    await runOk('lab', 'up');
    await until('sshd greets', sshdGreets);
    const began = Date.now();
    // ZooKeeper starts as well, and takes longer than the tunnel may.
    const loggedIn = `ss --no-header --tcp --numeric state established dst ${server.address} dport = 22 | grep -q . && systemctl is-active ${unit} || true`;
    await until('the tunnel is logged in', async () => (await onHost(client, loggedIn)) === 'active');
    measure('server rebooted', (Date.now() - began) / 1000);
    await until('ZooKeeper is up', () => answers(server.name));
    measure('server rebooted, from ZooKeeper on', await secondsUntilBack());
  });

  test('of a client that was off', async () => {
    await powerOff(client);
    await runOk('lab', 'up');
    measure('client rebooted', await secondsUntilBack());
  });
});

test('all of that is no change to the stack', async () => {
  await until('all is well', async () => (await run('status')).code === 0);
  expect((await up()).done).toEqual({});
  expect((await run('status')).output).toContain(unit);
  expect(await runOk('logs', client, unit)).toContain('ssh');
});

test('it is stopped, and started again', async () => {
  await runOk('stop', client);
  expect(await answers(client)).toBe(false);
  expect((await run('status')).code).not.toBe(0);
  await runOk('kafka-proxied', 'start', unit);
  expect(await answers(client)).toBe(true);
});

describe('its key', () => {
  const login = `kafka-tunnel@${server.address}`;
  const folder = `/etc/kafka-proxied/${unit}/keys`;
  // ssh takes no key of root's that a group may read.
  const copy = '/run/tunnel-key';
  const asClient = (...rest: string[]) => outcome(onClient, withKey(copy, ...rest));
  beforeAll(() => onHost(client, `install -m 600 ${folder}/* ${copy}`));
  afterAll(() => onHost(client, `rm -f ${copy}`));

  test('gives no shell, no command and no files', async () => {
    const command = await asClient(login, 'id');
    expect(command).toMatchObject({ code: 1 });
    expect(command.said).toContain('not available');
    expect(command.said).not.toContain('uid=');
    expect((await asClient('-tt', login)).code).not.toBe(0);
    expect(await asClient('-s', login, 'sftp')).toMatchObject({ code: 1 });
  });

  test('opens the ports of cluster 2, and no others', async () => {
    const through = (endpoint: string) => asClient('-W', endpoint, login);
    expect((await through('127.0.2.1:9091')).said).not.toMatch(/prohibited|denied/);
    for (const endpoint of [
      '127.0.0.1:22',
      '127.0.2.1:9093',
      '127.0.0.1:9091',
      '198.51.100.211:22',
      '203.0.113.98:19091',
    ])
      expect((await through(endpoint)).said, endpoint).toContain('administratively prohibited');
  });

  test('lets nothing listen on the machine', async () => {
    for (const port of [0, 1, 7777]) {
      const { code, said } = await asClient('-N', '-R', `127.0.0.1:${port}:127.0.0.1:22`, login);
      expect({ port, code }).toEqual({ port, code: 255 });
      expect(said).toContain('remote port forwarding failed');
    }
  });

  test('is good for nothing from elsewhere', async () => {
    const file = await stolenKey();
    for (const elsewhere of [workstation, networkOf(server.name)]) {
      const { code, said } = await outcome(elsewhere, withKey(file, '-N', login));
      expect(code).toBe(255);
      expect(said).toContain('Permission denied');
    }
  });

  test('is renewed by an update alone, and the old one is worth nothing', async () => {
    const before = await onHost(client, `ls ${folder}`);
    expect((await asClient('-W', '127.0.2.1:9091', login)).said).not.toContain('denied');
    const urn = `urn:pulumi:dev::kafka-proxied::kafka-proxied:index:SshTunnel$tls:index/privateKey:PrivateKey::${client}-tunnel-cluster2-key`;
    const update = readUpdate(await run('up', '--yes', '--skip-preview', '--json', '--replace', urn));
    expect(update.code).toBe(0);
    expect(update.done['update']).toEqual([
      `${server.name}-tunnel-doors-list`,
      `${client}-tunnel-cluster2-identity`,
      `${client}-tunnel-cluster2-service`,
    ]);
    expect(await answers(client)).toBe(true);
    expect(await onHost(client, `ls ${folder}`)).not.toBe(before);
    expect((await asClient('-N', login)).said).toContain('Permission denied');
    expect((await up()).done).toEqual({});
  });
});

test('it comes in where few may log in, and nobody else does', async () => {
  const narrow = editedConfig(stackFile, (config) => {
    config['kafka-proxied:ssh'] = {
      ...(config['kafka-proxied:ssh'] as object),
      allow: ['10.48.1.0/24', '203.0.113.98'],
    };
  });
  await up(narrow);
  await runOk('restart', unit);
  expect(await answers(client)).toBe(true);
  const endpoints = [`${server.address} 22`, '198.51.100.141 22'];
  expect(await answering(outsideAll, endpoints)).toEqual([]);
  expect(await answering(networkOf(client), endpoints.slice(0, 1))).toEqual(endpoints.slice(0, 1));
  expect(await answering(networkOf(server.name), endpoints.slice(1))).toEqual([]);
  await up();
});

test('an sshd that would refuse it is named before anything is changed there', async () => {
  const drop = '/etc/ssh/sshd_config.d/00-test.conf';
  await onHost(
    server.name,
    `echo 'AllowTcpForwarding no' >${drop}; rm /etc/kafka-proxied/stamps/tunnel-doors--sshd`,
  );
  const refused = await run('up', '--yes', '--skip-preview');
  expect(refused.code).not.toBe(0);
  expect(refused.output).toContain('AllowTcpForwarding no');
  await onHost(server.name, `rm ${drop}`);
  await up();
});
