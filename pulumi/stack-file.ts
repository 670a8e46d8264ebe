// What the wrappers need to know of a stack before Pulumi runs: its Pulumi.<stack>.yaml says it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectName } from '../config/problem.ts';
import { defaultVersion, versions as kafkaVersions } from '../config/versions.ts';
import { messageOf } from '../lib/message.ts';
import { projectRoot } from '../lib/paths.ts';
import { UsageError } from '../lib/program.ts';
import { parseStackYaml } from './stack-yaml.ts';

export interface StackFile {
  name: string;
  /** Where its config stands, if not in Pulumi.<name>.yaml of the checkout; an absolute path. */
  configFile?: string;
  /** True for a stack of the lab: it runs inside the workstation's network, with the well-known passphrase. */
  lab: boolean;
  /** True for a stack whose preview shows the plan only, without looking at any host. */
  offline: boolean;
  /** False where another secrets provider (a cloud's key service) is configured. */
  usesPassphrase: boolean;
  /** Kafka releases that its clusters name; the archives of others can't be prepared before the config is checked. */
  kafkaVersions: string[];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function versionsIn(clusters: unknown): string[] {
  const each = Object.values(isRecord(clusters) ? clusters : {});
  const versions = each.map((cluster) =>
    isRecord(cluster) ? (cluster['version'] ?? defaultVersion) : undefined,
  );
  return [
    ...new Set(
      versions.filter((version) => typeof version === 'string' && Object.hasOwn(kafkaVersions, version)),
    ),
  ] as string[];
}

/** Reads the text of a stack file. `pulumi config set` writes `"true"` where people write `true`. */
export function parseStackFile(name: string, text: string): StackFile {
  const content: unknown = parseStackYaml(text) ?? {};
  if (!isRecord(content))
    throw new UsageError(`Pulumi.${name}.yaml holds no keys: it must be a YAML mapping.`);
  const config = isRecord(content['config']) ? content['config'] : {};
  const flag = (key: string) => [true, 'true'].includes(config[`${projectName}:${key}`] as boolean | string);
  const provider = content['secretsprovider'];
  return {
    name,
    lab: flag('lab'),
    offline: flag('offline'),
    usesPassphrase: provider === undefined || provider === 'passphrase',
    kafkaVersions: versionsIn(config[`${projectName}:clusters`]),
  };
}

/** Names of the stacks that have a file in `folder`. */
function stackNames(folder = projectRoot): string[] {
  return readdirSync(folder)
    .map((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1])
    .filter((name) => name !== undefined)
    .sort();
}

export interface StackFileLocation {
  /** Default: the checkout. */
  folder?: string;
  /** In the place of Pulumi.<name>.yaml; an absolute path. */
  configFile?: string | undefined;
}

/** Where the config of a stack stands. */
export function stackFilePath({ name, configFile }: Pick<StackFile, 'name' | 'configFile'>): string {
  return configFile ?? join(projectRoot, `Pulumi.${name}.yaml`);
}

/**
 * The stack's file.
 * @throws UsageError that lists the stacks there are, if this is none of them
 */
export function readStackFile(
  name: string,
  { folder = projectRoot, configFile }: StackFileLocation = {},
): StackFile {
  if (configFile !== undefined) return { ...readFrom(configFile, name, configFile), configFile };
  const names = stackNames(folder);
  if (!names.includes(name)) {
    throw new UsageError(
      `There is no stack "${name}": no file Pulumi.${name}.yaml. ` +
        `Stacks here: ${names.length > 0 ? names.join(', ') : 'none'}.\n` +
        `To describe your own hosts: npm run init -- --stack ${name}`,
    );
  }
  const file = `Pulumi.${name}.yaml`;
  return readFrom(join(folder, file), name, file);
}

/** @param called how messages name the file */
function readFrom(path: string, name: string, called: string): StackFile {
  if (!existsSync(path)) throw new UsageError(`There is no file ${called}.`);
  const text = readFileSync(path, 'utf8');
  try {
    return parseStackFile(name, text);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${called} can't be read as YAML: ${messageOf(error)}`);
  }
}
