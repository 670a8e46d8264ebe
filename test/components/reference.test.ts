// Proves what the program registers for the reference topology; not that a host or the engine does anything with it.
import { beforeAll, describe, expect, it } from 'vitest';
import type { Topology } from '../../config/topology.ts';
import { deployed, hostIdOf, isCommand, isRemote, isTentative, stdinOf } from '../support/deployment.ts';
import { type Registered, type Run, runWithMocks } from '../support/mocks.ts';
import { devValues, topologyOf } from '../support/config-fixture.ts';
import { GatewayPortMap } from '../../components/gateway-port-map.ts';
import { HostSession } from '../../components/host/session.ts';

let topology: Topology;
let run: Run;
beforeAll(async () => {
  topology = topologyOf(devValues());
  run = await deployed(topology);
});

const remotes = (): Registered[] => run.resources.filter(isRemote);
const commands = (): Registered[] => run.resources.filter(isCommand);

describe('the resources', () => {
  it('have these URNs: to rename one is to remove it from a host and make it anew', async () => {
    const urns = run.resources.map(({ urn }) => urn.split('::').slice(2).join('  ')).sort();
    await expect(`${urns.join('\n')}\n`).toMatchFileSnapshot('./reference-urns.txt');
  });

  it('may not share a URN', async () => {
    const gateway = topology.hosts.find(({ id }) => id === 'gateway');
    const twice = runWithMocks(() => {
      if (!gateway) throw new Error('the dev stack has no gateway');
      const session = new HostSession(gateway, undefined, new Date(0));
      new GatewayPortMap('map', { session, entries: [] });
      new GatewayPortMap('map', { session, entries: [] });
    });
    await expect(twice).rejects.toThrow(/two resources have one URN: .*GatewayPortMap::map,/);
  });

  it('are children of a component whose name begins theirs', () => {
    for (const { name, parent } of remotes()) expect(name).toMatch(new RegExp(`^${parent}-`));
  });

  it('are at most three remote ones a broker', () => {
    const brokers = run.resources.filter(({ type }) => type === 'kafka-proxied:index:KafkaBroker');
    expect(brokers).toHaveLength(5);
    for (const broker of brokers) {
      const children = remotes().filter(({ parent }) => parent === broker.name);
      // Nothing of cluster 2 speaks TLS, so its brokers have no secrets.
      const expected = broker.name.startsWith('cluster1-') ? ['conf', 'roll', 'secrets'] : ['conf', 'roll'];
      expect(children.map(({ name }) => name).sort()).toEqual(
        expected.map((what) => `${broker.name}-${what}`),
      );
    }
  });

  it('are few on each host', () => {
    const counts = Object.fromEntries(
      topology.hosts.map(({ id }) => [
        id,
        remotes().filter((resource) => hostIdOf(topology, resource) === id).length,
      ]),
    );
    // Scripts, base, archive, install, client, firewall; conf and roll a broker, with secrets where it speaks TLS; ZooKeeper; topics;
    // tunnels; names, port map and firewall a second time, when every broker has moved.
    expect(counts).toEqual({
      engine1: 13,
      engine2: 11,
      engine3: 11,
      gateway: 7,
      kafkaclientmachine1: 18,
      kafkaclientmachine2: 11,
      workstation: 0,
    });
  });

  it('leave no component without its outputs', () => {
    const components = run.resources.filter(({ custom }) => !custom);
    expect(components.length).toBeGreaterThan(10);
    for (const { name, outputs } of components) expect(outputs, name).toBeDefined();
    expect(components.find(({ name }) => name === 'cluster1-broker-2')?.outputs).toEqual({
      unit: 'kafka-cluster1-2',
    });
    expect(components.find(({ name }) => name === 'cluster1-zookeeper-1')?.outputs).toEqual({
      unit: 'zookeeper-cluster1-1',
    });
  });
});

