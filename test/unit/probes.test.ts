// Proves what a config, a plan and doctor make of machines that doctor alone looks from; that packets of such machines
// are treated as the plan says, only hosts can prove.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Transport } from '../../config/listener-security.ts';
import { makePlan } from '../../config/plan/make.ts';
import { closedRoutes, openRoutes } from '../../config/plan/select.ts';
import type { Plan } from '../../config/plan/types.ts';
import type { Host, Topology } from '../../config/topology.ts';
import { type GatherOptions, gather } from '../../doctor/gather/gather.ts';
import { addressKey } from '../../doctor/keys.ts';
import { reportText } from '../../doctor/report.ts';
import { diagnose as diagnoseFacts } from '../../doctor/judge/diagnose.ts';
import { probeHosts } from '../../probe/probe.ts';
import { sshTarget } from '../../ssh/target.ts';
import { makePicture } from '../../picture/model.ts';
import { makeIdentity } from '../support/certificates.ts';
import { closedPort, startServer, startTlsServer } from '../support/fake-servers.ts';
import { fakeCluster, serveBroker } from '../support/fake-broker.ts';
import { authority, keep } from '../support/kept-servers.ts';
import { startSshServer } from '../support/ssh-server.ts';
import {
  devValues,
  hostKey,
  list,
  referenceValues,
  set,
  topologyOf,
  unset,
  type Values,
} from '../support/config-fixture.ts';
import { refuses } from './config-refused.ts';
import { causes, diagnose, healthy } from './doctor-fixture.ts';

const outside = { address: '198.51.100.66', managed: false, probe: true };
const inside = { network: 'lan', address: '10.48.1.66', managed: false, probe: true };

/** With one probe on the internet, and one in the LAN. */
function probed(values: Values): Values {
  set(values, ['hosts', 'stranger'], { ...outside, ssh: { user: 'guest', agentSocket: '/run/guest' } });
  set(values, ['hosts', 'laptop'], { ...inside });
  return values;
}

const topology = topologyOf(probed(devValues()));
const plan = makePlan(topology);
const hostOf = ({ hosts }: Topology, id: string): Host => {
  const host = hosts.find((one) => one.id === id);
  if (!host) throw new Error(`there is no host ${id}`);
  return host;
};

describe('a probe in the config', () => {
  it('is logged in to with its own key and user, by nothing that logs in to hosts of the stack', () => {
    const host = hostOf(topology, 'stranger');
    expect(host).toMatchObject({ managed: false, probe: true, firewall: 'off', managePortMap: false });
    expect(host.probeSsh).toMatchObject({
      ...{ user: 'guest', agentSocket: '/run/guest', hostKey: hostKey() },
    });
    expect(host.ssh).toBeUndefined();
    expect(() => sshTarget(host)).toThrow(/nobody logs in to it/);
  });

  it('needs a pinned host key like every host that is logged in to, unless the plan is only shown', () => {
    const values = probed(referenceValues());
    expect(() => topologyOf(values, {})).toThrow();
    set(values, ['offline'], true);
    expect(hostOf(topologyOf(values, {}), 'stranger').probeSsh).toBeUndefined();
    const withoutFile = referenceValues();
    unset(withoutFile, ['ssh', 'knownHostsFile']);
    for (const id of Object.keys(withoutFile['hosts'] as Values))
      set(withoutFile, ['hosts', id, 'hostKey'], hostKey());
    set(withoutFile, ['hosts', 'stranger'], outside);
    expect(() => topologyOf(withoutFile)).toThrow(/hosts\.stranger\.hostKey/);
  });

  it('is not asked by preview and up', async () => {
    const alone = { ...topology, hosts: topology.hosts.filter(({ probe }) => probe) };
    expect(await probeHosts(alone, plan)).toEqual(new Map());
  });

  refuses([
    {
      what: 'a probe that is managed',
      change: (v) => set(v, ['hosts', 'engine1', 'probe'], true),
      expected: [['kafka-proxied:hosts.engine1.probe', 'engine1 is managed']],
    },
    {
      what: 'a probe that is a client',
      change: (v) => {
        set(v, ['hosts', 'stranger'], outside);
        list(v, ['clusters', 'cluster1', 'clients']).push('stranger');
      },
      expected: [['kafka-proxied:clusters.cluster1.clients[3]', 'stranger is a probe']],
    },
    {
      what: 'a probe that runs a broker, and has rules',
      change: (v) => {
        set(v, ['hosts', 'laptop'], { ...inside, firewall: 'ports' });
        set(v, ['clusters', 'cluster1', 'brokers', '2', 'host'], 'laptop');
      },
      expected: [
        ['kafka-proxied:clusters.cluster1.brokers.2.host', 'is never logged in to (managed: false)'],
        ['kafka-proxied:hosts.laptop.firewall', 'No firewall rules can be written on laptop'],
      ],
    },
    {
      what: 'a probe that is known by a loopback address',
      change: (v) => set(v, ['hosts', 'stranger'], { ...outside, address: '127.0.0.1' }),
      expected: [['kafka-proxied:hosts.stranger.address', 'not known from which address doctor tests']],
    },
    {
      what: 'a probe without a key to log in with',
      change: (v) => {
        for (const id of Object.keys(v['hosts'] as Values))
          set(v, ['hosts', id, 'ssh'], { agentSocket: '/run/agent' });
        set(v, ['hosts', 'stranger'], outside);
        unset(v, ['ssh', 'privateKeyFile']);
        unset(v, ['ssh', 'agentSocket']);
      },
      expected: [['kafka-proxied:ssh', 'There is no key to log in to stranger']],
    },
  ]);
});

