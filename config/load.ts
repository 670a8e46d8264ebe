// The stack's topology inside of a Pulumi program.
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import * as pulumi from '@pulumi/pulumi';
import { projectRoot } from '../tools/paths.ts';
import { checkConfig, type RawConfig } from './check.ts';
import { namespace, problemsText, type Note } from './problem.ts';
import type { Topology } from './topology.ts';

const secretsKey = `${namespace}:secrets`;

/**
 * Reads and checks the config of the stack that is being deployed.
 * @throws pulumi.RunError with one text of all problems; no host was contacted
 */
export function loadTopology(): { topology: Topology; notes: Note[] } {
  const stack = pulumi.getStack();
  const checked = checkConfig(rawConfig(), {
    project: pulumi.getProject(),
    stack,
    root: projectRoot,
    home: homedir(),
    readFile: (path) => readFileSync(path, 'utf8'),
  });
  if (!checked.ok) throw new pulumi.RunError(problemsText(stack, checked.problems));
  return checked;
}

/**
 * A secret of the stack, by its name under `kafka-proxied:secrets`.
 * It stays an output of its own: never join it with text of the plan.
 */
export function secretOf(name: string): pulumi.Output<string> {
  const secrets = new pulumi.Config(namespace).requireSecretObject<Record<string, string>>('secrets');
  return secrets.apply((values) => {
    const value = values[name];
    if (value === undefined) throw new pulumi.RunError(`There is no secret ${name} under ${secretsKey}.`);
    return value;
  });
}

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
    secretNames: namesIn(all[secretsKey]),
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

function namesIn(secrets: string | undefined): string[] {
  const value = secrets === undefined ? {} : parsed(secrets);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, secret]) => (typeof secret === 'string' ? [name] : []));
}
