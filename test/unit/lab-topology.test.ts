// Does not prove: that the kernel takes these commands and rules; the lab ring does.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { macAddress, portName } from '../../lab/names.ts';
import { routerRules } from '../../lab/router.ts';
import { readLabSpec, type LabSpec } from '../../lab/spec.ts';
import { resolveTopology, type LabHost, type LabTopology } from '../../lab/topology.ts';
import { addressBatch, internetBatch, plugBatch, sysctlConf } from '../../lab/wiring.ts';
import { workstationHosts } from '../../lab/workstation.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const spec = (): LabSpec => ({
  internet: ['192.0.2.1'],
  networks: {
    lan: { ipv4: '10.0.0.0/24', ipv6: 'fd00::/64', gateway: 'router' },
    outside: { ipv4: '203.0.113.0/24', gateway: 'internet' },
  },
  hosts: {
    one: { role: 'host', family: 'debian', addresses: ['10.0.0.2', 'fd00::2'] },
    router: { role: 'router', family: 'debian', addresses: ['10.0.0.1', 'fd00::1', '203.0.113.9'] },
    desk: { role: 'workstation', family: 'debian', addresses: ['10.0.0.3'] },
    away: { role: 'host', family: 'debian', addresses: ['203.0.113.7'] },
  },
});
const topology = (): LabTopology => resolveTopology(spec(), 'lab.yaml');
const hostOf = (lab: LabTopology, name: string) => lab.hosts.find((host) => host.name === name) as LabHost;

describe('a topology', () => {
  test('sends each host to the gateway of its network, for the families that it has', () => {
    const lab = topology();
    expect(Object.fromEntries(lab.hosts.map(({ name, nextHops }) => [name, nextHops]))).toEqual({
      one: ['10.0.0.1', 'fd00::1'],
      router: ['203.0.113.1'],
      desk: ['10.0.0.1'],
      away: ['203.0.113.1'],
    });
  });

  test('gives a router a leg in each of its networks, and what it hides', () => {
    const router = hostOf(topology(), 'router');
    expect(router.interfaces.map(({ name, network, addresses }) => [name, network, addresses])).toEqual([
      ['eth0', 'lan', ['10.0.0.1/24', 'fd00::1/64']],
      ['eth1', 'outside', ['203.0.113.9/24']],
    ]);
    expect(router.inside).toEqual([{ interface: 'eth0', prefixes: ['10.0.0.0/24', 'fd00::/64'] }]);
  });

  test('keeps the internet out of networks that a host leads out of', () => {
    expect(topology().networks.map(({ name, internetAddresses }) => [name, internetAddresses])).toEqual([
      ['lan', []],
      ['outside', ['203.0.113.1/24']],
    ]);
  });

  test('refuses all contradictions at once', () => {
    const wrong = spec();
    wrong.networks['lan'] = { ipv4: '10.0.0.0/24', gateway: 'one' };
    wrong.networks['lost'] = { ipv4: '10.9.0.0/24', gateway: 'router' };
    wrong.hosts['twin'] = { role: 'host', family: 'debian', addresses: ['203.0.113.7'] };
    wrong.hosts['thief'] = { role: 'workstation', family: 'debian', addresses: ['203.0.113.1'] };
    wrong.hosts['far'] = { role: 'host', family: 'debian', addresses: ['192.168.1.1'] };
    wrong.hosts['internet'] = { role: 'host', family: 'debian', addresses: ['203.0.113.8'] };
    const text = (() => {
      try {
        resolveTopology(wrong, 'lab.yaml');
      } catch (error) {
        return (error as Error).message;
      }
      return '';
    })();
    for (const expected of [
      'networks.lan.gateway: one is neither',
      'networks.lost.gateway: router has no address in 10.9.0.0/24',
      'hosts.twin.addresses.0: 203.0.113.7 already belongs to away',
      'hosts.thief.addresses.0: 203.0.113.1 already belongs to the internet',
      'hosts.far.addresses.0: 192.168.1.1 lies in none',
      'hosts.internet: the name is taken',
      'exactly one host has role workstation',
    ]) {
      expect(text).toContain(expected);
    }
    // fd00::2 and fd00::1 have lost their network as well.
    expect(text.split('\n').slice(1)).toHaveLength(9);
  });
});