describe('a remote command', () => {
  it('has a stamp as the first line of its stdin, and ends its document', () => {
    for (const command of commands()) {
      expect(stdinOf(command), command.name).toMatch(
        /^(# )?stamp 2026-01-02T03:04:05\.678Z not recorded on this host\n/,
      );
      expect(stdinOf(command), command.name).toMatch(/\n(end|install_scripts)\n$/);
    }
  });

  it('is one short constant line that names kind and unit, and nothing of the config', () => {
    const host = '/opt/kafka-proxied/bin/host';
    for (const { name, inputs } of commands()) {
      expect(inputs['update'], name).toBe(inputs['create']);
      if (name.endsWith('-scripts')) {
        expect(inputs['create']).toBe('sudo -n bash -s');
        expect(inputs['delete']).toBe(`! [ -x ${host} ] || sudo -n ${host} remove bootstrap scripts`);
        continue;
      }
      // What takes back the old ways leaves nothing to remove.
      if (name.endsWith('-withdrawn')) {
        expect(inputs['delete'], name).toBeUndefined();
        continue;
      }
      const [, what] = /^sudo -n \S+ converge ([a-z-]+ [\w.-]+)$/.exec(String(inputs['create'])) ?? [];
      expect(inputs['create'], name).toBe(`sudo -n ${host} converge ${what}`);
      expect(inputs['delete'], name).toBe(`! [ -x ${host} ] || sudo -n ${host} remove ${what}`);
    }
    expect(commands().map(({ inputs }) => String(inputs['create']).split(' ').slice(4).join(' '))).toEqual(
      expect.arrayContaining([
        'base host',
        'install 3.9.2',
        'client kafka',
        'portmap kafka_proxied_portmap',
        'zookeeper zookeeper-cluster1-1',
        'broker kafka-cluster1-3',
        'secrets kafka-cluster1-3',
        'roll kafka-cluster1-3',
        'client-keys cluster1',
        'topics cluster1',
      ]),
    );
  });

  it('logs stderr alone, has no environment, and is never replaced', () => {
    for (const { name, inputs } of commands()) {
      expect(inputs['logging'], name).toBe('stderr');
      expect(inputs['addPreviousOutputInEnv'], name).toBe(false);
      expect(Object.keys(inputs), name).not.toContain('environment');
      expect(Object.keys(inputs), name).not.toContain('triggers');
    }
  });
});

describe('a change that is tried', () => {
  const tried = () => run.resources.filter(isTentative);

  it('is a local command with a constant text, and a stamped document that says how to log in, with no key', () => {
    const managed = topology.hosts.filter((host) => host.managed);
    const names = tried().map(({ name }) => name);
    const steps = managed.flatMap(({ id }) => [`${id}-firewall-rules`, `${id}-firewall-withdrawn`]);
    expect(names.sort()).toEqual(steps.sort());
    for (const { name, inputs, secrets } of tried()) {
      const { stdin, ...rest } = inputs;
      const program = 'exec node --import tsx tools/tentative/main.ts';
      const kind = name.endsWith('-withdrawn') ? 'firewall-withdrawn' : 'firewall';
      expect(rest, name).toEqual({
        create: `${program} converge ${kind} kafka_proxied_filter`,
        update: `${program} converge ${kind} kafka_proxied_filter`,
        ...(kind === 'firewall' && { delete: `${program} remove firewall kafka_proxied_filter` }),
        logging: 'stderr',
        addPreviousOutputInEnv: false,
      });
      expect(secrets, name).toEqual([]);
      expect(stdin, name).toMatch(
        /^stamp 2026-01-02T03:04:05\.678Z not recorded on this host\nset login\.0\./,
      );
      expect(stdin, name).toMatch(/\nend\n$/);
      expect(stdin, name).toContain('set login.0.agent /project/.local/lab/ssh/agent.sock\n');
      expect(stdin, name).not.toMatch(/PRIVATE KEY|identity/);
    }
  });

  it('of the gateway is confirmed by logins to both of its sides, of other hosts by their own', () => {
    const logins = tried().map(({ name, inputs }) => [
      name,
      [...String(inputs['stdin']).matchAll(/^set login\.\d+\.host (.*)$/gm)].map(([, host]) => host),
    ]);
    expect(Object.fromEntries(logins)).toMatchObject({
      'gateway-firewall-rules': ['gateway', 'engine1', 'kafkaclientmachine1'],
      'engine1-firewall-rules': ['engine1'],
      'kafkaclientmachine2-firewall-rules': ['kafkaclientmachine2'],
    });
  });
});

describe('every remote resource', () => {
  it('logs in once to a pinned host by the agent, with no key in the state', () => {
    for (const resource of remotes().filter((one) => !isTentative(one))) {
      const host = topology.hosts.find(({ id }) => id === hostIdOf(topology, resource));
      expect(resource.inputs['connection'], resource.name).toEqual({
        host: host?.address,
        port: 22,
        user: 'operator',
        hostKey: host?.ssh?.hostKey,
        agentSocketPath: '/project/.local/lab/ssh/agent.sock',
        dialErrorLimit: 0,
        perDialTimeout: 15,
      });
      expect(host?.ssh?.hostKey).toMatch(/^ssh-ed25519 /);
    }
  });

  it('that copies the archive copies again to another machine, or when its unpacking runs again', () => {
    const copies = remotes().filter((resource) => !isCommand(resource) && !isTentative(resource));
    expect(copies).toHaveLength(5);
    for (const copy of copies) {
      const host = topology.hosts.find(({ id }) => id === hostIdOf(topology, copy));
      expect(copy.inputs['remotePath']).toBe(`/opt/kafka-proxied/staging/kafka-${'a'.repeat(64)}.tar`);
      expect(copy.inputs['triggers']).toEqual([
        host?.ssh?.hostKey,
        '2026-01-02T03:04:05.678Z not recorded on this host',
      ]);
    }
  });
});
