// Proves what is told of firewalld's zones where we have no rules, in the chains that firewalld makes; the lab asks a real one.
import { expect, it } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import { firewalldShut, openingCommands } from '../../probe/checks/firewalld-shut.ts';
import type { HostView } from '../../probe/checks/check.ts';
import { bareHost } from '../support/deployment.ts';
import { devValues, set, topologyOf } from '../support/config-fixture.ts';

type Json = Record<string, unknown>;

const table = 'firewalld';
const chain = (name: string, base: Json = {}): Json => ({ chain: { family: 'inet', table, name, ...base } });
const rule = (name: string, ...expr: Json[]): Json => ({
  rule: { family: 'inet', table, chain: name, expr },
});
const match = (left: Json, right: unknown, op = '=='): Json => ({ match: { op, left, right } });
const on = (name: string): Json => match({ meta: { key: 'iifname' } }, name);
const port = (right: unknown): Json => match({ payload: { protocol: 'tcp', field: 'dport' } }, right);
const from = (right: unknown): Json => match({ payload: { protocol: 'ip', field: 'saddr' } }, right);
const accept: Json = { accept: null };
const reject: Json = { reject: { type: 'icmpx', expr: 'admin-prohibited' } };
const jump = (target: string): Json => ({ jump: { target } });
const goto = (target: string): Json => ({ goto: { target } });

/** @param rules what a zone has, by the kind of its chain: `allow`, `deny` */
function zone(name: string, rules: Record<string, Json[]> = {}, last: Json = reject): Json[] {
  const own = `filter_IN_${name}`;
  const kinds = ['pre', 'log', 'deny', 'allow', 'post'];
  return [
    chain(own),
    rule(own, jump('filter_INPUT_POLICIES_pre')),
    ...kinds.map((kind) => rule(own, jump(`${own}_${kind}`))),
    rule(own, match({ meta: { key: 'l4proto' } }, { set: ['icmp', 'ipv6-icmp'] }), accept),
    rule(own, last),
    ...kinds.map((kind) => chain(`${own}_${kind}`)),
    ...Object.entries(rules).flatMap(([kind, all]) => all.map((one) => rule(`${own}_${kind}`, one, accept))),
  ];
}

/** What firewalld 1.3 makes of an input, as nftables prints it. */
function firewalld(dispatch: Json[][], ...zones: Json[][]): Json[] {
  const input = 'filter_INPUT';
  return [
    chain(input, { type: 'filter', hook: 'input', prio: 10, policy: 'accept' }),
    rule(input, match({ ct: { key: 'state' } }, { set: ['established', 'related'] }), accept),
    rule(input, match({ ct: { key: 'status' } }, 'dnat', 'in'), accept),
    rule(input, on('lo'), accept),
    rule(input, match({ ct: { key: 'state' } }, 'invalid', 'in'), { drop: null }),
    rule(input, jump('filter_INPUT_ZONES')),
    rule(input, reject),
    chain('filter_INPUT_ZONES'),
    chain('filter_INPUT_POLICIES_pre'),
    ...dispatch.map((expr) => rule('filter_INPUT_ZONES', ...expr)),
    ...zones.flat(),
  ];
}

const toPublic = [goto('filter_IN_public')];
const ssh = { allow: [port(22)] };

/** engine2, with the address 10.48.1.82 on eth0, and the firewall as given. */
function view(items: Json[], firewall = 'off'): HostView {
  const values = devValues();
  set(values, ['hosts', 'engine2', 'firewall'], firewall);
  const topology = topologyOf(values);
  const host = topology.hosts.find(({ id }) => id === 'engine2');
  if (!host) throw new Error('no engine2');
  const facts = {
    ...bareHost(),
    firewalld: { knowsPolicies: true, broken: '', unsaved: '' },
    interfaces: { '10.48.1.82': 'eth0' },
    ruleset: JSON.stringify({ nftables: items }),
  };
  return { topology, plan: makePlan(topology), host, facts, factsOf: () => facts };
}

