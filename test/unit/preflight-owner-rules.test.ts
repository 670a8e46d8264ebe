// Proves what is told of rules as nftables prints them; that packets really take that way the lab proves.
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import { ownerRules } from '../../probe/checks/owner-rules.ts';
import { bareHost } from '../support/deployment.ts';
import { devValues, set, topologyOf, type Values } from '../support/config-fixture.ts';

type Json = Record<string, unknown>;

const base = (hook: string, policy: string, name: string = hook, table = 'owner'): Json => ({
  chain: { family: 'inet', table, name, type: 'filter', hook, prio: 0, policy },
});
const rule = (chain: string, ...expr: Json[]): Json => ({
  rule: { family: 'inet', table: 'owner', chain, expr },
});
const match = (left: Json, right: unknown, op = '=='): Json => ({ match: { op, left, right } });
const dport = { payload: { protocol: 'tcp', field: 'dport' } };
const saddr = { payload: { protocol: 'ip', field: 'saddr' } };
const accept: Json = { accept: null };
const drop: Json = { drop: null };
const established = match({ ct: { key: 'state' } }, ['established', 'related'], 'in');
const fromLoopback = match({ meta: { key: 'iifname' } }, 'lo');

const found = (id: string, ...items: Json[]): string[] => foundIn(devValues(), id, ...items);

function foundIn(values: Values, id: string, ...items: Json[]): string[] {
  const topology = topologyOf(values);
  const host = topology.hosts.find((each) => each.id === id);
  if (!host) throw new Error(`no host ${id}`);
  const facts = { ...bareHost(), ruleset: JSON.stringify({ nftables: [{ metainfo: {} }, ...items] }) };
  return ownerRules.find({ topology, plan: makePlan(topology), host, facts, factsOf: () => facts });
}

const everybody =
  /TCP 9092 from 10\.48\.1\.81 \(engine1\), 10\.48\.1\.83 \(engine3\), 10\.48\.1\.85 \(workstation\)/;

