// firewalld on a host that gets no rules of ours: its zones reject what nobody has opened, and Kafka says only that it timed out.
import { describeService } from '../../config/plan/describe.ts';
import { pathText } from '../../config/problem.ts';
import { droppingChains } from '../nft/verdict.ts';
import { parseRuleset, type Ruleset } from '../nft/ruleset.ts';
import type { Check, HostView } from './check.ts';
import { groupBy, type Passage, passages } from './owner-rules.ts';

const table = 'firewalld';
/** The policy that a host with rules of ours has (templates/firewalld.ts). */
const ourPolicy = 'kafka-proxied';

/** A chain of firewalld's and what of the plan ends there. */
interface Shut {
  chain: string;
  shut: Passage[];
}

/** The zone whose default it is, which a rule that lets in comes before; undefined of a chain with rules that deny. */
function zoneOf(chain: string): string | undefined {
  return /^filter_IN_(?!policy_)(.+?)(?<!_(?:pre|log|deny|allow|post))$/.exec(chain)?.[1];
}

/** Without our own policy, which leaves with our rules. */
function withoutOurs({ chains, sets }: Ruleset): Ruleset {
  const isOurs = (name: string): boolean => name.includes(`_policy_${ourPolicy}`);
  return { chains: chains.map((chain) => (isOurs(chain.name) ? { ...chain, rules: [] } : chain)), sets };
}

/** What firewalld's own rules reject for certain. */
function shutBy(view: HostView): Shut[] {
  const { plan, host, facts } = view;
  if (plan.policies[host.id] || !facts.firewalld || facts.ruleset === undefined) return [];
  const ruleset = parseRuleset(facts.ruleset);
  if (!ruleset) return [];
  const own = withoutOurs(ruleset);
  const found = passages(view).flatMap((passage) =>
    droppingChains(own, passage.hook, passage.packet, (name) => name !== table).map(({ at }) => ({
      at,
      passage,
    })),
  );
  return [...groupBy(found, ({ at }) => at)].map(([chain, all]) => ({
    chain,
    shut: all.map(({ passage }) => passage),
  }));
}

/** The commands that open a zone for the plan's sources alone, port by port, for good; or that show who denies. */
function openingOf({ plan, host }: HostView, { chain, shut }: Shut): string[] {
  const zone = zoneOf(chain);
  if (zone === undefined)
    return ['sudo firewall-cmd --list-all-zones', 'sudo firewall-cmd --list-all-policies'];
  const ports = [...new Set(shut.map(({ packet }) => packet.port))].sort((a, b) => a - b);
  const opened = ports.map((port) => {
    const rules = plan.firewall.filter((rule) => rule.host === host.id && rule.port === port);
    const sources = rules.flatMap(({ allow }) => allow).filter((range) => !range.startsWith('127.'));
    const rule = `rule family=ipv4 source address=$from port port=${port} protocol=tcp accept`;
    return `for from in ${sources.join(' ')}; do sudo firewall-cmd --permanent --zone=${zone} --add-rich-rule="${rule}"; done`;
  });
  return [...opened, 'sudo firewall-cmd --reload'];
}

function describe(view: HostView, one: Shut): string {
  const { plan, host } = view;
  const what = [...groupBy(one.shut, ({ packet }) => packet.port)].map(([port, all]) => {
    const service = plan.firewall.find((rule) => rule.host === host.id && rule.port === port)?.service;
    const clients = [...new Set(all.map(({ client }) => client))];
    return `TCP ${port}${service ? ` (${describeService(service)})` : ''} from ${clients.join(', ')}`;
  });
  const zone = zoneOf(one.chain);
  const whose = zone === undefined ? `one of whose rules (chain ${one.chain})` : `whose zone ${zone}`;
  const how =
    zone === undefined ? 'Remove that rule; these commands show it' : 'Open these ports permanently';
  return `runs firewalld, ${whose} rejects what the stack needs: ${what.join('; ')}. kafka-proxied writes no rules there (firewall: off). ${how}: ${openingOf(view, one).join('; ')}. Or let the stack manage the rules: remove ${pathText(['hosts', host.id, 'firewall'])}: off, or ${pathText(['firewall'])}: off`;
}

/** The commands that open what firewalld rejects. */
export function openingCommands(view: HostView): string[] {
  return shutBy(view).flatMap((one) => openingOf(view, one));
}

export const firewalldShut = {
  id: 'firewalld-shut',
  label: 'if firewall is off, firewalld admits what the plan admits',
  docs: {
    about: 'firewalld, if `firewall` is `off`',
    holds:
      'its zones admit what the plan admits; the finding has the zone, the ports, the clients, and the commands that open them for the plan’s sources. Rules that depend on an unknown interface are skipped',
  },
  find: (view) => shutBy(view).map((one) => describe(view, one)),
} satisfies Check;
