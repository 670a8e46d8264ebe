// Proves what is found at servers of these kinds on the loopback; that brokers, sshd and firewalls of real hosts are met in
// the same way, the lab proves.
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Plan } from '../../config/plan/types.ts';
import { parseAsked } from '../../doctor/gather/ask.ts';
import { assignment, canaryTopic } from '../../doctor/gather/canaries.ts';
import { gather } from '../../doctor/gather/gather.ts';
import { type Door, speak } from '../../doctor/gather/speak.ts';
import { Forbidden, remoteVantage } from '../../doctor/gather/vantage.ts';
import { makeAuthority, makeIdentity } from '../support/certificates.ts';
import { fakeCluster, serveBroker } from '../support/fake-broker.ts';
import { closedPort, type FakeDoor, startDoor, startTlsDoor } from '../support/fake-doors.ts';
import { startSshServer } from '../support/ssh-server.ts';
import { referenceValues, topologyOf } from './config-fixture.ts';
import { plan as reference } from './doctor-fixture.ts';

const open: { close: () => unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

function keep<T extends { close: () => unknown }>(one: T): T {
  open.push(one);
  return one;
}

const authority = makeAuthority('the plan’s CA');
const node = makeIdentity(authority, 'node', 'DNS:localhost,IP:127.0.0.1');
const client = makeIdentity(authority, 'client');
const cluster = fakeCluster([{ id: 1, host: 'localhost', port: 9 }]);
const patienceMs = 1_500;

function doorAt({ port }: Pick<FakeDoor, 'port'>, of: Partial<Door> = {}): Door {
  return {
    service: { kind: 'broker', cluster: 'cluster1', id: 1, listener: 'EXTERNAL' },
    ...{ protocol: 'PLAINTEXT', name: 'localhost', tls: { authorities: authority.certificate } },
    open: async () => {
      const socket = connect(port, '127.0.0.1').on('error', () => undefined);
      await new Promise((resolve) => socket.once('connect', resolve));
      return socket;
    },
    ...of,
  };
}

async function spokenAt(door: FakeDoor, of: Partial<Door> = {}) {
  const { spoken, session } = await speak(doorAt(keep(door), of), patienceMs);
  session?.close();
  return spoken;
}

const tls = { protocol: 'SSL' } as const;
const told = { id: 1, clusterId: 'fake', controller: 1, brokers: [{ id: 1, name: 'localhost', port: 9 }] };

describe('an open door', () => {
  it('is a broker that tells who it is, and of the others', async () => {
    expect(await spokenAt(await startDoor(serveBroker(1, cluster)))).toEqual({
      ...{ kind: 'answered', protocol: 'PLAINTEXT', broker: { ...told, partitions: [] } },
    });
  });

  it('is another broker than the one that is expected', async () => {
    const spoken = await spokenAt(await startDoor(serveBroker(3, cluster)));
    expect(spoken).toMatchObject({ kind: 'answered', broker: { id: 3 } });
  });

  it('stays silent, in plain text and in TLS', async () => {
    expect(await spokenAt(await startDoor(() => undefined))).toEqual({ kind: 'silent' });
    expect(await spokenAt(await startDoor(() => undefined), tls)).toEqual({ kind: 'silent' });
  });

  it('ends every connection, in whichever protocol', async () => {
    const door = await startDoor((socket) => socket.end());
    expect(await spokenAt(door)).toMatchObject({ kind: 'closed' });
    expect(door.met()).toBe(2);
  });

  it('speaks plain text where TLS is due', async () => {
    // As Kafka does with a size that no request has.
    const serve = serveBroker(1, cluster);
    const door = await startDoor((socket) => {
      socket.once('data', (first: Buffer) => void (first[0] === 22 && socket.destroy()));
      serve(socket);
    });
    expect(await spokenAt(door, tls)).toMatchObject({
      ...{ kind: 'answered', protocol: 'PLAINTEXT', broker: { id: 1 } },
    });
  });

  it('speaks TLS where plain text is due', async () => {
    const spoken = await spokenAt(await startTlsDoor(node, serveBroker(1, cluster)));
    expect(spoken).toMatchObject({ kind: 'answered', protocol: 'SSL', broker: { id: 1 } });
  });

  it('is another program', async () => {
    const door = await startDoor((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    );
    expect(await spokenAt(door)).toEqual({
      ...{ kind: 'answered', protocol: 'PLAINTEXT', stranger: '"HTTP/1.1 400 Bad Request"' },
    });
  });

  it('is ZooKeeper, or says in its own words that it does not tell', async () => {
    const service = { kind: 'zookeeper', cluster: 'c', id: 1, protocol: 'PLAINTEXT' } as const;
    const answering = (text: string) =>
      startDoor((socket) =>
        socket.once('data', (asked: Buffer) => socket.end(`${text} ${asked.toString()}`)),
      );
    const answered = { kind: 'answered', protocol: 'PLAINTEXT' };
    expect(await spokenAt(await answering('Zookeeper version: 3.8.4'), { service })).toEqual(answered);
    expect(await spokenAt(await answering('srvr is not executed because'), { service })).toEqual(answered);
    expect(await spokenAt(await answering('SSH-2.0-x'), { service })).toMatchObject({
      stranger: '"SSH-2.0-x srvr"',
    });
  });
});

describe('a certificate', () => {
  const certificateAt = async (identity: typeof node) => {
    const spoken = await spokenAt(await startTlsDoor(identity, serveBroker(1, cluster)), tls);
    return spoken?.kind === 'answered' ? spoken.certificate : undefined;
  };

  it('is of the plan’s CA, for this name, and valid', async () => {
    const found = await certificateAt(node);
    expect(found).toMatchObject({ subject: 'CN=node', names: ['localhost', '127.0.0.1'], coversName: true });
    expect(found).not.toHaveProperty('chain');
    expect(found?.protocol).toBe('TLSv1.3');
  });

  it('is not for this name', async () => {
    const found = await certificateAt(makeIdentity(authority, 'node', 'DNS:elsewhere'));
    expect(found).toMatchObject({ names: ['elsewhere'], coversName: false });
    expect(found).not.toHaveProperty('chain');
  });

  it('has ended', async () => {
    const ended = makeIdentity(authority, 'node', 'DNS:localhost', -1);
    expect(await certificateAt(ended)).toMatchObject({ coversName: true, chain: 'CERT_HAS_EXPIRED' });
  });

  it('is of another CA', async () => {
    const other = makeIdentity(makeAuthority('another'), 'node', 'DNS:localhost');
    expect(await certificateAt(other)).toMatchObject({
      ...{ coversName: true, chain: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
    });
  });

  it('is asked of us, and taken or turned away', async () => {
    const start = () => startTlsDoor(node, serveBroker(1, cluster), authority.certificate);
    const refused = await spokenAt(await start(), tls);
    expect(refused).toMatchObject({
      kind: 'answered',
      alert: expect.stringMatching(/certificate/) as string,
    });
    const identity = `${client.key}${client.certificate}`;
    const taken = await spokenAt(await start(), {
      ...tls,
      tls: { authorities: authority.certificate, identity },
    });
    expect(taken).toMatchObject({ kind: 'answered', broker: { id: 1 } });
    expect(taken).not.toHaveProperty('alert');
  });
});

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
    const zookeeper = { kind: 'zookeeper', cluster: 'cluster1', id: 1, protocol: 'PLAINTEXT' } as const;
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

  it('passes a record through every broker, and is not kept waiting by doors that are silent or shut', async () => {
    const brokers = [1, 2].map((id) => ({ id, host: 'localhost', port: 9 }));
    const two = fakeCluster(brokers);
    const doors = await Promise.all([1, 2].map(async (id) => keep(await startDoor(serveBroker(id, two)))));
    const silent = keep(await startDoor(() => undefined));
    const shut = await closedPort();
    const plan = await planFor({
      broker: doors.map(({ port }) => port),
      zookeeper: silent.port,
      shut: [shut, silent.port],
    });
    const { vantages, hosts } = await gather(topology, plan, { keys, own });
    expect(hosts.size).toBe(0);
    const { workstation: found } = vantages;
    const tried = found?.open ?? {};
    const canaries = [1, 2].map((id) => tried[`cluster1/broker-${id}/INTERNAL`]);
    for (const one of canaries)
      expect(one).toMatchObject({ outcome: 'open', spoken: { kind: 'answered', canary: { ok: true } } });
    expect(tried['cluster1/zookeeper-1/PLAINTEXT']).toEqual({ outcome: 'open', spoken: { kind: 'silent' } });
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
    const { mkdtempSync, writeFileSync, rmSync } = await import('node:fs');
    const folder = mkdtempSync('/tmp/kafka-proxied-doctor-');
    keep({ close: () => rmSync(folder, { recursive: true }) });
    writeFileSync(`${folder}/key`, server.clientKey, { mode: 0o600 });
    const login = remoteVantage(target({ ...server, hostKey: hostKey ?? server.hostKey }, `${folder}/key`));
    return { server, login };
  }

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
    expect(await vantage.run('the script', ['a b'], 5_000)).toBe("sudo -n bash -s -- 'a b' < the script");
    const door = keep(await startDoor(serveBroker(1, cluster)));
    const { spoken, session } = await speak(
      doorAt(door, { open: () => vantage.open('127.0.0.1', door.port, 5_000) }),
      patienceMs,
    );
    session?.close();
    expect(spoken).toMatchObject({ kind: 'answered', broker: { id: 1 } });
    expect({ logins: server.seen.logins, forwards: server.seen.forwards }).toEqual({
      ...{ logins: 1, forwards: [`127.0.0.1:${door.port}`] },
    });
  });

  it('ends before anything is sent to a host with another key', async () => {
    const { hostKey } = keep(await startSshServer());
    const { server, login } = await loginTo({}, hostKey);
    await expect(login).rejects.toThrow(/verification failed|denied/i);
    expect(server.seen).toMatchObject({ logins: 0, commands: [] });
  });

  it('tells a sshd that opens no connections for others', async () => {
    const door = doorAt({ port: 1 }, { open: () => Promise.reject(new Forbidden('no forwarding')) });
    expect(await speak(door)).toEqual({ forbidden: 'no forwarding' });
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
    expect(parseAsked([...lines, `identity\tcluster1\t${key}`, 'done', ''].join('\n'))).toEqual({
      names: { a: ['10.0.0.1', '10.0.0.2'], b: [] },
      open: { 'a:1': 'silent' },
      closed: { '10.0.0.9:2': 'unreachable' },
      identities: { cluster1: 'key\n' },
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
