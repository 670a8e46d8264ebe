// Proves each host's rules as text, that nft takes them, and that they let in what the plan says; the lab proves packets.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import type { HostPolicy } from '../../config/plan/types.ts';
import {
  filterDocument,
  filterTable,
  readLogins,
  renderFilter,
  type TrialLogin,
} from '../../templates/firewall.ts';
import { joinIpv4 } from '../../templates/address-ranges.ts';
import { renderBody } from '../../templates/document.ts';
import { at, devValues, localValues, set, topologyOf, type Values } from '../support/config-fixture.ts';

const policiesOf = (values: Values): Record<string, HostPolicy> => makePlan(topologyOf(values)).policies;
const dev = policiesOf(devValues());

function policy(host: string, policies = dev): HostPolicy {
  const found = policies[host];
  if (!found) throw new Error(`${host} has no rules`);
  return found;
}

const ruleLines = (host: string, policies = dev): string[] =>
  renderFilter(policy(host, policies))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => / (accept|drop)$/.test(line) && !line.startsWith('type '));

const lan = '10.48.1.0, 10.48.1.2-10.48.1.255';

describe('the rules of the reference topology', () => {
  it('filter the ports of the stack alone on hosts of the network, each for those that the plan names', () => {
    expect(renderFilter(policy('engine1')))
      .toBe(`# managed by kafka-proxied: edits are undone by the next pulumi up
table inet ${filterTable}
delete table inet ${filterTable}
table inet ${filterTable} {
  chain input {
    type filter hook input priority filter; policy accept;
    iif "lo" accept
    # sshd
    ip saddr { ${lan} } tcp dport 22 accept
    # ZooKeeper 1 of cluster1
    ip saddr { ${lan}, 198.51.100.141, 198.51.100.211 } tcp dport 2181 accept
    # broker 1 of cluster1, INTERNAL
    ip saddr { ${lan} } tcp dport 9091 accept
    # broker 1 of cluster1, EXTERNAL
    ip saddr { 198.51.100.141, 198.51.100.211 } tcp dport 9191 accept
    tcp dport { 22, 2181, 9091, 9191 } drop
  }
}
`);
    expect(ruleLines('gateway')).toEqual([
      'iif "lo" accept',
      `ip saddr { ${lan} } tcp dport 22 accept`,
      'tcp dport { 22 } drop',
    ]);
  });

  it('close a machine on the internet but for sshd, and what it began itself', () => {
    const text = renderFilter(policy('kafkaclientmachine1'));
    expect(text).toContain('hook input priority filter; policy drop;');
    expect(ruleLines('kafkaclientmachine1').at(-1)).toBe('tcp dport 22 accept');
    expect(text).toContain('ct state established ct direction reply accept');
    // A connection from outside lives as long as its own rule.
    expect(text).not.toMatch(/ct state established(,related)? accept/);
    expect(text.match(/dport \d+/g)).toEqual(['dport 68', 'dport 546', 'dport 22']);
  });

  it('never let the gateway in with its own address, and let nothing in over IPv6', () => {
    for (const id of ['engine1', 'engine2', 'engine3', 'gateway']) {
      const text = renderFilter(policy(id));
      expect(text, id).not.toMatch(/10\.48\.1\.1\b(?!\d)/);
      expect(text, id).not.toMatch(/ip6|10\.48\.1\.0\/24/);
    }
  });

  it('are there for managed hosts only', () => {
    expect(Object.keys(dev)).toEqual(
      topologyOf(devValues()).hosts.flatMap(({ id, managed }) => (managed ? [id] : [])),
    );
  });
});

