// How an answer is written: one word, a list, or KEY=VALUE pairs; `none` stands for nothing. What the values mean, the
// check of the config says.
import { quoted } from '../../config/problem.ts';
import type { Reading } from '../../config/schema/leaf.ts';

/** The answer that gives nothing. */
export const none = 'none';

export function isNone(text: string | undefined): boolean {
  return text === undefined || text === none;
}

/** A list, with blanks or commas between its words. */
export function listOf(text: string | undefined): string[] {
  return text === undefined || text === none ? [] : text.split(/[\s,]+/).filter((word) => word !== '');
}

function pair(word: string): [string, string] {
  const at = word.indexOf('=');
  return at < 0 ? [word.trim(), ''] : [word.slice(0, at).trim(), word.slice(at + 1).trim()];
}

/** `a=1 b=2`, with blanks or commas between. A word without `=` has an empty value. */
export function pairsOf(text: string | undefined): [string, string][] {
  return listOf(text).map(pair);
}

/** `O=Some Company, C=CH`: with commas between, since values hold blanks. */
export function phrasesOf(text: string | undefined): [string, string][] {
  const phrases = isNone(text) ? [] : (text ?? '').split(',');
  return phrases.map(pair).filter(([key]) => key !== '');
}

/** Text that {@link pairsOf} reads. */
export function pairsText(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([key, value]) => (value === '' ? key : `${key}=${value}`)).join(' ');
}

/** Fits an answer that is one word. */
export function oneWord(text: string): Reading<string> {
  if (text !== '' && !/\s/.test(text)) return { value: text };
  return { reason: `${quoted(text)} is not one word.`, fix: 'Write one, without blanks.' };
}

/** Fits an answer that is one of a few words; `y` and `n` do for `yes` and `no`. */
export function oneOf(...words: readonly string[]): (text: string) => Reading<string> {
  return (text) => {
    const short = text.toLowerCase();
    const value = words.find((word) => word === short || (['yes', 'no'].includes(word) && word[0] === short));
    if (value !== undefined) return { value };
    return { reason: `${quoted(text)} is none of the answers.`, fix: `Write ${words.join(' or ')}.` };
  };
}

export interface PairsShape {
  /** What a key is called, such as `broker`. */
  what: string;
  /** The pairs of a right answer, for people. */
  like: string;
  /** The keys that there must be, each once. Default: any. */
  keys?: readonly string[];
  /** Whether a key may stand alone. Default false. */
  alone?: boolean;
}

/** Fits pairs: every key once, and none that would get lost on the way into the config. */
export function pairs(text: string, { what, like, keys, alone = false }: PairsShape): Reading<string> {
  const given = pairsOf(text);
  const fix = `Example: ${like}`;
  if (given.length === 0) return { reason: `No ${what} is given.`, fix };
  const broken = given.find(([key, value]) => key === '' || (value === '' && !alone));
  if (broken) return { reason: `${quoted(pairsText([broken]))} is not complete.`, fix };
  const names = given.map(([key]) => key);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return { reason: `${what} ${quoted(twice)} is given twice.`, fix };
  const unknown = keys && names.find((name) => !keys.includes(name));
  if (unknown !== undefined)
    return { reason: `There is no ${what} ${quoted(unknown)} (there are: ${keys?.join(', ')}).`, fix };
  const missing = keys?.filter((key) => !names.includes(key)) ?? [];
  if (missing.length > 0) return { reason: `${what} ${missing.join(', ')} is missing.`, fix };
  return { value: text };
}
