// Where a gateway's rules lead each mapped door.
import type { PortMapEntry } from '../../config/plan/types.ts';
import { describeService } from '../../config/plan/describe.ts';
import { matches } from '../../probe/nft/match.ts';
import { parseRuleset, type Ruleset } from '../../probe/nft/ruleset.ts';
import { portMapTable } from '../../templates/port-map.ts';
import { type Diagnosis, groupBy, subjects } from './diagnosis.ts';

export const portMapStamp = `portmap--${portMapTable}`;

interface Target {
  address: string;
  port: number;
}

/** Where nftables sends a connection from anywhere to this door; undefined: nowhere else; `unknown`: it can't be told. */
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

interface WrongDoor {
  id: 'port-map-missing' | 'port-map-leads-elsewhere' | 'internal-names-given-outside';
  entry: PortMapEntry;
  found: string;
}

/** One finding for each gateway and kind: whoever drops a table takes away all of its doors at once. */
export function judgePortMaps(d: Diagnosis): void {
  const wrong = d.plan.portMap.flatMap((entry) => wrongDoor(d, entry) ?? []);
  for (const all of groupBy(wrong, ({ id, entry }) => `${id} ${entry.gateway}`)) {
    const [first] = all;
    if (!first) continue;
    const { gateway } = first.entry;
    d.find(
      {
        id: first.id,
        hosts: [gateway],
        expected: all.map(({ entry }) => expectedOf(entry)).join('; '),
        found: [...new Set(all.map(({ found }) => found))].join('; '),
        fix: d.npm('up'),
      },
      [...all.map(({ entry }) => subjects.door(gateway, entry.port)), subjects.drift(gateway, portMapStamp)],
    );
  }
}

function expectedOf({ publicAddress, port, to, service }: PortMapEntry): string {
  return `${publicAddress}:${port} leads to ${to.address}:${to.port} (${describeService(service)} on ${to.host})`;
}

/** Undefined where a door leads where it should, or nobody can tell. */
function wrongDoor(d: Diagnosis, entry: PortMapEntry): WrongDoor | undefined {
  const { gateway, port, to, service } = entry;
  const text = d.factsOf(gateway)?.ruleset;
  const ruleset = text === undefined ? undefined : parseRuleset(text);
  if (!ruleset || !d.host(gateway).managePortMap || d.causeOf(subjects.host(gateway))) return undefined;
  const found = mappedTo(ruleset, entry);
  if (found === 'unknown' || (found?.address === to.address && found.port === to.port)) return undefined;
  if (!found) return { id: 'port-map-missing', entry, found: `${gateway} maps nothing there` };
  const host = d.topology.hosts.find(({ address }) => address === found.address)?.id;
  const listeners = d.plan.listeners[service.cluster]?.[service.id] ?? [];
  const internal = listeners.find(({ name }) => name === 'INTERNAL')?.bind;
  const isInternal =
    service.kind === 'broker' && internal?.address === found.address && internal.port === found.port;
  const where = host ? ` (${host}${isInternal ? ', its INTERNAL listener' : ''})` : '';
  return {
    id: isInternal ? 'internal-names-given-outside' : 'port-map-leads-elsewhere',
    entry,
    found: `${gateway} maps ${port} to ${found.address}:${found.port}${where}`,
  };
}
