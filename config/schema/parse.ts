// From what Pulumi hands out to the typed stack config, with every problem of single fields.
import type { z } from 'zod';
import { ownEnsemble, ownEnsembleInstead } from '../coordination-words.ts';
import { quoted, type ConfigProblem } from '../problem.ts';
import { nodeRoles, nodesKey } from '../roles.ts';
import { exampleAt } from './examples.ts';
import { meantBy } from './hint.ts';
import type { SettingValue } from './kafka.ts';
import { knownKeys, stackSchema, type StackConfig } from './stack.ts';
import { placeAt, schemaAt, shapeOf, tolerant } from './walk.ts';

/** A stack config in which whatever couldn't be read is missing. */
export type Draft<T> = T extends string | number | boolean | SettingValue
  ? T | undefined
  : T extends readonly (infer Element)[]
    ? Draft<Element>[] | undefined
    : { [Key in keyof T]?: Draft<T[Key]> } | undefined;

export type StackDraft = NonNullable<Draft<StackConfig>>;

export interface Parsed {
  problems: ConfigProblem[];
  draft: StackDraft;
  /** Present when there are no problems. */
  config?: StackConfig;
  /**
   * The config without whatever has a finding: `config`, or what is left without the hosts, networks, mirrors and clusters
   * that have one. Undefined where too little is left.
   */
  clean?: StackConfig;
}

const tolerantSchema = tolerant(stackSchema);

/**
 * Reads the values under `kafka-proxied:`.
 * @param unreadable keys that stand in the config but can't be looked into; not reported as missing
 */
export function parseStack(readable: Record<string, unknown>, unreadable: readonly string[]): Parsed {
  const values = { ...readable, ...Object.fromEntries(unreadable.map((key) => [key, null])) };
  const result = stackSchema.safeParse(values);
  const draft = (tolerantSchema.parse(values) ?? {}) as StackDraft;
  const skipped = skippedKeys(values, []);
  if (result.success && skipped.length === 0)
    return { problems: [], draft, config: result.data, clean: result.data };
  const problems = [
    ...(result.error?.issues.flatMap((issue) => problemsOf(issue, values)) ?? []),
    ...skipped,
  ].filter(({ path }) => !(path.length === 1 && unreadable.includes(String(path[0]))));
  const clean = stackSchema.safeParse(withoutProblems(readable, problems));
  return { problems, draft, ...(clean.success && { clean: clean.data }) };
}

const nodesKeys: readonly string[] = nodeRoles.map(nodesKey);

/** How many steps of a path lead to what goes when something in it is wrong. */
function partOf([section, , key]: ConfigProblem['path']): number {
  switch (section) {
    case 'clusters':
      // Where its nodes and clients are does not depend on the rest of it.
      return [...nodesKeys, 'clients'].includes(String(key)) ? 2 : 3;
    case 'hosts':
    case 'networks':
    case 'mirrors':
    case 'otherClusters':
      return 2;
    default:
      return 1;
  }
}

function withoutProblems(values: Record<string, unknown>, problems: readonly ConfigProblem[]): unknown {
  return problems.reduce<unknown>((left, { path }) => without(left, path.slice(0, partOf(path))), values);
}

function without(value: unknown, [step, ...rest]: ConfigProblem['path']): unknown {
  if (step === undefined || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      if (key !== String(step)) return [[key, inner]];
      return rest.length === 0 ? [] : [[key, without(inner, rest)]];
    }),
  );
}

function problemsOf(issue: z.core.$ZodIssue, values: unknown): ConfigProblem[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(path, key));
    case 'custom':
      return [{ path, reason: issue.message, fix: String(issue.params?.['fix'] ?? '') }];
    case 'invalid_key':
      if (isOtherEnsemble(path.slice(0, -1), valueAt(path, values)))
        return [{ path, reason: ownEnsemble, fix: ownEnsembleInstead }];
      return [
        ...issue.issues.flatMap((inner) => problemsOf({ ...inner, path }, values)),
        ...behindKey(path, values),
      ];
    case 'too_small':
      return [{ path, reason: 'Is empty.', fix: 'Give at least one entry.' }];
    default:
      return [wrongKind(path, values)];
  }
}

/** zod passes over this one key of a map without a word. */
function skippedKeys(value: unknown, path: (string | number)[]): ConfigProblem[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '__proto__' ? [unknownKey(path, key)] : skippedKeys(inner, [...path, key]),
  );
}

/** zod doesn't look at the entry behind a refused key; people want its mistakes in the same list. */
function behindKey(path: (string | number)[], values: unknown): ConfigProblem[] {
  const entry = schemaAt(stackSchema, path)?.safeParse(valueAt(path, values));
  const issues = entry?.error?.issues ?? [];
  return issues.flatMap((inner) => problemsOf({ ...inner, path: [...path, ...inner.path] }, values));
}

function valueAt(path: (string | number)[], values: unknown): unknown {
  return path.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], values);
}

function unknownKey(path: (string | number)[], key: string): ConfigProblem {
  const schema = schemaAt(stackSchema, path);
  const shape = schema && shapeOf(schema);
  const fields = shape?.kind === 'section' ? Object.keys(shape.fields) : [];
  const known = path.length === 0 ? knownKeys : fields;
  return { path: [...path, key], ...meantBy(key, placeAt(stackSchema, path), known) };
}

const kinds = { section: 'a map', map: 'a map', list: 'a list', leaf: 'a single value' };

function wrongKind(path: (string | number)[], values: unknown): ConfigProblem {
  const found = valueAt(path, values);
  const schema = schemaAt(stackSchema, path);
  const kind = kinds[schema ? shapeOf(schema).kind : 'leaf'];
  const place = placeAt(stackSchema, path);
  if (isOtherEnsemble(path, found)) return { path, reason: ownEnsemble, fix: ownEnsembleInstead };
  if (found === undefined) return { path, reason: 'Is missing.', fix: `Give ${kind}.` };
  if (found === null || found === '')
    return { path, reason: 'Has no value.', fix: `Give ${kind}, or remove the key.` };
  const fix = exampleAt(place) ?? (kind === kinds.list ? listOf(found) : undefined);
  return { path, reason: `Must be ${kind}, is ${quoted(found)}.`, fix: fix ?? `Write ${kind} here.` };
}

/** A single value as the list that it stands for. */
function listOf(found: unknown): string | undefined {
  if (typeof found !== 'string' || found.length > 80 || !/^[\w.:/, *-]+$/.test(found)) return undefined;
  return `Write a list here: [${found.split(/[, ]+/).join(', ')}].`;
}

/** A text or a list of texts in the place of ZooKeeper's servers: where others have theirs. */
function isOtherEnsemble(path: (string | number)[], found: unknown): boolean {
  if (placeAt(stackSchema, path) !== 'clusters.*.zookeeper') return false;
  const texts: unknown[] = Array.isArray(found) ? found : [found];
  return texts.length > 0 && texts.every((text) => typeof text === 'string' && text !== '');
}