describe('what the config says', () => {
  it('of sshd holds for a host, or for all: addresses, ranges of both families, or anywhere', () => {
    const values = devValues();
    set(values, ['ssh', 'allow'], ['203.0.113.98', '10.48.1.0/24', '2001:db8::/32', '2001:DB8:1::5']);
    set(values, ['hosts', 'engine2', 'ssh'], { allow: ['anywhere', '10.48.1.7'] });
    const policies = policiesOf(values);
    expect(ruleLines('gateway', policies)).toEqual([
      'iif "lo" accept',
      `ip saddr { ${lan}, 203.0.113.98 } tcp dport 22 accept`,
      'ip6 saddr { 2001:db8::/32 } tcp dport 22 accept',
      'tcp dport { 22 } drop',
    ]);
    expect(ruleLines('engine2', policies)[1]).toBe('tcp dport 22 accept');
    expect(ruleLines('kafkaclientmachine1', policies).at(-2)).toContain('203.0.113.98 } tcp dport 22 accept');
  });

  it('opens sshd to a network by all of its ranges', () => {
    const values = devValues();
    at(values, ['networks', 'lan'])['cidrs'] = ['10.48.1.0/24', 'fd10:48:1::/64'];
    expect(ruleLines('engine2', policiesOf(values)).slice(1, 3)).toEqual([
      `ip saddr { ${lan} } tcp dport 22 accept`,
      'ip6 saddr { fd10:48:1::/64 } tcp dport 22 accept',
    ]);
  });

  it('turns rules off, for a host or for all, and closes a host of a network', () => {
    const values = devValues();
    set(values, ['hosts', 'engine2', 'firewall'], 'off');
    set(values, ['hosts', 'engine3', 'firewall'], 'closed');
    set(values, ['hosts', 'kafkaclientmachine2', 'firewall'], 'ports');
    const policies = policiesOf(values);
    expect(Object.keys(policies)).not.toContain('engine2');
    expect(policy('engine3', policies).mode).toBe('closed');
    expect(ruleLines('kafkaclientmachine2', policies).at(-1)).toBe('tcp dport { 22 } drop');
    // As YAML 1.1 reads a bare off.
    set(values, ['firewall'], false);
    expect(policiesOf(values)).toEqual({});
  });

  it('leaves a machine alone whose address nobody else can reach', () => {
    expect(policiesOf(localValues())).toEqual({});
    const values = localValues();
    set(values, ['hosts', 'machine', 'address'], '198.51.100.7');
    expect(policy('machine', policiesOf(values)).mode).toBe('closed');
    // The cluster answers on its own machine alone.
    expect(ruleLines('machine', policiesOf(values)).join('\n')).not.toMatch(/909\d|2181/);
  });

  it("lets an ensemble's members, and nobody else, in to its ports among themselves", () => {
    const values = devValues();
    set(values, ['clusters', 'cluster1', 'zookeeper'], {
      1: { host: 'engine1' },
      2: { host: 'engine2' },
      3: { host: 'engine3' },
    });
    const lines = ruleLines('engine1', policiesOf(values));
    expect(lines).toContain('ip saddr { 10.48.1.82/31 } tcp dport 2888 accept');
    expect(lines).toContain('ip saddr { 10.48.1.82/31 } tcp dport 3888 accept');
    expect(lines.at(-1)).toBe('tcp dport { 22, 2181, 2888, 3888, 9091, 9191 } drop');
  });
});

describe('ranges', () => {
  it.each([
    [['10.0.0.0/25', '10.0.0.128/25'], ['10.0.0.0/24']],
    [
      ['10.0.0.9/32', '10.0.0.0/30'],
      ['10.0.0.0/30', '10.0.0.9'],
    ],
    [['10.0.0.1/32', '10.0.0.2/32', '10.0.0.2/31'], ['10.0.0.1-10.0.0.3']],
    [
      ['255.255.255.254/31', '0.0.0.0/8'],
      ['0.0.0.0/8', '255.255.255.254/31'],
    ],
    [[], []],
  ])('%j are written %j', (cidrs, written) => expect(joinIpv4(cidrs)).toEqual(written));
});

describe('the document', () => {
  const login: TrialLogin = {
    name: 'engine1',
    address: '10.48.1.81',
    port: 2222,
    user: 'operator',
    hostKey: 'ssh-ed25519 AAAA',
    agentSocket: '/a path/agent.sock',
  };
  const beyond: TrialLogin = {
    ...login,
    name: 'other',
    privateKeyFile: '/home/me/.ssh/id',
    address: '10.48.1.82',
  };
  delete beyond.agentSocket;

  it('says how to log in, as it is read again', () => {
    const body = renderBody(filterDocument(policy('engine1'), 'nftables', login, [beyond]));
    expect(readLogins(`stamp x\n${body}`)).toEqual([login, beyond]);
  });

  it('has the table and the unit that loads it before the network, and keeps it whatever flushes everything', () => {
    const { files } = filterDocument(policy('engine1'), 'nftables', login);
    expect(Object.keys(files)).toEqual(['filter.nft', 'unit']);
    expect(files['unit']).toContain(
      `\nExecStart=/opt/kafka-proxied/bin/host keep inet ${filterTable} /etc/kafka-proxied/firewall/filter.nft guarded\n`,
    );
    expect(files['unit']).toMatch(/^Before=network-pre\.target /m);
    expect(files['unit']).toMatch(/^After=.*nftables\.service$/m);
    // Stopped with it, it would be away just when it is needed.
    expect(files['unit']).not.toContain('PartOf');
  });

  it('touches no table but its own', () => {
    expect(Object.keys(dev)).toContain('engine1');
    for (const one of Object.values(dev)) {
      const text = renderFilter(one);
      expect(text).not.toMatch(/flush|masquerade/);
      expect(new Set(text.match(/table \S+ \S+/g))).toEqual(new Set([`table inet ${filterTable}`]));
    }
  });
});

const canCheck = spawnSync('unshare', ['--net', 'nft', '--check', '--file', '-'], { input: '' }).status === 0;
it.skipIf(!canCheck)('nft takes every table (needs nft and root, in a network namespace of its own)', () => {
  const mixed = devValues();
  set(mixed, ['ssh', 'allow'], ['203.0.113.98', '10.48.1.0/24', '10.48.1.85', '2001:db8::/32']);
  for (const one of [...Object.values(dev), ...Object.values(policiesOf(mixed))]) {
    const { status, stderr } = spawnSync('unshare', ['--net', 'nft', '--check', '--file', '-'], {
      input: renderFilter(one),
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  }
});
