// What single values of the config may be, as JSON Schema: editors check and complete stack files by it. Each takes
// whatever the reading of that value takes, in all its spellings; it refuses what is of another kind or shape, and leaves
// the rest to the reading.

type Kind = 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object' | 'null';

/** The words of draft 7 that are in use here. A word says something of values of its own kind only. */
export interface Takes {
  type?: Kind | readonly Kind[];
  enum?: readonly (string | boolean)[];
  anyOf?: readonly Takes[];
  not?: Takes;
  pattern?: string;
  /** What editors show where a text does not match. */
  patternErrorMessage?: string;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  items?: Takes;
  minItems?: number;
  uniqueItems?: boolean;
  properties?: Readonly<Record<string, Takes>>;
  required?: readonly string[];
  additionalProperties?: false;
  description?: string;
  examples?: readonly string[];
}

/** One character that breaks neither a line nor a terminal, in a regular expression. */
export const visibleCharacter = String.raw`[^\u0000-\u001f\u007f-\u009f\u2028\u2029]`;

/** Integers behind these lose digits; every other number is between them. */
const exact = { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER };

/** Numbers that YAML makes of texts without quotes, by a text of that kind. Names such as 1e-7 are no loss. */
const numbers = [
  { like: '-1.5', takes: exact },
  { like: '1.5', takes: { ...exact, minimum: 0 } },
];

/**
 * A text of one shape; also the number or boolean that YAML makes of it where it stands without quotes. A type would make
 * editors propose `true` and `false` for each name; so what is none of them is excluded instead.
 * @param fix what a value must look like, as a sentence
 */
export function textOf(pattern: RegExp, fix: string): Takes {
  const text = { pattern: pattern.source, patternErrorMessage: fix };
  const number = numbers.find(({ like }) => pattern.test(like));
  const boolean = pattern.test('true');
  if (number === undefined && !boolean) return { type: 'string', ...text };
  const others: Kind[] = [...(number ? [] : ['number' as const]), ...(boolean ? [] : ['boolean' as const])];
  return { ...text, ...number?.takes, not: { type: [...others, 'array', 'object', 'null'] } };
}

/** What a whole number between two limits must look like, as a sentence. */
export function integerFix(min: number | bigint, max: number | bigint): string {
  return `Give a whole number from ${min} to ${max}.`;
}

/** A whole number between two limits, also as text; how large a text is, the reading alone knows. */
export function integerOf(min: number, max: number): Takes {
  return {
    type: ['integer', 'string'],
    minimum: min,
    maximum: max,
    pattern: min > 0 ? String.raw`^\d{1,15}$` : String.raw`^-?\d{1,15}$`,
    patternErrorMessage: integerFix(min, max),
  };
}

/** One of a few words, and what YAML 1.1 may have made of them. */
export function wordOf(words: readonly string[], alsoRead: readonly (string | boolean)[] = []): Takes {
  return { enum: [...words, ...alsoRead] };
}

/** What a bare `off` may have become. */
export const readAsOff = [false, 'false'];

/** `{ secret: NAME }`, and nothing beside it. */
export function secretReference(name: RegExp): Takes {
  return {
    type: 'object',
    properties: {
      secret: {
        type: 'string',
        pattern: name.source,
        description: 'Name of a secret under `kafka-proxied:secrets`.',
      },
    },
    required: ['secret'],
    additionalProperties: false,
  };
}
