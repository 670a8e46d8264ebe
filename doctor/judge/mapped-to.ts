// Where a gateway's rules lead a mapped port.
import type { PortMapEntry } from '../../config/plan/types.ts';
import { matches } from '../../probe/nft/match.ts';
import type { Ruleset } from '../../probe/nft/ruleset.ts';

interface Target {
  address: string;
  port: number;
}

/** Where nftables sends a connection from anywhere to this port; undefined: nowhere else; `unknown`: it can't be told. */
export function mappedTo(
  ruleset: Ruleset,
  { publicAddress, port }: PortMapEntry,
): Target | undefined | 'unknown' {
  let isUnsure = false;
  for (const chain of ruleset.chains) {
    if (chain.type !== 'nat' || chain.hook !== 'prerouting') continue;
    const table = { family: chain.family, table: chain.table, sets: ruleset.sets };
    for (const { expr } of chain.rules) {
      const last = expr.at(-1)?.['dnat'] as { addr?: unknown; port?: unknown } | undefined;
      if (!last) continue;
      const packet = { source: '192.0.2.1', destination: publicAddress, port, mapped: false };
      const conditions = expr.filter((one) => 'match' in one).map((one) => matches(one, packet, table));
      if (conditions.includes(false)) continue;
      if (conditions.includes(undefined) || typeof last.addr !== 'string') {
        isUnsure = true;
        continue;
      }
      return { address: last.addr, port: typeof last.port === 'number' ? last.port : port };
    }
  }
  return isUnsure ? 'unknown' : undefined;
}
