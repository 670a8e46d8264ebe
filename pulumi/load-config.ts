// The stack's topology inside of a Pulumi program.
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import * as pulumi from '@pulumi/pulumi';
import { checkConfig, type RawConfig } from '../config/check.ts';
import { givenAuthorityProblems } from '../config/given-authorities.ts';
import type { LoginKey } from '../config/logins.ts';
import { type Resolved, resolveOtherClusters } from '../config/other-clusters.ts';
import { projectName, problemsText, type Note } from '../config/problem.ts';
import type { Topology } from '../config/topology.ts';
import { messageOf } from '../lib/message.ts';
import { projectRoot } from '../lib/paths.ts';
import { outputsIfThere } from './outputs.ts';

const secretsKey = `${projectName}:secrets`;

export interface Loaded {
  topology: Topology;
  secrets: Secrets;
  notes: Note[];
  logins: LoginKey[];
}

/**
 * Reads and checks the config of the stack that is being deployed.
 * @throws pulumi.RunError with one text of all problems; no host was contacted
 */
export async function loadTopology(): Promise<Loaded> {
  const stack = pulumi.getStack();
  const checked = checkConfig(rawConfig(), {
    project: pulumi.getProject(),
    stack,
    root: projectRoot,
    home: homedir(),
    readFile: (path) => readFileSync(path, 'utf8'),
  });
  if (!checked.ok) throw new pulumi.RunError(problemsText(stack, checked.problems));
  const secrets = secretsIn(pulumi.runtime.allConfig()[secretsKey]);
  const { topology, notes, problems } = await askOtherStacks(checked.topology);
  const all = [...givenAuthorityProblems(topology, secrets, new Date()), ...problems];
  if (all.length > 0) throw new pulumi.RunError(problemsText(stack, all));
  return { topology, secrets, notes: [...checked.notes, ...notes], logins: checked.logins };
}

async function askOtherStacks(topology: Topology): Promise<Resolved> {
  try {
    return await resolveOtherClusters(topology, (stack) => outputsIfThere({ pulumi: 'pulumi', stack }));
  } catch (error) {
    throw new pulumi.RunError(messageOf(error));
  }
}

/** Plain values of the stack's secrets, by name. They go nowhere but into a secret stdin. */
export type Secrets = Record<string, string>;

/**
 * The config as the engine hands it over: text, also of structured values, and secrets in clear. So what is secret is
 * told by its key before anything is parsed; of the secrets only the names are kept.
 */
function rawConfig(): RawConfig {
  const all = pulumi.runtime.allConfig();
  const secretKeys = Object.keys(all).filter(isSecret);
  const plain = Object.entries(all).filter(([key]) => !secretKeys.includes(key));
  return {
    values: Object.fromEntries(plain.map(([key, text]) => [key, parsed(text)])),
    secretKeys,
    secretNames: Object.keys(secretsIn(all[secretsKey])),
  };
}

/** In the SDK and exported, but left out of its types. */
function isSecret(key: string): boolean {
  return (pulumi.runtime as unknown as { isConfigSecret: (key: string) => boolean }).isConfigSecret(key);
}

/** Structured values are JSON; a scalar stays the text that it is. */
function parsed(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function secretsIn(text: string | undefined): Secrets {
  const value = text === undefined ? {} : parsed(text);
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
