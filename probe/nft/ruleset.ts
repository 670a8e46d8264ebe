// The rules that nftables prints as JSON (libnftables-json(5)), as far as they decide on a new TCP connection.

/** An expression of a rule: an object with a single key. */
export type Expression = Record<string, unknown>;

export interface NftRule {
  expr: Expression[];
}

export interface Chain {
  family: string;
  table: string;
  name: string;
  /** Of a base chain, such as `input`. */
  hook?: string;
  type?: string;
  policy?: string;
  rules: NftRule[];
}

export interface Ruleset {
  chains: Chain[];
  /** Elements of named sets, by `family table name`. */
  sets: Map<string, unknown[]>;
}

interface Printed {
  nftables?: {
    chain?: Omit<Chain, 'rules'>;
    rule?: { family: string; table: string; chain: string; expr?: Expression[] };
    set?: { family: string; table: string; name: string; elem?: unknown[] };
  }[];
}

/** @returns undefined where the text is not what nftables prints */
export function parseRuleset(json: string): Ruleset | undefined {
  let printed: Printed;
  try {
    printed = JSON.parse(json) as Printed;
  } catch {
    return undefined;
  }
  const items = printed.nftables ?? [];
  const chains = items.flatMap(({ chain }): Chain[] => (chain ? [{ ...chain, rules: [] }] : []));
  for (const { rule } of items) {
    const chain = rule && findChain(chains, rule, rule.chain);
    if (chain) chain.rules.push({ expr: rule.expr ?? [] });
  }
  const sets = items.flatMap(({ set }) =>
    set ? [[`${set.family} ${set.table} ${set.name}`, set.elem ?? []] as const] : [],
  );
  return { chains, sets: new Map(sets) };
}

/** A chain of the same table by its name. */
export function findChain(
  chains: readonly Chain[],
  { family, table }: Pick<Chain, 'family' | 'table'>,
  name: string,
): Chain | undefined {
  return chains.find((chain) => chain.family === family && chain.table === table && chain.name === name);
}
