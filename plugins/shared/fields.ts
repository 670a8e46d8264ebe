// What a resource takes, by the names that its npm package registers, and the check of it.
import { isObject, isSecret, isUnknown, reveal, secret, type Props } from './wire.ts';

/** What a value must be. */
export interface Kind {
  /** Ends the sentence "'length' must be …". */
  readonly wanted: string;
  fits(value: unknown): boolean;
  /** Of an object: its fields. */
  readonly fields?: Fields;
}

export interface Field {
  readonly kind: Kind;
  readonly required?: true;
  /** Wrapped by the check, so that the state holds it encrypted. */
  readonly secret?: true;
  /** Filled in by the check, so that it is an input in the state. */
  readonly default?: string | number;
}

export type Fields = Readonly<Record<string, Field>>;

export const aString: Kind = { wanted: 'a string', fits: (value) => typeof value === 'string' };
export const aNumber: Kind = { wanted: 'a number', fits: (value) => typeof value === 'number' };
export const aFlag: Kind = { wanted: 'true or false', fits: (value) => typeof value === 'boolean' };
export const aList: Kind = { wanted: 'a list', fits: Array.isArray };

export const listOfStrings: Kind = {
  wanted: 'a list of strings',
  fits: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
};

const others = 'anything else is served by the official plugin only';

/** One of the values that are used here, of those that the official plugin takes. */
export function only(...values: readonly (string | boolean)[]): Kind {
  return { wanted: `${values.join(' or ')}; ${others}`, fits: (value) => values.includes(value as string) };
}

/** A list of the words that are used here; values that are not known yet are for a later check. */
export function listOf(words: readonly string[]): Kind {
  return {
    wanted: `a list of ${words.join(', ')}; ${others}`,
    fits: (value) =>
      Array.isArray(value) && value.every((item) => words.includes(item as string) || isUnknown(item)),
  };
}

/** A whole number of a least value. */
export function wholeFrom(least: number): Kind {
  return {
    wanted: `a whole number of at least ${least}`,
    fits: (value) => Number.isInteger(value) && (value as number) >= least,
  };
}

export function anObject(wanted: string, fields: Fields): Kind {
  return { wanted, fits: isObject, fields };
}

/**
 * Fills in defaults and marks what must be secret, as the official plugin does, so that either takes over a state
 * that the other wrote without seeing a change.
 * @returns the inputs to keep, and every mistake as a sentence with its property path
 */
export function checkInputs(fields: Fields, news: Props): { inputs: Props; mistakes: string[] } {
  const mistakes: string[] = [];
  return { inputs: checkFields(fields, news, '', mistakes), mistakes };
}

function checkFields(fields: Fields, props: Props, at: string, mistakes: string[]): Props {
  const checked: Props = { ...props };
  for (const [name, field] of Object.entries(fields)) {
    const path = at + name;
    const given = props[name] ?? field.default;
    if (given === undefined) {
      if (field.required) mistakes.push(`'${path}' is required`);
      continue;
    }
    const value = checkValue(field.kind, given, path, mistakes);
    checked[name] = field.secret ? secret(value) : value;
  }
  for (const name of Object.keys(props).filter((each) => !(each in fields) && !each.startsWith('__'))) {
    mistakes.push(`'${at}${name}' is served by the official plugin only, not by this stand-in`);
  }
  return checked;
}

function checkValue(kind: Kind, value: unknown, path: string, mistakes: string[]): unknown {
  if (isSecret(value)) return secret(checkValue(kind, value.value, path, mistakes));
  if (isUnknown(value)) return value;
  if (!kind.fits(reveal(value))) {
    mistakes.push(`'${path}' must be ${kind.wanted}`);
    return value;
  }
  return kind.fields ? checkFields(kind.fields, value as Props, `${path}.`, mistakes) : value;
}
