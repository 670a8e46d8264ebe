// Secrets stand under `kafka-proxied:secrets` and nowhere else: one of them inside another key hides all of that key.
import { parse } from 'yaml';
import { projectName, quoted, type ConfigProblem } from './problem.ts';
import { brokerSettingsOf, clustersOf, entries } from './rules/view.ts';
import type { StackDraft } from './schema/parse.ts';
import { secretName, secretNameFix } from './schema/names.ts';

const store =
  "Store it by `pulumi config set --secret --path 'kafka-proxied:secrets.NAME'`, and refer to it by { secret: NAME }.";

/**
 * Secrets in keys where they don't belong.
 * @param keys keys under `kafka-proxied:` that Pulumi marks as holding a secret
 * @param stackFile text of Pulumi.<stack>.yaml, where it can be had: it tells where in the key the secret stands
 */
export function misplacedSecrets(keys: readonly string[], stackFile: string | undefined): ConfigProblem[] {
  return keys
    .filter((key) => key !== 'secrets')
    .flatMap((key) => {
      const found = securePaths(valueInFile(stackFile, key), [key]);
      const paths = found.length > 0 ? found : [[key]];
      return paths.map((path) => ({
        path,
        reason: `Contains a secret: Pulumi then hides all of ${projectName}:${key}, and the topology can't be read.`,
        fix: store,
      }));
    });
}

/** Plain values among the secrets. */
export function plainAmongSecrets(
  present: boolean,
  isSecret: boolean,
  stackFile: string | undefined,
): ConfigProblem[] {
  if (!present) return [];
  const reason = 'Is in plain text in the stack file.';
  const fix = "Set it again by `pulumi config set --secret --path 'kafka-proxied:secrets.NAME'`.";
  if (!isSecret) return [{ path: ['secrets'], reason, fix }];
  const inFile = valueInFile(stackFile, 'secrets');
  if (typeof inFile !== 'object' || inFile === null) return [];
  return Object.entries(inFile)
    .filter(([, value]) => !isSecure(value))
    .map(([name]) => ({ path: ['secrets', name], reason, fix }));
}

/** References to secrets that don't exist. */
export function missingSecrets(draft: StackDraft, names: readonly string[] | undefined): ConfigProblem[] {
  if (names === undefined) return [];
  const ofBrokers = brokerSettingsOf(draft).flatMap(({ settings, path }) =>
    entries(settings as Record<string, unknown> | undefined).map(([property, value]) => ({
      path: [...path, property],
      secret: secretIn(value),
    })),
  );
  const ofAuthorities = clustersOf(draft).flatMap(({ cluster, path }) =>
    entries(cluster.tls?.givenAuthorities as Record<string, { key?: unknown }> | undefined).map(
      ([number, value]) => ({
        path: [...path, 'tls', 'givenAuthorities', number, 'key'],
        secret: secretIn(value.key),
      }),
    ),
  );
  return [...ofBrokers, ...ofAuthorities].flatMap(({ path, secret }): ConfigProblem[] => {
    if (secret === undefined || names.includes(secret)) return [];
    const reason = `There is no secret ${secret}.`;
    const fix = `Set it by \`pulumi config set --secret --path 'kafka-proxied:secrets.${secret}'\`.`;
    return [{ path, reason, fix }];
  });
}

function secretIn(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null ? (value as { secret: string }).secret : undefined;
}

/** Secrets whose names no reference can hold. */
export function misnamedSecrets(names: readonly string[]): ConfigProblem[] {
  return names
    .filter((name) => !secretName.test(name))
    .map((name) => ({
      path: ['secrets', name],
      reason: `${quoted(name)} can't name a secret: nothing could refer to it.`,
      fix: secretNameFix,
    }));
}

/** Names under `kafka-proxied:secrets`, as the stack file lists them. */
export function secretNamesInFile(stackFile: string | undefined): string[] | undefined {
  if (stackFile === undefined) return undefined;
  const value = valueInFile(stackFile, 'secrets');
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

function valueInFile(stackFile: string | undefined, key: string): unknown {
  if (stackFile === undefined) return undefined;
  try {
    const file = parse(stackFile, { logLevel: 'silent' }) as { config?: Record<string, unknown> } | null;
    return file?.config?.[`${projectName}:${key}`];
  } catch {
    return undefined;
  }
}

function isSecure(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const keys = Object.keys(value);
  return (
    keys.length === 1 && keys[0] === 'secure' && typeof (value as { secure: unknown }).secure === 'string'
  );
}

function securePaths(value: unknown, path: (string | number)[]): (string | number)[][] {
  if (isSecure(value)) return [path];
  if (Array.isArray(value)) return value.flatMap((element, index) => securePaths(element, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => securePaths(inner, [...path, key]));
}
