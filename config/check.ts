// The one check of a stack's config: every mistake at once, or the topology.
import { isAbsolute, join } from 'node:path';
import { buildTopology } from './build.ts';
import { shallowValues } from './depth.ts';
import { type LoginKey, loginKeysOf } from './logins.ts';
import { notesOn } from './notes.ts';
import { findPins } from './pins.ts';
import { projectName, pathText, visible, type ConfigProblem, type Note, type Problem } from './problem.ts';
import { crossFieldProblems } from './rules/rules.ts';
import { nearest } from './schema/hint.ts';
import { parseStack } from './schema/parse.ts';
import {
  misnamedSecrets,
  misplacedSecrets,
  missingSecrets,
  plainAmongSecrets,
  secretNamesInFile,
} from './secrets.ts';
import type { Topology } from './topology.ts';

/** A stack's config as Pulumi hands it out. */
export interface RawConfig {
  /** By full key, such as `kafka-proxied:hosts`. Structured values are parsed; secret ones are left out. */
  values: Record<string, unknown>;
  /** Full keys that are secret, or hold a secret. */
  secretKeys: readonly string[];
  /** Names under `kafka-proxied:secrets`; where they aren't known, the stack file is looked at. */
  secretNames?: readonly string[];
}

export interface CheckContext {
  project: string;
  stack: string;
  /** The file that holds the config, absolute. Default: `Pulumi.<stack>.yaml` in `root`. */
  stackFile?: string | undefined;
  /** Folder of Pulumi.yaml, absolute: relative paths of the config start there. */
  root: string;
  /** The operator's home, absolute: `~/` of the config. */
  home: string;
  /** Text of a file by its absolute path; throws where it can't be read. */
  readFile: (path: string) => string;
}

export type Checked =
  | {
      ok: true;
      topology: Topology;
      notes: Note[];
      /** What hosts are logged in to with; whether that is of use, ssh/login-keys.ts tells. */
      logins: LoginKey[];
    }
  | { ok: false; problems: Problem[] };

/**
 * Checks a stack's config and builds its topology. Pure but for `context.readFile`, by which it reads host keys and,
 * to say where in a key a secret stands, the stack file. It never throws for what stands in the config.
 */
export function checkConfig(raw: RawConfig, context: CheckContext): Checked {
  const resolvePath = (path: string): string => absolute(path, context);
  const stackFile = textOf(context.stackFile ?? join(context.root, `Pulumi.${context.stack}.yaml`), context);
  const secretKeys = raw.secretKeys.flatMap(ownKey);
  const { values, deep, problems: tooDeep } = shallowValues(ownValues(raw, secretKeys));
  const parsed = parseStack(values, [...secretKeys.filter((key) => key !== 'secrets'), ...deep]);
  const pins = findPins(parsed.draft, (path) => context.readFile(resolvePath(path)));
  const owner = `${context.project}/${context.stack}`;
  const topology = parsed.clean && buildTopology(parsed.clean, { owner, hostKeys: pins.keys, resolvePath });
  const ofSchema = [
    ...tooDeep,
    ...misplacedSecrets(secretKeys, stackFile),
    ...plainAmongSecrets(hasSecrets(raw), secretKeys.includes('secrets'), stackFile),
    ...parsed.problems,
  ];
  const secretNames = raw.secretNames ?? secretNamesInFile(stackFile);
  const dependent = [
    ...crossFieldProblems(parsed.draft, topology),
    ...missingSecrets(parsed.draft, secretNames),
    ...misnamedSecrets(secretNames ?? []),
    ...pins.problems,
  ];
  const problems = [
    ...foreignKeys(raw),
    ...distinct([...ofSchema, ...dependent.filter(({ path }) => !covered(path, ofSchema))]),
  ];
  if (problems.length > 0 || parsed.config === undefined || topology === undefined)
    return { ok: false, problems };
  return {
    ok: true,
    topology,
    notes: notesOn(topology),
    logins: loginKeysOf(parsed.config, resolvePath),
  };
}

function absolute(path: string, { root, home }: CheckContext): string {
  if (path.startsWith('~/')) return join(home, path.slice(2));
  return isAbsolute(path) ? path : join(root, path);
}

function textOf(path: string, context: CheckContext): string | undefined {
  try {
    return context.readFile(path);
  } catch {
    return undefined;
  }
}

function ownKey(key: string): string[] {
  return key.startsWith(`${projectName}:`) ? [key.slice(projectName.length + 1)] : [];
}

function hasSecrets({ values, secretKeys }: RawConfig): boolean {
  const key = `${projectName}:secrets`;
  return Object.hasOwn(values, key) || secretKeys.includes(key);
}

/** What is parsed: everything of ours that neither is nor holds a secret. */
function ownValues(raw: RawConfig, secretKeys: readonly string[]): Record<string, unknown> {
  const pairs = Object.entries(raw.values).flatMap(([key, value]) =>
    ownKey(key).map((own) => [own, value] as const),
  );
  return Object.fromEntries(pairs.filter(([key]) => key !== 'secrets' && !secretKeys.includes(key)));
}

/** Keys of other namespaces belong to others, unless they look like a slip of the pen. */
function foreignKeys(raw: RawConfig): Problem[] {
  return [...new Set([...Object.keys(raw.values), ...raw.secretKeys])].flatMap((key) => {
    const [space = '', ...rest] = key.split(':');
    if (space === projectName || nearest(space, [projectName]) === undefined) return [];
    const fix = `Did you mean ${projectName}:${visible(rest.join(':'))}?`;
    return [{ path: visible(key), reason: 'Is not a known key, so it would have no effect.', fix }];
  });
}

/** True where a field is already reported as wrong by itself: what follows from it is no news. */
function covered(path: ConfigProblem['path'], problems: readonly ConfigProblem[]): boolean {
  return problems.some((problem) => problem.path.every((step, index) => step === path[index]));
}

function distinct(found: readonly ConfigProblem[]): Problem[] {
  const problems = found.map(({ path, reason, fix }) => ({ path: pathText(path), reason, fix }));
  return [...new Map(problems.map((problem) => [`${problem.path} ${problem.reason}`, problem])).values()];
}
