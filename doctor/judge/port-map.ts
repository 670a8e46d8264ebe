// Where a gateway's rules lead each mapped door.
import type { PortMapEntry } from '../../config/plan/types.ts';
import { describeService } from '../../config/plan/describe.ts';
import { matches } from '../../probe/nft/match.ts';
import { parseRuleset, type Ruleset } from '../../probe/nft/ruleset.ts';
import { portMapTable } from '../../templates/port-map.ts';
import { type Case, subjects } from './case.ts';

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

export function judgePortMaps(given: Case): void {
  const { plan, topology } = given;
  for (const entry of plan.portMap) {
    const { gateway, publicAddress, port, to, service } = entry;
    const text = given.factsOf(gateway)?.ruleset;
    const ruleset = text === undefined ? undefined : parseRuleset(text);
    if (!ruleset || !given.host(gateway).managePortMap) continue;
    const found = mappedTo(ruleset, entry);
    if (found === 'unknown' || (found?.address === to.address && found.port === to.port)) continue;
    const host = topology.hosts.find(({ address }) => address === found?.address)?.id;
    const explained = [subjects.door(gateway, port), subjects.drift(gateway, portMapStamp)];
    const expected = `${publicAddress}:${port} leads to ${to.address}:${to.port} (${describeService(service)} on ${to.host})`;
    const common = { hosts: [gateway], expected, fix: given.npm('up') };
    if (!found) {
      const finding = { ...common, id: 'port-map-missing', found: `${gateway} maps nothing there` } as const;
      given.find(finding, explained);
      continue;
    }
    const other = plan.listeners[service.cluster]?.[service.id] ?? [];
    const internal = other.find(({ name }) => name === 'INTERNAL')?.bind;
    const isInternal = internal?.address === found.address && internal.port === found.port;
    given.find(
      {
        ...common,
        id:
          isInternal && service.kind === 'broker'
            ? 'internal-names-given-outside'
            : 'port-map-leads-elsewhere',
        found: `${gateway} maps it to ${found.address}:${found.port}${host ? ` (${host}${isInternal ? ', its INTERNAL listener' : ''})` : ''}`,
      },
      explained,
    );
  }
}
