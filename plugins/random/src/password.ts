// random:index/randomPassword:RandomPassword, by the names that @pulumi/random registers.
import { randomInt } from 'node:crypto';
import { aFlag, aString, stringsByName, wholeFrom, type Shape } from '../../shared/shapes.ts';
import type { ValueKind } from '../../shared/value-provider.ts';
import { isObject, isUnknown, type Props } from '../../shared/wire.ts';

const count = { kind: wholeFrom(0) };

/** Inputs of a RandomPassword. */
export const passwordInputs: Shape = {
  keepers: { kind: stringsByName },
  length: { kind: wholeFrom(1), required: true },
  lower: { kind: aFlag },
  minLower: count,
  minNumeric: count,
  minSpecial: count,
  minUpper: count,
  number: { kind: aFlag },
  numeric: { kind: aFlag },
  overrideSpecial: { kind: aString },
  special: { kind: aFlag },
  upper: { kind: aFlag },
};

const characters = {
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  lower: 'abcdefghijklmnopqrstuvwxyz',
  numeric: '0123456789',
  special: '!@#$%&*()-_=+[]{}<>:?',
};

const classes = ['upper', 'lower', 'numeric', 'special'] as const;
const least = { upper: 'minUpper', lower: 'minLower', numeric: 'minNumeric', special: 'minSpecial' } as const;

/** Characters from the system's cryptographic generator, each as likely as any other of its set. */
export const passwordKind: ValueKind = {
  inputs: passwordInputs,
  secrets: ['bcryptHash', 'result'],
  schemaVersion: '3',
  complete: (inputs) => {
    const numeric = inputs['numeric'] ?? inputs['number'] ?? true;
    const flags = { lower: true, special: true, upper: true };
    const counts = { minLower: 0, minNumeric: 0, minSpecial: 0, minUpper: 0 };
    const given = Object.entries(inputs).filter(([, value]) => value !== undefined && value !== null);
    return {
      ...flags,
      ...counts,
      ...Object.fromEntries(given),
      // "number" is the older name of "numeric".
      number: inputs['number'] ?? numeric,
      numeric,
      // Nothing, in whatever form: neither makes another password.
      keepers:
        isObject(inputs['keepers']) && Object.keys(inputs['keepers']).length === 0
          ? undefined
          : inputs['keepers'],
      overrideSpecial: inputs['overrideSpecial'] || undefined,
    };
  },
  mistakes: (inputs) => {
    const mistakes: string[] = [];
    if (
      !isUnknown(inputs['number']) &&
      !isUnknown(inputs['numeric']) &&
      inputs['number'] !== inputs['numeric']
    ) {
      mistakes.push("'number' and 'numeric' differ: 'number' is the older name of the same, leave it away");
    }
    if (classes.every((name) => inputs[name] === false)) {
      mistakes.push("one of 'upper', 'lower', 'numeric' and 'special' must be true: no characters are left");
    }
    const sum = classes.map((name) => inputs[least[name]]).reduce((all: number, one) => all + known(one), 0);
    if (known(inputs['length'], Infinity) < sum) {
      mistakes.push(
        `'length' must be at least the sum of 'minUpper', 'minLower', 'minNumeric' and 'minSpecial', ${sum}`,
      );
    }
    return mistakes;
  },
  create: async (inputs) => ({ id: 'none', results: { result: password(inputs) } }),
};

function known(value: unknown, otherwise = 0): number {
  return typeof value === 'number' ? value : otherwise;
}

function password(inputs: Props): string {
  const sets = {
    ...characters,
    special: (inputs['overrideSpecial'] as string | undefined) ?? characters.special,
  };
  const wanted = classes.flatMap((name) => pick(sets[name], inputs[least[name]] as number));
  const all = classes.filter((name) => inputs[name] === true).map((name) => sets[name]);
  return shuffled([...wanted, ...pick(all.join(''), (inputs['length'] as number) - wanted.length)]).join('');
}

function pick(from: string, howMany: number): string[] {
  const set = [...from];
  return Array.from({ length: howMany }, () => set[randomInt(set.length)] as string);
}

/** Every order is as likely as any other (Fisher and Yates). */
function shuffled(items: string[]): string[] {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [items[last], items[other]] = [items[other] as string, items[last] as string];
  }
  return items;
}
