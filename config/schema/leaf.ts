// The building block of the schema: one value that is read strictly, or refused with a reason and a way out.
import { z } from 'zod';
import { quoted } from '../problem.ts';
import { type Takes, textOf } from './takes.ts';

export interface ValueProblem {
  reason: string;
  fix: string;
}

/** A value that was read, or why it wasn't. */
export type Reading<T> = { value: T } | ValueProblem;

/** What is said of leaves. A registry of its own, because in the global one these would count as words of JSON Schema. */
export const leaves = z.registry<{
  /** What the configuration reference says of its type and limits, such as `port, 1 to 65535`. */
  type: string;
  /** What it may be before it is read. */
  takes: Takes;
}>();

/**
 * One value of the config.
 * @param type as in {@link leaves}
 * @param takes as in {@link leaves}: nothing that `read` takes may be missing there
 * @param read gets whatever Pulumi hands out: a YAML number may arrive as a string and the other way round
 */
export function leaf<T>(type: string, takes: Takes, read: (raw: unknown) => Reading<T>) {
  return z
    .unknown()
    .transform((raw, context): T => {
      const reading = raw === undefined || raw === null ? missing(raw, type) : read(raw);
      if ('value' in reading) return reading.value;
      context.addIssue({ code: 'custom', message: reading.reason, params: { fix: reading.fix } });
      return z.NEVER;
    })
    .register(leaves, { type, takes });
}

function missing(raw: unknown, type: string): ValueProblem {
  return {
    reason: raw === null ? 'Has no value.' : 'Is missing.',
    fix: `Give it a value (${type}).`,
  };
}

/** A string, or a number or boolean that YAML made of one; objects and lists are refused. */
export function scalarText(raw: unknown): Reading<string> {
  if (typeof raw === 'string') return { value: raw };
  if (typeof raw === 'boolean') return { value: String(raw) };
  if (typeof raw !== 'number') {
    return { reason: `Must be a single value, is ${quoted(raw)}.`, fix: 'Write one value here.' };
  }
  if (Number.isInteger(raw) && !Number.isSafeInteger(raw)) {
    return {
      reason: `A number as large as ${raw} loses digits when it passes through Pulumi.`,
      fix: 'Write it in quotes.',
    };
  }
  return { value: String(raw) };
}

/**
 * A string of one fixed shape.
 * @param pattern what it must match as a whole
 * @param fix what a value must look like, as a sentence
 */
export function patterned(type: string, pattern: RegExp, fix: string) {
  return leaf(type, textOf(pattern, fix), (raw) => matching(raw, type, pattern, fix));
}

export function matching(raw: unknown, type: string, pattern: RegExp, fix: string): Reading<string> {
  const text = scalarText(raw);
  if (!('value' in text) || pattern.test(text.value)) return text;
  return { reason: `${quoted(text.value)} is not a valid ${type.replace(/,.*/, '')}.`, fix };
}
