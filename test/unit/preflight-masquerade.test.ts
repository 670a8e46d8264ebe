// Proves what is told of rules as nftables prints them; that such a gateway really hides clients the lab proves.
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import { exemptions, masquerade } from '../../probe/checks/masquerade.ts';
import { bareHost } from '../support/deployment.ts';
import { devValues, topologyOf } from '../support/config-fixture.ts';

type Json = Record<string, unknown>;

const place = { family: 'ip', table: 'somebody' };
const rule = (...expr: Json[]): Json => ({ rule: { ...place, chain: 'leave', expr } });
const match = (left: Json, right: unknown, op = '=='): Json => ({ match: { op, left, right } });
const oifname = { meta: { key: 'oifname' } };
const saddr = { payload: { protocol: 'ip', field: 'saddr' } };
const hides: Json = { masquerade: null };
const lan = { prefix: { addr: '10.48.1.0', len: 24 } };

function viewOf(rules: Json[], sourceAddresses?: string) {
  const values = devValues() as unknown as { hosts: Record<string, { sourceAddresses?: string }> };
  if (sourceAddresses !== undefined) Object.assign(values.hosts['gateway'] ?? {}, { sourceAddresses });
  const topology = topologyOf(values);
  const host = topology.hosts.find(({ id }) => id === 'gateway');
  if (!host) throw new Error('no gateway');
  const chain = { ...place, name: 'leave', type: 'nat', hook: 'postrouting', prio: 100, policy: 'accept' };
  const facts = { ...bareHost(), ruleset: JSON.stringify({ nftables: [{ chain }, ...rules] }) };
  for (const id of [81, 82, 83]) facts.ways[`10.48.1.${id}`] = { via: '', dev: 'eth1' };
  return { topology, plan: makePlan(topology), host, facts, factsOf: () => facts };
}

const found = (...rules: Json[]): string[] => masquerade.find(viewOf(rules));

describe('a gateway that hides outside clients', () => {
  it.each<[string, Json]>([
    ['by everything that leaves', rule(hides)],
    ['by the interface to the LAN', rule(match(oifname, 'eth1'), { counter: null }, hides)],
    ['with an address that it names', rule({ snat: { addr: '10.48.1.1' } })],
    ['by iptables', rule({ xt: { type: 'target', name: 'MASQUERADE' } })],
  ])('is named with its chain: %s', (_, hiding) => {
    const findings = found(hiding);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toContain('nftables table ip somebody, chain leave');
    expect(findings[0]).toContain('198.51.100.141 (kafkaclientmachine2)');
    expect(findings[0]).toContain('kafka-proxied:hosts.gateway.sourceAddresses: masqueraded');
  });

  it('is told what keeps the rule from the port map, which is then silent', () => {
    expect(exemptions(viewOf([rule(hides)]))).toEqual([
      'nft insert rule ip somebody leave ct status dnat ip daddr 10.48.1.81 tcp dport 2181 accept',
      'nft insert rule ip somebody leave ct status dnat ip daddr 10.48.1.81 tcp dport 9191 accept',
      'nft insert rule ip somebody leave ct status dnat ip daddr 10.48.1.82 tcp dport 9192 accept',
      'nft insert rule ip somebody leave ct status dnat ip daddr 10.48.1.83 tcp dport 9193 accept',
    ]);
    const exempt = rule(match({ ct: { key: 'status' } }, 'dnat', 'in'), { accept: null });
    expect(found(exempt, rule(hides))).toEqual([]);
  });

  it('is not taken for one that may', () => {
    expect(masquerade.find(viewOf([rule(hides)], 'masqueraded'))).toEqual([]);
  });

  it.each<[string, Json[]]>([
    ['of the LAN, by their source', [rule(match(saddr, lan), hides)]],
    ['that leave to the internet', [rule(match(oifname, 'eth0'), hides)]],
    ['that leave by interfaces of a pattern', [rule(match(oifname, 'eth*'), hides)]],
    ['that a mark chooses', [rule(match({ meta: { key: 'mark' } }, 7), hides)]],
    [
      'after a rule that may end the chain',
      [rule(match({ meta: { key: 'mark' } }, 7), { accept: null }), rule(hides)],
    ],
  ])('is not said of rules for packets %s', (_, rules) => {
    expect(found(...rules)).toEqual([]);
  });
});