describe('a lab file', () => {
  const folder = temporaryFolder();

  test('is refused with every mistake and its path', async () => {
    const file = join(folder, 'lab.yaml');
    writeFileSync(
      file,
      stringify({
        internet: ['192.0.2.1'],
        networks: { lan: { ipv4: '10.0.0.0', gateway: 'internet', dns: 'no' } },
        hosts: { Upper: { addresses: ['10.0.0.2'] }, two: { addresses: ['10.0.0.300'], role: 'printer' } },
      }),
    );
    const error = await readLabSpec(file).catch((caught: unknown) => caught as Error);
    expect(error).toBeInstanceOf(Error);
    const text = (error as Error).message;
    for (const path of [
      'networks.lan.ipv4',
      'networks.lan: ',
      'hosts.Upper',
      'hosts.two.addresses.0',
      'hosts.two.role',
    ]) {
      expect(text).toContain(`- ${path}`);
    }
  });
});

describe('wiring', () => {
  test('plugs each interface into the bridge of its network, with an address that survives a reboot', () => {
    const router = hostOf(topology(), 'router');
    const lines = plugBatch(router).split('\n');
    expect(lines[0]).toMatch(
      /^link add router\.0 type veth peer name eth0 address 02:\S+ netns kp-[0-9a-f]{4}-router$/,
    );
    expect(lines[1]).toBe('link set router.0 master br-lan up');
    expect(lines[3]).toBe('link set router.1 master br-outside up');
    expect(plugBatch(router)).toBe(plugBatch(hostOf(topology(), 'router')));
  });

  test('sets addresses before the routes that need them', () => {
    expect(addressBatch(hostOf(topology(), 'one')).split('\n')).toEqual([
      'link set lo up',
      'link set eth0 up',
      'address add 10.0.0.2/24 dev eth0',
      'address add fd00::2/64 dev eth0 nodad',
      'route add 0.0.0.0/0 via 10.0.0.1',
      'route add ::/0 via fd00::1',
      '',
    ]);
  });

  test('adds only the bridges that are missing', () => {
    const text = internetBatch(topology(), new Set(['br-lan']));
    expect(text).not.toContain('link add br-lan');
    expect(text).toContain('link add br-outside');
    expect(text).toContain('link set br-lan up');
  });

  test('lets only routers forward', () => {
    expect(sysctlConf(hostOf(topology(), 'router'))).toContain('ip_forward = 1');
    expect(sysctlConf(hostOf(topology(), 'one'))).not.toContain('forward');
  });

  test('makes port names that Linux takes, different for different hosts', () => {
    const names = [
      'engine1',
      'kafkaclientmachine1',
      'kafkaclientmachine2',
      'twelve-chars',
      'thirteen-char',
    ].map((name) => portName(name, 0));
    expect(names.filter((name) => name.length > 15)).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  test('makes locally administered unicast hardware addresses', () => {
    expect(macAddress('engine1.0')).toMatch(/^02(:[0-9a-f]{2}){5}$/);
  });
});

describe("a router owner's rules", () => {
  const rules = routerRules(hostOf(topology(), 'router'));

  test('hide each inside network on its way out, and nothing on its way in', () => {
    expect(rules.match(/.*masquerade/g)?.map((line) => line.trim())).toEqual([
      'ip saddr 10.0.0.0/24 oifname { "eth1" } masquerade',
      'ip6 saddr fd00::/64 oifname { "eth1" } masquerade',
    ]);
  });

  test('drop what was neither asked for from inside nor mapped', () => {
    const forward = /chain forward \{([^}]*\{[^}]*\}[^}]*\{[^}]*\}[^}]*)\}/.exec(rules)?.[1] ?? '';
    expect(
      forward
        .trim()
        .split('\n')
        .map((line) => line.trim()),
    ).toEqual([
      'type filter hook forward priority filter; policy drop;',
      'ct state established,related accept',
      'iifname { "eth0" } oifname { "eth1" } accept',
      'ct status dnat accept',
    ]);
  });
});

test("the workstation knows its LAN's names by IPv4, and no name from outside", () => {
  const lab = topology();
  expect(workstationHosts(lab, hostOf(lab, 'desk')).split('\n')).toEqual([
    '127.0.0.1\tlocalhost',
    '::1\tlocalhost',
    '10.0.0.2\tone',
    '10.0.0.1\trouter',
    '10.0.0.3\tdesk',
    '',
  ]);
});
