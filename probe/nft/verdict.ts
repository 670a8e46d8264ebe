// What a host's own nftables rules do with a new connection, where that can be told for certain.
import { matches, type Packet, type Table } from './match.ts';
import { type Chain, type Expression, findChain, type NftRule, type Ruleset } from './ruleset.ts';

/** A base chain that does something to a packet. */
export interface BaseChain {
  family: string;
  table: string;
  chain: string;
}

/** One that drops. */
export interface DroppingChain extends BaseChain {
  /** The chain whose rule, or policy, it is: the base chain, or one that it leads to. */
  at: string;
}

/**
 * How a walk through rules ends: `rewrite`: with another source address; `on`: at the end of the chain; `return`: back to where
 * it was called from.
 */
type End = 'accept' | 'drop' | 'rewrite' | 'on' | 'return';

interface Walk {
  end: End;
  /** The chain in which it ended. */
  at: string;
  /** Ends that an earlier rule, of which it isn't known whether it holds, may have brought. */
  perhaps: Set<End>;
}

/** Deeper than any real ruleset; nftables itself allows 16 (NFT_JUMP_STACK_SIZE). */
const deepest = 16;

/**
 * The chains that drop the packet for certain. A packet passes all base chains of its hook: one that drops is enough.
 * @param isOurs tables that aren't the owner's
 */
export function droppingChains(
  ruleset: Ruleset,
  hook: 'input' | 'forward',
  packet: Packet,
  isOurs: (table: string) => boolean,
): DroppingChain[] {
  return chainsThat(ruleset, { type: 'filter', hook }, isOurs, (chain) => {
    const { end, at, perhaps } = walk(ruleset, chain, packet, 0);
    const isPolicy = end === 'on' || end === 'return';
    const policy = chain.policy ?? 'accept';
    const last = isPolicy ? policy : end;
    const mayPass = perhaps.has('accept') || (perhaps.has('return') && policy === 'accept');
    return last === 'drop' && !mayPass ? { at: isPolicy ? chain.name : at } : undefined;
  });
}

/**
 * The chains that for certain give a forwarded packet another source address, as masquerading does.
 * @param isOurs tables that aren't the owner's
 */
export function rewriters(ruleset: Ruleset, packet: Packet, isOurs: (table: string) => boolean): BaseChain[] {
  return chainsThat(ruleset, { type: 'nat', hook: 'postrouting' }, isOurs, (chain) => {
    const { end, perhaps } = walk(ruleset, chain, packet, 0);
    return end === 'rewrite' && !perhaps.has('accept') && !perhaps.has('return') ? {} : undefined;
  });
}

/** @param does what is told of a chain that does it; undefined of one that does not */
function chainsThat<Told extends object>(
  { chains }: Ruleset,
  { type, hook }: { type: string; hook: string },
  isOurs: (table: string) => boolean,
  does: (chain: Chain) => Told | undefined,
): (BaseChain & Told)[] {
  return chains
    .filter((chain) => ['ip', 'inet'].includes(chain.family) && chain.type === type && chain.hook === hook)
    .filter(({ table }) => !isOurs(table))
    .flatMap((chain) => {
      const told = does(chain);
      return told ? [{ family: chain.family, table: chain.table, chain: chain.name, ...told }] : [];
    });
}

function walk(ruleset: Ruleset, chain: Chain, packet: Packet, depth: number): Walk {
  const perhaps = new Set<End>();
  const table: Table = { family: chain.family, table: chain.table, sets: ruleset.sets };
  for (const rule of chain.rules) {
    const { certain, verdict } = judge(rule, packet, table);
    if (certain === false || verdict === undefined) continue;
    const step = follow(ruleset, chain, verdict, packet, depth);
    for (const end of step.perhaps) perhaps.add(end);
    if (!certain) perhaps.add(step.end);
    else if (step.end !== 'on') return { end: step.end, at: step.at, perhaps };
  }
  return { end: 'on', at: chain.name, perhaps };
}

type NftVerdict = 'accept' | 'drop' | 'rewrite' | 'return' | { jump: string } | { goto: string } | 'unknown';

/**
 * A rule of iptables' that accepts by the state of the connection alone: nft does not print which, and one that lets in new ones
 * would let in everybody.
 */
function isForAnswers(expr: readonly Expression[]): boolean {
  const said = expr.filter((one) => !('counter' in one));
  const { type, name = '' } = (said[0]?.['xt'] ?? {}) as { type?: string; name?: string };
  return (
    said.length === 2 &&
    type === 'match' &&
    ['conntrack', 'state'].includes(name) &&
    'accept' in (said[1] ?? {})
  );
}

/** Whether a rule holds, and what it then does; a rule that only counts or logs does nothing. */
function judge(
  { expr }: NftRule,
  packet: Packet,
  table: Table,
): { certain: boolean | undefined; verdict?: NftVerdict } {
  let certain: boolean | undefined = true;
  if (isForAnswers(expr)) return { certain: false };
  for (const expression of expr) {
    const [kind = ''] = Object.keys(expression);
    switch (kind) {
      case 'match': {
        const truth = matches(expression, packet, table);
        if (truth === false) return { certain: false };
        if (truth === undefined) certain = undefined;
        break;
      }
      case 'counter':
      case 'log':
      case 'comment':
        break;
      case 'accept':
      case 'drop':
      case 'return':
        return { certain, verdict: kind };
      case 'reject':
        return { certain, verdict: 'drop' };
      case 'masquerade':
      case 'snat':
        return { certain, verdict: 'rewrite' };
      case 'limit':
        certain = undefined;
        break;
      case 'xt': {
        // What iptables made, where nft can't say it in its own words.
        const { type, name = '' } = (expression[kind] ?? {}) as { type?: string; name?: string };
        if (type === 'match') {
          certain = undefined;
          break;
        }
        if (['LOG', 'NFLOG'].includes(name)) break;
        if (name === 'REJECT') return { certain, verdict: 'drop' };
        return ['MASQUERADE', 'SNAT'].includes(name)
          ? { certain, verdict: 'rewrite' }
          : { certain: undefined, verdict: 'unknown' };
      }
      case 'jump':
      case 'goto': {
        const target = (expression[kind] as { target: string }).target;
        return { certain, verdict: kind === 'jump' ? { jump: target } : { goto: target } };
      }
      default:
        // Verdict maps, targets of iptables: what they do is not known here.
        return { certain: undefined, verdict: 'unknown' };
    }
  }
  return { certain };
}

function follow(ruleset: Ruleset, chain: Chain, verdict: NftVerdict, packet: Packet, depth: number): Walk {
  const at = chain.name;
  if (verdict === 'unknown') return { end: 'on', at, perhaps: new Set(['accept', 'drop']) };
  if (typeof verdict === 'string') return { end: verdict, at, perhaps: new Set() };
  const target = findChain(ruleset.chains, chain, 'jump' in verdict ? verdict.jump : verdict.goto);
  if (!target || depth >= deepest) return { end: 'on', at, perhaps: new Set(['accept', 'drop']) };
  const walked = walk(ruleset, target, packet, depth + 1);
  if (['accept', 'drop', 'rewrite'].includes(walked.end)) {
    if (!('jump' in verdict) || !walked.perhaps.has('return')) return walked;
    // It may have come back before that.
    return {
      end: 'on',
      at,
      perhaps: new Set([...walked.perhaps, walked.end].filter((end) => end !== 'return')),
    };
  }
  // Who went there by goto comes back to nobody: a base chain's policy is next.
  return { ...walked, end: 'goto' in verdict ? 'return' : 'on' };
}