describe('the plan of a probe', () => {
  const bare = makePlan(topologyOf(devValues()));

  it('lets it change nothing for anybody else', () => {
    const isOther = (id: string): boolean => !['stranger', 'laptop'].includes(id);
    const others: Plan = {
      ...plan,
      routes: plan.routes.filter(({ vantage }) => isOther(vantage)),
      names: Object.fromEntries(Object.entries(plan.names).filter(([id]) => isOther(id))),
    };
    expect(others).toEqual(bare);
  });

  it('closes every port to a stranger on the internet', () => {
    expect(openRoutes(plan, 'stranger')).toEqual([]);
    const endpoints = closedRoutes(plan, 'stranger').map(addressKey);
    const mapped = plan.portMap.map(({ publicAddress, port }) => `${publicAddress}:${port}`);
    const bound = ['10.48.1.81:2181', '10.48.1.82:9092', '10.48.1.82:9192', '198.51.100.211:9091'];
    expect(endpoints).toEqual(expect.arrayContaining([...mapped, ...bound]));
  });

  it('opens inside what its network reaches, by addresses, as nobody tells it names', () => {
    const open = openRoutes(plan, 'laptop').map(({ name, port, address }) => `${name}:${port} ${address}`);
    expect(open).toEqual([
      '10.48.1.81:2181 10.48.1.81',
      '10.48.1.81:9091 10.48.1.81',
      '10.48.1.82:9092 10.48.1.82',
      '10.48.1.83:9093 10.48.1.83',
    ]);
    expect({ ...plan.names }).toMatchObject({ laptop: [], stranger: [] });
    expect(closedRoutes(plan, 'laptop').map(addressKey)).toEqual(
      expect.arrayContaining(['10.48.1.82:9192', '203.0.113.98:19092', '198.51.100.211:9091']),
    );
  });

  it('is drawn as what it is', () => {
    const picture = makePicture(topology, plan);
    const notes = [picture.internet, ...picture.networks].flatMap(({ hosts }) =>
      hosts.filter(({ id }) => ['stranger', 'laptop'].includes(id)).map((box) => box.notes),
    );
    expect(notes).toEqual([['doctor looks from here'], ['doctor looks from here']]);
  });
});

describe('what doctor says of a probe', () => {
  it('is nothing where all is well', () => {
    const { findings, closed } = diagnose(() => {}, topology);
    expect(findings).toEqual([]);
    const [own] = closed.filter(({ vantage }) => vantage === 'stranger');
    expect(own?.tried).toBe(closedRoutes(plan, 'stranger').length);
  });

  it('is a finding where a port answers a stranger', () => {
    const diagnosis = diagnose((draft) => {
      const found = draft.vantages['stranger'];
      if (found) found.closed['203.0.113.98:19092'] = 'open';
    }, topology);
    expect(causes(diagnosis)).toEqual(['answers-where-it-must-not engine2']);
    expect(diagnosis.findings[0]?.found).toContain('203.0.113.98:19092');
    expect(diagnosis.findings[0]?.found).toContain('stranger');
  });

  it('is that it could not be tried from there, where it could not; no finding', () => {
    const facts = healthy(topology, plan);
    facts.vantages['stranger'] = {
      untried: "it can't be logged in to: off",
      names: {},
      open: {},
      closed: {},
    };
    const diagnosis = diagnoseFacts(topology, plan, facts);
    expect(diagnosis.findings).toEqual([]);
    expect(reportText(facts, diagnosis)).toContain(
      "not tested:\n  from stranger: it can't be logged in to: off",
    );
    expect(diagnosis.closed.find(({ vantage }) => vantage === 'stranger')).toMatchObject({ tried: 0 });
  });

  it('takes it for right that a listener asks it for a certificate, which it has not', () => {
    const values = probed(devValues());
    set(values, ['clusters', 'cluster1', 'tls'], { internal: true, clientAuth: 'required' });
    const strict = topologyOf(values);
    const turnedAway = (vantage: string) =>
      diagnose((draft) => {
        for (const tried of Object.values(draft.vantages[vantage]?.open ?? {}))
          if (tried.response?.kind === 'answered' && tried.response.transport === 'tls')
            tried.response = { kind: 'answered', transport: 'tls', alert: 'certificate required' };
      }, strict);
    expect(causes(turnedAway('workstation'))).toEqual(['client-certificate-refused workstation']);
    expect(causes(turnedAway('laptop'))).toEqual([]);
  });
});

