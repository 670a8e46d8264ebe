// How much is kept by a property's value, and how that is said.

/** A number, or without end. Undefined: the value is no number, and nothing can be said of it. */
export type Kept = bigint | 'for ever' | undefined;

/** A limit by Kafka's rule: whatever is below 0 is none. */
export function kept(value: string | undefined, unit = 1n): Kept {
  const text = value?.trim() ?? '';
  if (!/^-?\d+$/.test(text)) return undefined;
  const number = BigInt(text);
  return number < 0n ? 'for ever' : number * unit;
}

/** Whether less is kept than before; the new limit, if so. */
export function lowered(before: Kept, after: Kept): bigint | undefined {
  if (before === undefined || typeof after !== 'bigint') return undefined;
  return before === 'for ever' || after < before ? after : undefined;
}

const units = [
  ['h', 3_600_000n],
  ['min', 60_000n],
  ['s', 1000n],
] as const;

/** `72 h`, `90 min`: in the largest unit that holds it whole. */
export function duration(ms: bigint): string {
  const [name, length] = units.find(([, each]) => ms % each === 0n) ?? ['ms', 1n];
  return `${ms / length} ${name}`;
}