it('names the host’s zone, port, clients and the commands that open it to the plan’s sources', () => {
  const shut = view(firewalld([toPublic], zone('public', ssh)));
  const [text, ...more] = firewalldShut.find(shut);
  expect(more).toEqual([]);
  expect(text).toMatch(/^runs firewalld, whose zone public rejects what the stack needs: /);
  expect(text).toContain('TCP 9092 (broker 2 of cluster1, INTERNAL) from engine1, engine3, workstation');
  expect(text).toContain('TCP 9192 (broker 2 of cluster1, EXTERNAL) from kafkaclientmachine1');
  expect(text).toContain('remove kafka-proxied:hosts.engine2.firewall: off');
  const [inside, outside, last] = openingCommands(shut);
  const ranges = shut.plan.firewall.find((one) => one.host === 'engine2' && one.port === 9092)?.allow ?? [];
  expect(inside).toBe(
    `for from in ${ranges.filter((range) => !range.startsWith('127.')).join(' ')}; do sudo firewall-cmd --permanent --zone=public --add-rich-rule="rule family=ipv4 source address=$from port port=9092 protocol=tcp accept"; done`,
  );
  expect(outside).toContain('port port=9192 ');
  expect(outside).toContain('198.51.100.141/32');
  expect(last).toBe('sudo firewall-cmd --reload');
});

it.each<[string, Json[]]>([
  [
    'the ports are open',
    firewalld([toPublic], zone('public', { allow: [port(22), port({ range: [9000, 9999] })] })),
  ],
  ['the zone lets in everything', firewalld([toPublic], zone('public', {}, accept))],
  [
    'its interface is in a zone that does',
    firewalld(
      [[on('eth0'), goto('filter_IN_trusted')], toPublic],
      zone('trusted', {}, accept),
      zone('public', ssh),
    ),
  ],
  [
    'it depends on an interface that is a pattern',
    firewalld(
      [[on('eth*'), goto('filter_IN_trusted')], toPublic],
      zone('trusted', {}, accept),
      zone('public', ssh),
    ),
  ],
])('says nothing where %s', (_, items) => {
  expect(firewalldShut.find(view(items))).toEqual([]);
});

it('names the zone of the very interface, and of a source', () => {
  const items = firewalld(
    [
      [from({ prefix: { addr: '198.51.100.0', len: 24 } }), goto('filter_IN_far')],
      [on('eth0'), goto('filter_IN_home')],
      toPublic,
    ],
    zone('far', ssh),
    zone('home', ssh),
    zone('public', ssh),
  );
  const commands = openingCommands(view(items)).join('\n');
  expect(commands).toMatch(/--zone=far .*port=9192 /);
  expect(commands).toMatch(/--zone=home .*port=9092 /);
  expect(commands).not.toContain('--zone=public');
});

it('names a rule that denies by its chain: an accept does not undo that', () => {
  const deny = rule('filter_IN_public_deny', port(9092), reject);
  const items = [...firewalld([toPublic], zone('public', { allow: [port({ range: [1, 9999] })] })), deny];
  const [text] = firewalldShut.find(view(items));
  expect(text).toMatch(
    /one of whose rules \(chain filter_IN_public_deny\) rejects what the stack needs: TCP 9092/,
  );
  expect(text).toContain('Remove that rule; these commands show it: sudo firewall-cmd --list-all-zones');
});

it('does not count our own policy, which goes with our rules; and is silent where they stay, or no firewalld runs', () => {
  const ours = [
    rule('filter_INPUT_POLICIES_pre', jump('filter_IN_policy_kafka-proxied')),
    chain('filter_IN_policy_kafka-proxied'),
    rule('filter_IN_policy_kafka-proxied', port({ range: [1, 9999] }), accept),
  ];
  const items = [...firewalld([toPublic], zone('public', ssh)), ...ours];
  expect(firewalldShut.find(view(items))).toHaveLength(1);
  expect(firewalldShut.find(view(items, 'ports'))).toEqual([]);
  const { facts, ...rest } = view(items);
  delete (facts as { firewalld?: unknown }).firewalld;
  expect(firewalldShut.find({ ...rest, facts })).toEqual([]);
});
