// random:index/randomPassword:RandomPassword, by the names that @pulumi/random registers.
import { randomInt } from 'node:crypto';
import { aFlag, wholeFrom, type Fields } from '../../shared/fields.ts';
import type { ValueKind } from '../../shared/value-provider.ts';

/** Inputs of a RandomPassword. */
export const passwordInputs: Fields = {
  length: { kind: wholeFrom(1), required: true },
  special: { kind: aFlag },
};

const alphanumeric = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const special = '!@#$%&*()-_=+[]{}<>:?';

/** What the official plugin has in the state for inputs that are not given. */
const assumed = {
  lower: true,
  minLower: 0,
  minNumeric: 0,
  minSpecial: 0,
  minUpper: 0,
  number: true,
  numeric: true,
  upper: true,
};

/** Characters from the system's cryptographic generator, each as likely as any other. */
export const passwordKind: ValueKind = {
  inputs: passwordInputs,
  secrets: ['bcryptHash', 'result'],
  schemaVersion: '3',
  complete: (inputs) => ({ ...assumed, ...inputs, special: inputs['special'] ?? true }),
  create: async (inputs) => {
    const set = inputs['special'] === true ? alphanumeric + special : alphanumeric;
    const result = Array.from({ length: inputs['length'] as number }, () => set[randomInt(set.length)]);
    return { id: 'none', results: { result: result.join('') } };
  },
};
