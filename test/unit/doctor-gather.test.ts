// Proves what is gathered from servers on the loopback; that brokers, sshd and firewalls of real hosts are met in the same
// way, the lab proves.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../config/plan/types.ts';
import { ask, parseAsked } from '../../doctor/gather/ask.ts';
import { canaryTopic } from '../../doctor/facts.ts';
import { assignment } from '../../doctor/gather/canaries.ts';
import { gather } from '../../doctor/gather/gather.ts';
import { connect } from '../../doctor/gather/connect.ts';
import { remoteVantage } from '../../doctor/gather/vantage.ts';
import { commandMark } from '../../ssh/login-words.ts';
import { fakeCluster, serveBroker } from '../support/fake-broker.ts';
import { closedPort, startServer } from '../support/fake-servers.ts';
import { endpointAt, keep, patienceMs } from '../support/kept-servers.ts';
import { startSshServer } from '../support/ssh-server.ts';
import { referenceValues, topologyOf } from '../support/config-fixture.ts';
import { plan as reference } from './doctor-fixture.ts';

const cluster = fakeCluster([{ id: 1, host: 'localhost', port: 9 }]);

describe('a look from this machine', () => {
  const base = topologyOf(referenceValues());

  /** Two brokers and a ZooKeeper, as one machine reaches them. */
  async function planFor(ports: { broker: number[]; zookeeper: number; shut: number[] }): Promise<Plan> {
    const common = {
      expect: 'answers',
      vantage: 'workstation',
      name: 'localhost',
      address: '127.0.0.1',
    } as const;
    const way = { hops: [{ kind: 'direct' as const }], arrivesFrom: '127.0.0.1' };
    const zookeeper = { kind: 'zookeeper', cluster: 'cluster1', id: 1, transport: 'plain' } as const;
    return {
      ...reference,
      ...{ portMap: [], tunnels: [] },
      listeners: {},
      routes: [
        ...ports.broker.map((port, index) => ({
          ...{ ...common, ...way, port },
          service: { kind: 'broker', cluster: 'cluster1', id: index + 1, listener: 'INTERNAL' } as const,
        })),
        { ...common, ...way, service: zookeeper, port: ports.zookeeper },
        ...ports.shut.map((port) => ({
          ...({
            expect: 'closed',
            vantage: 'workstation',
            service: zookeeper,
            address: '127.0.0.1',
            port,
          } as const),
          ...({ closedBy: 'firewall', reason: '' } as const),
        })),
      ],
    };
  }

  const workstation = base.hosts.filter(({ managed }) => !managed);
  const clusters = base.clusters.map((one) => ({ ...one, brokers: one.brokers.slice(0, 2) }));
  const topology = { ...base, hosts: workstation, clusters, mirrors: [] };
  const own = workstation.map(({ address }) => address);
  const keys = Promise.resolve({ authorities: {}, identities: {} });

  it('passes a record through every broker, and is not kept waiting by ports that are silent or closed', async () => {
    const brokers = [1, 2].map((id) => ({ id, host: 'localhost', port: 9 }));
    const two = fakeCluster(brokers);
    const servers = await Promise.all(
      [1, 2].map(async (id) => keep(await startServer(serveBroker(id, two)))),
    );
    const silent = keep(await startServer(() => undefined));
    const shut = await closedPort();
    const plan = await planFor({
      broker: servers.map(({ port }) => port),
      zookeeper: silent.port,
      shut: [shut, silent.port],
    });
    const { vantages, hosts } = await gather(topology, plan, { keys, own });
    expect(hosts.size).toBe(0);
    const { workstation: found } = vantages;
    const tried = found?.open ?? {};
    const canaries = [1, 2].map((id) => tried[`cluster1/broker-${id}/INTERNAL`]);
    for (const one of canaries)
      expect(one).toMatchObject({ outcome: 'open', response: { kind: 'answered', canary: { ok: true } } });
    expect(tried['cluster1/zookeeper-1/plain']).toEqual({ outcome: 'open', response: { kind: 'silent' } });
    expect(found?.closed).toEqual({ [`127.0.0.1:${shut}`]: 'refused', [`127.0.0.1:${silent.port}`]: 'open' });
    expect([...two.topics.keys()]).toEqual([canaryTopic]);
    expect([...two.records].map(([partition, log]) => `${partition}: ${log.length}`).sort()).toEqual([
      `${canaryTopic}-0: 1`,
      `${canaryTopic}-1: 1`,
    ]);
  });

  it('says so where this machine is not the one that the stack means', async () => {
    const plan = await planFor({ broker: [], zookeeper: 1, shut: [] });
    const { vantages } = await gather(topology, plan, { keys, own: ['192.0.2.1'] });
    expect(vantages['workstation']?.untried).toContain('this machine does not have its address 10.48.1.85');
  });
});

