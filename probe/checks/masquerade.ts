// Gateways that put their own address in the place of outside clients', where the config says that these keep theirs.
import { addressOnInternet, hostOf } from '../../config/plan/place.ts';
import { openRoutes } from '../../config/plan/select.ts';
import { type BaseChain, rewriters } from '../nft/verdict.ts';
import { parseRuleset } from '../nft/ruleset.ts';
import type { Check, HostView } from './check.ts';

const isOurs = (table: string): boolean => table.startsWith('kafka_proxied_');

/** Who comes through the port map, and the owner's chain that hides them. */
interface Hidden {
  client: string;
  address: string;
  chain: BaseChain;
}

/** What the rules hide for certain. */
function hiddenBy({ topology, plan, host, facts }: HostView): Hidden[] {
  const ruleset = facts.ruleset === undefined ? undefined : parseRuleset(facts.ruleset);
  if (!ruleset) return [];
  return openRoutes(plan).flatMap((route) => {
    const entry = plan.portMap.find(
      ({ gateway, port }) =>
        gateway === host.id &&
        route.hops.some((hop) => hop.kind === 'portMap' && hop.gateway === gateway && hop.port === port),
    );
    const source = addressOnInternet(topology, hostOf(topology, route.vantage));
    // Whose arrival under the gateway's address is the plan.
    if (!entry || route.arrivesFrom !== source) return [];
    const { address: destination, port } = entry.to;
    const packet = { source, destination, port, mapped: true, leavesBy: facts.ways[destination]?.dev };
    return rewriters(ruleset, packet, isOurs).map((chain) => ({
      client: route.vantage,
      address: source,
      chain,
    }));
  });
}

/** What keeps such a chain from connections that a port map brought in. */
function exempting({ family, table, chain }: BaseChain): string {
  return `nft insert rule ${family} ${table} ${chain} ct status dnat accept`;
}

const key = ({ family, table, chain }: BaseChain): string => `${family} ${table} ${chain}`;

function chainsOf(all: readonly Hidden[]): BaseChain[] {
  return [...new Map(all.map(({ chain }) => [key(chain), chain])).values()];
}

/** The commands that keep the owner's rules from connections that a port map brought in. */
export function exemptions(view: HostView): string[] {
  return chainsOf(hiddenBy(view)).map(exempting);
}

export const masquerade = {
  id: 'source-address-masqueraded',
  label: 'outside clients keep their addresses through the gateway',
  find: (view) => {
    const all = hiddenBy(view);
    return chainsOf(all).map((chain) => {
      const hidden = all.filter((one) => key(one.chain) === key(chain));
      const clients = [...new Set(hidden.map(({ address, client }) => `${address} (${client})`))].join(', ');
      return `nftables table ${chain.family} ${chain.table}, chain ${chain.chain}, puts this gateway's address in the place of ${clients}: hosts behind it can't tell who comes, so their rules let in nobody of them, or everybody. Keep it from what the port map brings in ('${exempting(chain)}', and the same in the file that these rules come from), or say that it does so: kafka-proxied:hosts.${view.host.id}.sourceAddresses: masqueraded`;
    });
  },
} satisfies Check;
