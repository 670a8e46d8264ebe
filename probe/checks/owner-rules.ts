// Rules of the host's owner that would still drop what the plan lets in: an accept of ours doesn't undo another table's drop.
import { isDirect, mapEntryOf } from '../../config/plan/hops.ts';
import { addressOnInternet, hostOf } from '../../config/plan/location.ts';
import { openRoutes } from '../../config/plan/select.ts';
import { type BaseChain, droppingChains } from '../nft/verdict.ts';
import type { Packet } from '../nft/match.ts';
import { parseRuleset, type Ruleset } from '../nft/ruleset.ts';
import type { Check, HostView } from './check.ts';

/** firewalld's own table is its zones and policies: our policy comes before them, and firewalld-shut.ts looks where there is none. */
const isOurs = (table: string): boolean => table.startsWith('kafka_proxied_') || table === 'firewalld';

export interface Passage {
  hook: 'input' | 'forward';
  /** Who comes. */
  client: string;
  packet: Packet;
}

/** What passes this host by the plan: to its own services, and, on a gateway, through its port map. */
export function passages({ topology, plan, host, facts }: HostView): Passage[] {
  return openRoutes(plan)
    .filter(({ vantage }) => vantage !== host.id)
    .flatMap((route): Passage[] => {
      const mapped = mapEntryOf(plan, route);
      const source = route.arrivesFrom;
      if (mapped) {
        const packet = { source, destination: mapped.to.address, port: mapped.to.port };
        if (mapped.gateway === host.id) {
          // Addresses are rewritten behind this hook.
          const own = addressOnInternet(topology, hostOf(topology, route.vantage));
          return [
            { hook: 'forward', client: route.vantage, packet: { ...packet, source: own, mapped: true } },
          ];
        }
        if (mapped.to.host === host.id)
          return [
            {
              hook: 'input',
              client: route.vantage,
              packet: { ...packet, mapped: false, arrivesBy: facts.interfaces[packet.destination] },
            },
          ];
        return [];
      }
      const direct = isDirect(route) && route.address === host.address;
      const arrivesBy = facts.interfaces[route.address];
      const packet = { source, destination: route.address, port: route.port, mapped: false, arrivesBy };
      return direct ? [{ hook: 'input', client: route.vantage, packet }] : [];
    });
}

export function groupBy<T, K>(all: readonly T[], keyOf: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}

/** One text for each chain: what it drops, and from whom. */
function describe(chain: BaseChain, dropped: Passage[]): string {
  const byPort = groupBy(dropped, ({ packet }) => packet.port);
  const what = [...byPort].map(([port, all]) => {
    const clients = [...new Set(all.map(({ client, packet }) => `${packet.source} (${client})`))];
    return `TCP ${port} from ${clients.join(', ')}`;
  });
  return `a rule of the host's owner drops what the stack needs: nftables table ${chain.family} ${chain.table}, chain ${chain.chain}: ${what.join('; ')}. Accept rules of kafka-proxied can't undo that. Accept these there ('nft list chain ${chain.family} ${chain.table} ${chain.chain}' shows it), then run this again`;
}

/** What drops the plan's connections, each with what it drops. */
function dropping(view: HostView): { chain: BaseChain; dropped: Passage[] }[] {
  const ruleset: Ruleset | undefined =
    view.facts.ruleset === undefined ? undefined : parseRuleset(view.facts.ruleset);
  if (!ruleset) return [];
  const stopped = passages(view).flatMap((passage) =>
    droppingChains(ruleset, passage.hook, passage.packet, isOurs).map((chain) => ({ passage, chain })),
  );
  return [...groupBy(stopped, ({ chain }) => chainText(chain)).values()].flatMap((all) => {
    const [first] = all;
    return first ? [{ chain: first.chain, dropped: all.map(({ passage }) => passage) }] : [];
  });
}

const chainText = ({ family, table, chain }: BaseChain): string => `${family} ${table} ${chain}`;

/** The commands that show the chains in which such rules stand, each rule with the handle to delete it by. */
export function showingChains(view: HostView): string[] {
  return dropping(view).map(({ chain }) => `nft --handle list chain ${chainText(chain)}`);
}

export const ownerRules = {
  id: 'owner-rules-drop',
  label: 'no rule of the owner drops what the plan admits',
  docs: {
    about: 'the owner’s own nftables rules',
    holds:
      'none of them drops what the plan admits: accept rules of kafka-proxied can’t undo that. Rules whose effect is uncertain are skipped',
  },
  find: (view) => dropping(view).map(({ chain, dropped }) => describe(chain, dropped)),
} satisfies Check;
