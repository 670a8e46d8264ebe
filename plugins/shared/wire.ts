// Property values as the engine sends them: secrets wrapped, assets tagged, unknowns as sentinel strings.
import {
  specialAssetSig,
  specialSecretSig,
  specialSigKey,
  unknownValue,
} from '@pulumi/pulumi/runtime/rpc.js';

/** A JSON object of property values. */
export type Props = Record<string, unknown>;

// The engine has one sentinel for each kind of value; they are part of Pulumi's wire protocol.
const unknowns = new Set([
  unknownValue,
  '1c4a061d-8072-4f0a-a4cb-0ff528b18fe7', // boolean
  '3eeb2bf0-c639-47a8-9e75-3b44932eb421', // number
  '6a19a0b0-7e62-4c92-b797-7f8e31da9cc2', // array
  '030794c1-ac77-496b-92df-f27374a8bd58', // asset
  'e48ece36-62e2-4504-bad9-02848725956a', // archive
  'dd056dcd-154b-4c76-9bd3-c8f88648b5ff', // object
]);

/** True for the stand-in of a value that a preview does not know yet. */
export function isUnknown(value: unknown): boolean {
  return typeof value === 'string' && unknowns.has(value);
}

export function isObject(value: unknown): value is Props {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isSecret(value: unknown): value is { value: unknown } {
  return isObject(value) && value[specialSigKey] === specialSecretSig;
}

/** Wraps a value so that the engine encrypts it in the state; a secret stays as it is. */
export function secret(value: unknown): unknown {
  return isSecret(value) ? value : { [specialSigKey]: specialSecretSig, value };
}

export function isAsset(value: unknown): value is Props {
  return isObject(value) && value[specialSigKey] === specialAssetSig;
}

/** The value with every secret in it unwrapped. */
export function reveal(value: unknown): unknown {
  if (isSecret(value)) return reveal(value.value);
  if (Array.isArray(value)) return value.map(reveal);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, reveal(inner)]));
}

/** True if the value is a secret or holds one at any depth. */
export function holdsSecret(value: unknown): boolean {
  if (isSecret(value)) return true;
  if (Array.isArray(value)) return value.some(holdsSecret);
  return isObject(value) && Object.values(value).some(holdsSecret);
}

const absent = (value: unknown): boolean => value === undefined || value === null;

/** Whether two values are the same, secret or not. Assets are compared by their hashes. */
export function same(old: unknown, now: unknown): boolean {
  if (isSecret(old)) return same(old.value, now);
  if (isSecret(now)) return same(old, now.value);
  if (absent(old) || absent(now)) return absent(old) && absent(now);
  if (Array.isArray(old) && Array.isArray(now)) {
    return old.length === now.length && old.every((item, index) => same(item, now[index]));
  }
  if (isAsset(old) && isAsset(now)) return old['hash'] !== undefined && old['hash'] === now['hash'];
  if (isObject(old) && isObject(now)) {
    return [...new Set([...Object.keys(old), ...Object.keys(now)])].every((key) => same(old[key], now[key]));
  }
  return old === now;
}