describe('rules of the owner on a broker’s host', () => {
  it('are named where a policy drops what no rule lets in', () => {
    const findings = found(
      'engine2',
      base('input', 'drop'),
      rule('input', fromLoopback, accept),
      rule('input', established, accept),
      rule('input', match(dport, 22), accept),
    );
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatch(everybody);
    expect(findings[0]).toContain(
      'TCP 9192 from 198.51.100.211 (kafkaclientmachine1), 198.51.100.141 (kafkaclientmachine2)',
    );
    expect(findings[0]).toContain('nftables table inet owner, chain input');
  });

  it.each<[string, Json[]]>([
    ['by their ports', [rule('input', match(dport, { set: [9092, 9192] }), accept)]],
    ['by a range of ports', [rule('input', match(dport, { range: [9000, 9999] }), { counter: {} }, accept)]],
    ['by everything that is TCP', [rule('input', match({ meta: { key: 'l4proto' } }, 'tcp'), accept)]],
    [
      'in a chain of their own',
      [
        rule('input', { jump: { target: 'kafka' } }),
        { chain: { family: 'inet', table: 'owner', name: 'kafka' } },
        rule('kafka', match(dport, { range: [9000, 9999] }), accept),
      ],
    ],
    [
      'by a named set',
      [
        { set: { family: 'inet', table: 'owner', name: 'open', elem: [9092, 9192] } },
        rule('input', match(dport, '@open'), accept),
      ],
    ],
  ])('are silent where they let them in %s', (_, rules) => {
    expect(found('engine2', base('input', 'drop'), ...rules)).toEqual([]);
  });

  it('are named where they drop some of those that must come in', () => {
    const [text, ...more] = found(
      'engine2',
      base('input', 'accept'),
      rule('input', match(saddr, { prefix: { addr: '198.51.100.0', len: 24 } }), match(dport, 9192), {
        reject: { type: 'icmp' },
      }),
      rule('input', match(saddr, { range: ['10.48.1.82', '10.48.1.83'] }), match(dport, 9092), drop),
    );
    expect(more).toEqual([]);
    expect(text).toContain('TCP 9092 from 10.48.1.83 (engine3);');
    expect(text).not.toContain('workstation');
    expect(text).toContain('TCP 9192 from 198.51.100.211');
  });

  it.each<[string, Json[]]>([
    ['of an interface', [rule('input', match({ meta: { key: 'iifname' } }, 'eth0'), accept)]],
    ['of a verdict map', [rule('input', { vmap: { key: dport, data: { set: [[9092, accept]] } } })]],
    ['of iptables', [rule('input', { xt: { type: 'match', name: 'multiport' } }, accept)]],
    ['of a chain that is not printed', [rule('input', { jump: { target: 'elsewhere' } })]],
  ])('are silent where it depends on what is not known here: %s', (_, rules) => {
    expect(found('engine2', base('input', 'drop'), ...rules)).toEqual([]);
  });

  it('are silent where a rule before the drop may lead out of the chain', () => {
    const maybe = match({ meta: { key: 'iifname' } }, 'eth0');
    const jump: Json = { jump: { target: 'filter' } };
    const chain: Json = { chain: { family: 'inet', table: 'owner', name: 'filter' } };
    const leads = [rule('filter', maybe, { return: null }), rule('filter', drop)];
    expect(
      found('engine2', base('input', 'accept'), rule('input', maybe, { return: null }), rule('input', drop)),
    ).toEqual([]);
    expect(found('engine2', base('input', 'accept'), chain, rule('input', jump), ...leads)).toEqual([]);
    // Either way, it ends in a drop.
    expect(found('engine2', base('input', 'drop'), chain, rule('input', jump), ...leads)).toHaveLength(1);
  });

  it('are named as ufw makes them, but for the ports that it lets in', () => {
    const xt = (type: string, name: string): Json => ({ xt: { type, name } });
    const counter: Json = { counter: { packets: 0, bytes: 0 } };
    const limit: Json = { limit: { rate: 3, burst: 10, per: 'minute' } };
    const chains = ['before-input', 'not-local', 'logging-deny', 'user-input', 'after-input'];
    const to = (name: string): Json => ({ jump: { target: `ufw-${name}` } });
    const ufw = (...open: number[]): Json[] => [
      base('input', 'drop', 'INPUT'),
      ...chains.map((name): Json => ({ chain: { family: 'inet', table: 'owner', name: `ufw-${name}` } })),
      rule('INPUT', counter, to('before-input')),
      rule('INPUT', counter, to('after-input')),
      rule('ufw-before-input', fromLoopback, counter, accept),
      rule('ufw-before-input', xt('match', 'conntrack'), counter, accept),
      rule('ufw-before-input', xt('match', 'conntrack'), counter, to('logging-deny')),
      rule('ufw-before-input', xt('match', 'conntrack'), counter, drop),
      rule(
        'ufw-before-input',
        match({ meta: { key: 'l4proto' } }, 'icmp'),
        xt('match', 'icmp'),
        counter,
        accept,
      ),
      rule('ufw-before-input', counter, to('not-local')),
      rule('ufw-before-input', counter, to('user-input')),
      rule('ufw-not-local', xt('match', 'addrtype'), counter, { return: null }),
      rule('ufw-not-local', limit, counter, to('logging-deny')),
      rule('ufw-not-local', counter, drop),
      rule('ufw-logging-deny', xt('match', 'conntrack'), limit, counter, { return: null }),
      rule('ufw-logging-deny', limit, counter, xt('target', 'LOG')),
      ...open.map((port) => rule('ufw-user-input', match(dport, port), counter, accept)),
    ];
    expect(found('engine2', ...ufw(22))).toHaveLength(1);
    const [text] = found('engine2', ...ufw(22, 9192));
    expect(text).toContain('TCP 9092 from 10.48.1.81 (engine1)');
    expect(text).not.toContain('TCP 9192');
    expect(found('engine2', ...ufw(22, 9092, 9192))).toEqual([]);
  });

  it('are named also where we have no rules there', () => {
    const values = devValues();
    set(values, ['hosts', 'engine2', 'firewall'], 'off');
    expect(
      foundIn(values, 'engine2', base('input', 'drop'), rule('input', match(dport, 22), accept)),
    ).toHaveLength(1);
  });

  it('are not those of ours, of firewalld, or for what goes through', () => {
    expect(found('engine2', base('input', 'drop', 'input', 'kafka_proxied_filter'))).toEqual([]);
    expect(found('engine2', base('input', 'drop', 'filter_INPUT', 'firewalld'))).toEqual([]);
    expect(found('engine2', base('forward', 'drop'))).toEqual([]);
  });
});

describe('rules of the owner on a gateway', () => {
  const mapped = match({ ct: { key: 'status' } }, 'dnat', 'in');

  it('are named where they forward nothing that is mapped', () => {
    const [text] = found('gateway', base('forward', 'drop'), rule('forward', established, accept));
    expect(text).toContain('TCP 9191 from 198.51.100.211 (kafkaclientmachine1)');
    expect(text).toContain('TCP 2181');
  });

  it('are silent where what a port map chose passes', () => {
    expect(found('gateway', base('forward', 'drop'), rule('forward', mapped, accept))).toEqual([]);
  });
});

it('what is no ruleset is no finding', () => {
  const topology = topologyOf(devValues());
  const [host] = topology.hosts;
  if (!host) throw new Error('no host');
  for (const ruleset of ['', 'nonsense', '{}']) {
    const facts = { ...bareHost(), ruleset };
    expect(
      ownerRules.find({ topology, plan: makePlan(topology), host, facts, factsOf: () => facts }),
    ).toEqual([]);
  }
});
