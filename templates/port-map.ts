// The gateway's port map as one nftables table of ours, and the unit that loads it at boot.
import { portMapRules } from '../config/host-paths.ts';
import type { PortMapEntry } from '../config/plan/types.ts';
import type { Document } from './document.ts';
import { keeping } from './kept-table.ts';
import { managedHeader } from './properties.ts';

/** Name of the table; nothing else on the gateway is touched. */
export const portMapTable = 'kafka_proxied_portmap';

/**
 * Renders the table. Destinations are rewritten, sources are not: the engines see who calls, and their way back
 * must lead through this gateway. Where something else on it rewrites them, the table drops what the plan doesn't let in,
 * packet by packet, before any is rewritten. Loading it again replaces it in one transaction.
 */
export function renderPortMap(entries: PortMapEntry[]): string {
  const sorted = [...entries].sort((a, b) => a.port - b.port);
  const rules = sorted.map(
    (e) => `    ip daddr ${e.publicAddress} tcp dport ${e.port} dnat to ${e.to.address}:${e.to.port}`,
  );
  return `${managedHeader}
table ip ${portMapTable}
delete table ip ${portMapTable}
table ip ${portMapTable} {
  chain prerouting {
    type nat hook prerouting priority dstnat; policy accept;
${rules.join('\n')}
  }
${renderSources(sorted)}}
`;
}

/** What is dropped before it is mapped; nothing where hosts behind the gateway see who calls. */
function renderSources(entries: readonly PortMapEntry[]): string {
  const drops = entries.flatMap(({ publicAddress, port, allow }) => {
    if (allow === undefined) return [];
    const others = allow.length === 0 ? '' : ` ip saddr != { ${allow.join(', ')} }`;
    return [`    ip daddr ${publicAddress} tcp dport ${port}${others} drop`];
  });
  if (drops.length === 0) return '';
  return `
  chain sources {
    type filter hook prerouting priority mangle; policy accept;
${drops.join('\n')}
  }
`;
}

const unit = `${managedHeader}
[Unit]
Description=Port map of the Kafka clusters behind this gateway
After=network-pre.target nftables.service
Before=network-online.target
StartLimitIntervalSec=0

[Service]
${keeping({ family: 'ip', table: portMapTable, file: portMapRules })}
[Install]
WantedBy=multi-user.target
`;

export function portMapDocument(entries: PortMapEntry[]): Document {
  return { params: {}, files: { 'portmap.nft': renderPortMap(entries), unit } };
}