describe('a look from a probe', () => {
  interface Circumstances {
    access?: Partial<Host['probeSsh']>;
    /** What the port speaks. */
    transport?: Transport;
    /** Of this machine's own client. */
    identity?: string;
  }

  async function lookFrom(
    opened: number,
    shut: number,
    { access: change, transport = 'plain', identity = '' }: Circumstances = {},
  ) {
    const server = keep(await startSshServer());
    const folder = mkdtempSync(join(tmpdir(), 'kafka-proxied-probe-'));
    keep({ close: () => rmSync(folder, { recursive: true }) });
    const privateKeyFile = join(folder, 'key');
    writeFileSync(privateKeyFile, server.clientKey, { mode: 0o600 });
    const access = { user: 'guest', port: server.port, hostKey: server.hostKey, privateKeyFile, ...change };
    const host: Host = { ...hostOf(topology, 'laptop'), address: server.host, probeSsh: access };
    const way = { vantage: host.id, address: '127.0.0.1' };
    const service = { kind: 'broker', cluster: 'cluster1', id: 1, listener: 'INTERNAL' } as const;
    const reason = { closedBy: 'firewall', reason: '' } as const;
    const place = { bind: { address: '', port: opened }, advertise: { name: '', port: opened } };
    const looked: Plan = {
      ...plan,
      listeners: {
        cluster1: { 1: [{ name: 'INTERNAL', security: { transport, authentication: 'none' }, ...place }] },
      },
      routes: [
        { ...way, service, expect: 'answers', name: '127.0.0.1', port: opened, hops: [], arrivesFrom: '' },
        ...[shut, opened].map((port) => ({ ...way, ...reason, service, expect: 'closed' as const, port })),
      ],
    };
    const keys: GatherOptions['keys'] = Promise.resolve({
      authorities: { cluster1: authority.certificate },
      identities: { cluster1: identity },
    });
    const facts = await gather({ ...topology, hosts: [host], clusters: [], mirrors: [] }, looked, {
      ...{ keys, own: ['192.0.2.1'] },
    });
    return { server, facts };
  }

  it('needs no name and no sudo there', async () => {
    const served = serveBroker(1, fakeCluster([{ id: 1, host: 'engine1', port: 9 }]));
    const { port } = keep(await startServer(served));
    const shut = await closedPort();
    const { server, facts } = await lookFrom(port, shut);
    const { laptop } = facts.vantages;
    expect(laptop?.closed).toEqual({ [`127.0.0.1:${shut}`]: 'refused', [`127.0.0.1:${port}`]: 'open' });
    expect(laptop?.open['cluster1/broker-1/INTERNAL']).toMatchObject({
      ...{ outcome: 'open', response: { kind: 'answered', broker: { id: 1 } } },
    });
    expect(server.seen.commands).toHaveLength(1);
    expect(server.seen.commands[0]).toContain('; env LC_ALL=C bash -s -- ');
  });

  it('shows nobody the certificate of this machine', async () => {
    const client = makeIdentity(authority, 'client');
    const served = serveBroker(1, fakeCluster([{ id: 1, host: 'engine1', port: 9 }]));
    const node = makeIdentity(authority, 'engine1', 'IP:127.0.0.1');
    const { port } = keep(await startTlsServer(node, served, authority.certificate));
    const identity = `${client.key}${client.certificate}`;
    const { facts } = await lookFrom(port, await closedPort(), { transport: 'tls', identity });
    expect(facts.vantages['laptop']?.open['cluster1/broker-1/INTERNAL']?.response).toMatchObject({
      ...{ kind: 'answered', alert: expect.stringMatching(/certificate/) as string },
    });
  });

  it('says why it could not be, and asks nothing there', async () => {
    const { server, facts } = await lookFrom(1, 2, { access: { hostKey: hostKey() } });
    expect(facts.vantages['laptop']).toMatchObject({
      ...{ untried: expect.stringMatching(/^it can't be logged in to: /) as string, closed: {} },
    });
    expect(server.seen).toMatchObject({ logins: 0, commands: [] });
    expect([...facts.hosts]).toEqual([]);
  });
});
