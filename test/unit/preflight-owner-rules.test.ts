// Proves what is told of rules as nftables prints them; that packets really take that way the lab proves.
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import { ownerRules } from '../../probe/checks/owner-rules.ts';
import { bareHost } from '../support/deployment.ts';
import { devValues, topologyOf } from './config-fixture.ts';

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

function found(id: string, ...items: Json[]): string[] {
  const topology = topologyOf(devValues());
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