describe('a look from a host', () => {
  const target = (server: { host: string; port: number; hostKey: string }, privateKeyFile: string) => ({
    ...{ name: 'host', address: server.host },
    access: { user: 'operator', port: server.port, hostKey: server.hostKey, privateKeyFile },
  });

  async function loginTo(options: Parameters<typeof startSshServer>[0] = {}, hostKey?: string) {
    const server = keep(await startSshServer(options));
    const folder = mkdtempSync(join(tmpdir(), 'kafka-proxied-doctor-'));
    keep({ close: () => rmSync(folder, { recursive: true }) });
    writeFileSync(`${folder}/key`, server.clientKey, { mode: 0o600 });
    const login = remoteVantage(target({ ...server, hostKey: hostKey ?? server.hostKey }, `${folder}/key`));
    return { server, login };
  }

  it('keeps what the login prints apart, and how a script ended, which tells why a look is not whole', async () => {
    const { login } = await loginTo({
      onCommand: (channel) => {
        channel.write(`Welcome, friend${commandMark}\nname\tengine1\t10.48.1.81\n`);
        channel.stderr.write('sudo: sorry, you must have a tty to run sudo\n');
        channel.exit(1);
        channel.close();
      },
    });
    const vantage = keep(await login);
    const ran = await vantage.run('the script', [], 5_000);
    expect(ran).toMatchObject({ login: 'Welcome, friend', stdout: 'name\tengine1\t10.48.1.81\n', code: 1 });
    await expect(ask(vantage, reference)).rejects.toThrow(
      'sudo requires a terminal here (requiretty in sudoers)',
    );
  });

  it('runs scripts as root and opens connections through one login', async () => {
    const onCommand: NonNullable<Parameters<typeof startSshServer>[0]>['onCommand'] = (channel, command) => {
      let script = '';
      channel.on('data', (chunk: Buffer) => (script += chunk.toString()));
      channel.on('end', () => {
        channel.write(`${command} < ${script}`);
        channel.exit(0);
        channel.close();
      });
    };
    const { server, login } = await loginTo({ onCommand });
    const vantage = keep(await login);
    const { stdout, code } = await vantage.run('the script', ['a b'], 5_000);
    expect(code).toBe(0);
    expect(stdout).toBe("'; env LC_ALL=C sudo -n bash -s -- 'a b' < the script");
    const broker = keep(await startServer(serveBroker(1, cluster)));
    const { response, session } = await connect(
      endpointAt(broker, { open: () => vantage.open('127.0.0.1', broker.port, 5_000) }),
      patienceMs,
    );
    session?.close();
    expect(response).toMatchObject({ kind: 'answered', broker: { id: 1 } });
    expect({ logins: server.seen.logins, forwards: server.seen.forwards }).toEqual({
      ...{ logins: 1, forwards: [`127.0.0.1:${broker.port}`] },
    });
  });

  it('ends before anything is sent to a host with another key', async () => {
    const { hostKey } = keep(await startSshServer());
    const { server, login } = await loginTo({}, hostKey);
    await expect(login).rejects.toThrow(/verification failed|denied/i);
    expect(server.seen).toMatchObject({ logins: 0, commands: [] });
  });
});

describe('what a vantage prints', () => {
  const key = Buffer.from('key\n').toString('base64');
  const lines = [
    'name\ta\t10.0.0.1,10.0.0.2',
    'name\tb\t',
    'open\ta:1\tsilent',
    'shut\t10.0.0.9:2\tunreachable',
  ];

  it('is read line by line', () => {
    const ipv6 = ['open6\ta:1\trefused\t::1', 'name6\ta\t::1,fe80::1%eth0\t::1', 'name6\tb\t\t'];
    const mirror = `mirror\tkafka-mirror-m/cluster2\t${key}`;
    const all = [...lines, ...ipv6, `identity\tcluster1\t${key}`, mirror, 'done', ''];
    expect(parseAsked(all.join('\n'))).toEqual({
      names: { a: ['10.0.0.1', '10.0.0.2'], b: [] },
      ipv6: { a: { all: ['::1', 'fe80::1%eth0'], inFile: ['::1'], outcomes: { 'a:1 ::1': 'refused' } } },
      open: { 'a:1': 'silent' },
      closed: { '10.0.0.9:2': 'unreachable' },
      identities: { cluster1: 'key\n' },
      mirrors: { 'kafka-mirror-m/cluster2': 'key\n' },
    });
  });

  it('is nothing where its end is missing', () => {
    expect(parseAsked(lines.join('\n'))).toBeUndefined();
  });
});

describe('the topic of doctor', () => {
  it('has a partition for each broker to lead, with up to three copies', () => {
    expect(assignment([1, 2, 3, 4])).toEqual([
      [1, 2, 3],
      [2, 3, 4],
      [3, 4, 1],
      [4, 1, 2],
    ]);
    expect(assignment([7])).toEqual([[7]]);
  });
});
