// What a host lets in: as one nftables table of ours, and the unit that loads it at boot; or as a policy of firewalld.
import { filterRules } from '../config/host-paths.ts';
import ipaddr from 'ipaddr.js';
import type { HostPolicy, Opening } from '../config/plan/types.ts';
import { joinIpv4 } from './address-ranges.ts';
import type { Document } from './document.ts';
import { renderFirewalldPolicy } from './firewalld.ts';
import { keeping } from './kept-table.ts';
import { managedHeader } from './properties.ts';

/** Name of the table; no other table is touched. */
export const filterTable = 'kafka_proxied_filter';

/**
 * Renders the table. Packets are judged one by one, by their source and port: a connection whose rule is withdrawn
 * ends at once. Loading the text again replaces the table in one transaction.
 */
export function renderFilter({ mode, openings }: HostPolicy): string {
  const rules =
    mode === 'closed'
      ? [...needed, ...openings.flatMap(accept)]
      : [...openings.flatMap(accept), dropRest(openings)];
  return `${managedHeader}
table inet ${filterTable}
delete table inet ${filterTable}
table inet ${filterTable} {
  chain input {
    type filter hook input priority filter; policy ${mode === 'closed' ? 'drop' : 'accept'};
    iif "lo" accept
${rules.map((rule) => `    ${rule}`).join('\n')}
  }
}
`;
}

/**
 * Answers to what the host itself began; the errors of its connections; neighbours and routers of IPv6, and its
 * multicast listeners (RFC 4890, section 4.4); leases; and ping, which tells a machine that is off from one that is shut.
 */
const needed = [
  'ct state established ct direction reply accept',
  'ct state related meta l4proto { icmp, ipv6-icmp } accept',
  'icmp type echo-request accept',
  'icmpv6 type { echo-request, nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert, nd-redirect, mld-listener-query } accept',
  'udp sport 67 udp dport 68 accept',
  'ip6 saddr fe80::/10 udp sport 547 udp dport 546 accept',
];

/** One rule for each family that has sources: where there are none, nothing answers. */
function accept({ port, what, allow }: Opening): string[] {
  const note = [`# ${what}`];
  if (allow === 'anywhere') return [...note, `tcp dport ${port} accept`];
  const isIpv4 = (range: string): boolean => ipaddr.parseCIDR(range)[0].kind() === 'ipv4';
  const sources = {
    ip: joinIpv4(allow.filter(isIpv4)),
    ip6: allow.filter((range) => !isIpv4(range)),
  };
  const rules = Object.entries(sources).flatMap(([family, ranges]) =>
    ranges.length === 0 ? [] : [`${family} saddr { ${ranges.join(', ')} } tcp dport ${port} accept`],
  );
  return rules.length === 0 ? [`# ${what}: this machine alone`] : [...note, ...rules];
}

function dropRest(openings: readonly Opening[]): string {
  return `tcp dport { ${openings.map(({ port }) => port).join(', ')} } drop`;
}

// After nftables.service, whose start may flush everything.
const unit = `${managedHeader}
[Unit]
Description=What this host of the Kafka clusters lets in
DefaultDependencies=no
Wants=network-pre.target
After=local-fs.target nftables.service
Before=network-pre.target shutdown.target
Conflicts=shutdown.target
StartLimitIntervalSec=0

[Service]
${keeping({ family: 'inet', table: filterTable, file: filterRules, isGuarded: true })}
[Install]
WantedBy=multi-user.target
`;

/** Whom the change is tried with: how to log in, as {@link readLogins} reads it. */
export interface TrialLogin {
  name: string;
  address: string;
  port: number;
  user: string;
  hostKey: string;
  agentSocket?: string;
  privateKeyFile?: string;
}

/** What filters on a host: firewalld where it runs, else nftables. */
export type FirewallBackend = 'firewalld' | 'nftables';

/**
 * @param policy what the host lets in
 * @param backend what filters there
 * @param login how the operator logs in to the host
 * @param beyond hosts that are reached through it, and must still be
 */
export function filterDocument(
  policy: HostPolicy,
  backend: FirewallBackend,
  login: TrialLogin,
  beyond: readonly TrialLogin[] = [],
): Document {
  const params = [login, ...beyond].map((one, index) =>
    Object.entries(loginParams(one)).map(([key, value]) => [`login.${index}.${key}`, value] as const),
  );
  return {
    params: Object.fromEntries(params.flat()),
    files:
      backend === 'firewalld'
        ? { 'policy.xml': renderFirewalldPolicy(policy) }
        : { 'filter.nft': renderFilter(policy), unit },
  };
}

function loginParams({
  name,
  address,
  port,
  user,
  hostKey,
  agentSocket,
  privateKeyFile,
}: TrialLogin): Document['params'] {
  return {
    host: name,
    address,
    port,
    user,
    key: hostKey,
    ...(agentSocket === undefined ? {} : { agent: agentSocket }),
    ...(privateKeyFile === undefined ? {} : { identity: privateKeyFile }),
  };
}

/** The logins in a document's text: that of the host, then those of hosts beyond it. */
export function readLogins(text: string): TrialLogin[] {
  const found: Record<string, string>[] = [];
  for (const [, index, key = '', value = ''] of text.matchAll(/^set login\.(\d+)\.([a-z]+) (.*)$/gm)) {
    (found[Number(index)] ??= {})[key] = value;
  }
  return found.map(({ host = '', address = '', port, user = '', key = '', agent, identity }) => ({
    name: host,
    address,
    port: Number(port),
    user,
    hostKey: key,
    ...(agent === undefined ? {} : { agentSocket: agent }),
    ...(identity === undefined ? {} : { privateKeyFile: identity }),
  }));
}
