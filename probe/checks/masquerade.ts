// Gateways that put their own address in the place of outside clients', where the config says that these keep theirs.
import { mapEntryOf } from '../../config/plan/hops.ts';
import { addressOnInternet, hostOf } from '../../config/plan/location.ts';
import { openRoutes } from '../../config/plan/select.ts';
import { asRoot } from './affected.ts';
import type { OpenRoute } from '../../config/plan/types.ts';
import { type BaseChain, rewriters } from '../nft/verdict.ts';
import { parseRuleset } from '../nft/ruleset.ts';
import type { Check, HostView } from './check.ts';

const isOurs = (table: string): boolean => table.startsWith('kafka_proxied_');

/** Who comes through the port map, where to, and the owner's chain that hides them. */
interface Hidden {
  route: OpenRoute;
  /** The client's own address. */
  source: string;
  to: { address: string; port: number };
  chain: BaseChain;
}

/** What the rules hide for certain, from hosts that let in by address. */
function hiddenBy({ topology, plan, host, facts }: HostView): Hidden[] {
  const ruleset = facts.ruleset === undefined ? undefined : parseRuleset(facts.ruleset);
  if (!ruleset) return [];
  return openRoutes(plan).flatMap((route) => {
    const entry = mapEntryOf(plan, route);
    const source = addressOnInternet(topology, hostOf(topology, route.vantage));
    // Whose arrival under the gateway's address is the plan.
    if (entry?.gateway !== host.id || route.arrivesFrom !== source || !plan.policies[entry.to.host])
      return [];
    const { address: destination, port } = entry.to;
    const packet = { source, destination, port, mapped: true, leavesBy: facts.ways[destination]?.dev };
    const to = { address: destination, port };
    return rewriters(ruleset, packet, isOurs).map((chain) => ({ route, source, to, chain }));
  });
}

const key = ({ family, table, chain }: BaseChain): string => `${family} ${table} ${chain}`;

function chainsOf(all: readonly Hidden[]): BaseChain[] {
  return [...new Map(all.map(({ chain }) => [key(chain), chain])).values()];
}

/** What keeps a chain from connections that the port map brought in, and from no others. */
function exempting(chain: BaseChain, hidden: readonly Hidden[]): string[] {
  // Its rules come anew with each reload.
  if (chain.table === 'firewalld') return ['firewall-cmd --list-all-zones'];
  const targets = new Set(hidden.map(({ to }) => `ip daddr ${to.address} tcp dport ${to.port}`));
  return [...targets].map((target) => `nft insert rule ${key(chain)} ct status dnat ${target} accept`);
}

const ofChain = (all: readonly Hidden[], chain: BaseChain): Hidden[] =>
  all.filter((one) => key(one.chain) === key(chain));

/** The commands that keep the owner's rules from connections that the port map brought in; firewalld's zones show who does it. */
export function exemptions(view: HostView): string[] {
  const all = hiddenBy(view);
  return chainsOf(all).flatMap((chain) => exempting(chain, ofChain(all, chain)));
}

/** Routes on which clients are hidden. */
export function hiddenRoutes(view: HostView): OpenRoute[] {
  return hiddenBy(view).map(({ route }) => route);
}

export const masquerade = {
  id: 'source-address-masqueraded',
  label: 'outside clients keep their addresses through the gateway',
  docs: {
    about: 'addresses through the gateway',
    holds:
      'no rule of the gateway’s owner replaces outside clients’ addresses with its own, unless `sourceAddresses` says so',
  },
  doctor: {
    is: 'outside clients have another source address than their own',
    why: 'Rules by source address see every client as the gateway: they admit all clients, or none.',
    toDo: 'turn masquerading off for mapped ports, or set `sourceAddresses: masqueraded`',
    command: (view) => exemptions(view).map(asRoot).join('; '),
    affects: (view) => hiddenRoutes(view).map((route) => ({ route })),
  },
  find: (view) => {
    const all = hiddenBy(view);
    return chainsOf(all).map((chain) => {
      const hidden = ofChain(all, chain);
      const clients = [...new Set(hidden.map(({ source, route }) => `${source} (${route.vantage})`))].join(
        ', ',
      );
      const way =
        chain.table === 'firewalld'
          ? 'Turn masquerading off in the zone or policy of firewalld that has it'
          : `Exempt connections of the port map ('${exempting(chain, hidden).join('; ')}', and the same in the file that these rules come from)`;
      return `nftables table ${chain.family} ${chain.table}, chain ${chain.chain}, replaces the addresses of ${clients} with this gateway's address: hosts behind it can't tell clients apart, so their rules admit none of them, or all. ${way}, or declare it: kafka-proxied:hosts.${view.host.id}.sourceAddresses: masqueraded`;
    });
  },
} satisfies Check;
