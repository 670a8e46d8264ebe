// What a host lets in where firewalld runs: a policy of ours, judged before the zones.
import ipaddr from 'ipaddr.js';
import type { HostPolicy, Opening } from '../config/plan/types.ts';

/** Name of the policy; no other policy, and no zone, is touched. */
export const firewalldPolicy = 'kafka-proxied';

/** Policies with a priority below 0 come before the zones, whose default is to reject (firewalld.policies(5)). */
const policyPriority = -100;
/** Rules with a priority are judged in its order: what is let in first (firewalld.richlanguage(5)). */
const priorities = { accept: -2, drop: -1 };

/**
 * Renders the policy as firewalld keeps it. One line is one rule, which the host's script turns into a rich rule: both
 * have the same parts in the same order. Loopback and answers pass by what firewalld itself lets in.
 */
export function renderFirewalldPolicy({ mode, openings }: HostPolicy): string {
  const rest =
    mode === 'closed'
      ? [rule('drop', '')]
      : openings.map(({ port }) => rule('drop', `<port port="${port}" protocol="tcp"/>`));
  const lines = [...(mode === 'closed' ? needed : []), ...openings.flatMap(accept), ...rest];
  return `<?xml version="1.0" encoding="utf-8"?>
<!-- managed by kafka-proxied: edits are undone by the next pulumi up -->
<policy priority="${policyPriority}" target="CONTINUE">
  <short>${firewalldPolicy}</short>
  <description>What this host of the Kafka clusters lets in</description>
  <ingress-zone name="ANY"/>
  <egress-zone name="HOST"/>
${lines.map((line) => `  ${line}`).join('\n')}
</policy>
`;
}

function rule(action: keyof typeof priorities, parts: string, family?: 'ipv4' | 'ipv6'): string {
  const attributes = [`priority="${priorities[action]}"`, ...(family ? [`family="${family}"`] : [])];
  return `<rule ${attributes.join(' ')}>${parts}<${action}/></rule>`;
}

const linkLocal = '<source address="fe80::/10"/>';

/** The same as with nftables: ping, neighbours and routers of IPv6, leases. */
const needed = [
  rule('accept', '<icmp-type name="echo-request"/>'),
  ...['router-advertisement', 'neighbour-solicitation', 'neighbour-advertisement', 'redirect'].map((type) =>
    rule('accept', `<icmp-type name="${type}"/>`, 'ipv6'),
  ),
  // Queries for multicast listeners have no name here.
  rule('accept', `${linkLocal}<protocol value="ipv6-icmp"/>`, 'ipv6'),
  rule('accept', '<port port="68" protocol="udp"/>', 'ipv4'),
  rule('accept', `${linkLocal}<port port="546" protocol="udp"/>`, 'ipv6'),
];

/** Two dashes in a row, which a cluster's name may have, would end a comment (XML 1.0, section 2.5). */
function comment(text: string): string {
  return `<!-- ${text.replaceAll(/-(?=-)/g, '- ')} -->`;
}

function accept({ port, what, allow }: Opening): string[] {
  const note = comment(what);
  const element = `<port port="${port}" protocol="tcp"/>`;
  if (allow === 'anywhere') return [note, rule('accept', element)];
  const rules = allow.map((range) =>
    rule('accept', `<source address="${range}"/>${element}`, ipaddr.parseCIDR(range)[0].kind()),
  );
  return rules.length === 0 ? [comment(`${what}: this machine alone`)] : [note, ...rules];
}
