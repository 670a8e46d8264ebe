// Our commands on the dev stack, as a user types them, with what they did as data.
import { join } from 'node:path';
import { execa } from 'execa';
import type { Ran } from '../../bench/shared-checkout.ts';
import { makePlan } from '../../config/plan/make.ts';
import type { Plan } from '../../config/plan/types.ts';
import type { Topology } from '../../config/topology.ts';
import { prepareStack, type PreparedStack } from '../../cli/stack-env.ts';
import { readTopology } from '../../cli/topology.ts';
import { projectRoot } from '../../lib/paths.ts';
import { nameOfUrn } from '../../pulumi/state.ts';
import { editedConfig } from './lab-config.ts';

export const stack = 'dev';
export const cluster = 'cluster1';
/** What `destroy --data` wants to be told where nobody can type: each cluster of the dev stack. */
export const confirmed = [cluster, 'cluster2'].flatMap((name) => ['--confirm', name]);
/** From {@link cluster} to cluster 2. */
export const mirror = 'to-cluster2';
/** Declared in the dev stack: 6 partitions, 3 copies of each. */
export const topic = 'records';
export const stackFile = join(projectRoot, `Pulumi.${stack}.yaml`);

export type { Ran };

/** The command line of one of our npm scripts. */
export function npmRun(script: string, ...args: string[]): [string, ...string[]] {
  return ['npm', 'run', '--silent', script, '--', ...args];
}

/** Runs one of our npm scripts to its end, whatever that is. */
export async function run(script: string, ...args: string[]): Promise<Ran> {
  const [file, ...rest] = npmRun(script, ...args);
  const { exitCode, all } = await execa(file, rest, {
    cwd: projectRoot,
    stdin: 'ignore',
    all: true,
    reject: false,
  });
  return { code: exitCode, output: all };
}

/** Runs one of our npm scripts. @throws Error with its output if it fails */
export async function runOk(script: string, ...args: string[]): Promise<string> {
  const { code, output } = await run(script, ...args);
  if (code !== 0) throw new Error(`npm run ${script} ${args.join(' ')} ended with ${code}:\n${output}`);
  return output;
}

/** What an update did. */
export interface Update extends Ran {
  /** By operation: the names of the resources that it was done to; those left alone are not listed. */
  done: Record<string, string[]>;
  /** Names of resources whose step failed. */
  failed: string[];
  /** How many resources were left alone. */
  unchanged: number;
}

interface EngineEvent {
  resOutputsEvent?: { metadata: { op: string; urn: string } };
  resOpFailedEvent?: { metadata: { op: string; urn: string } };
  summaryEvent?: { resourceChanges: Record<string, number> };
}

function eventsIn(output: string): EngineEvent[] {
  const lines = output.split('\n').filter((line) => line.startsWith('{"sequence"'));
  return lines.map((line) => JSON.parse(line) as EngineEvent);
}

/** Reads what `up --json` or `destroy --json` printed. */
export function readUpdate({ code, output }: Ran): Update {
  const done: Record<string, string[]> = {};
  const failed: string[] = [];
  let unchanged = 0;
  for (const event of eventsIn(output)) {
    const ended = event.resOutputsEvent?.metadata;
    // What is read, such as another stack's outputs, is left as it is.
    if (ended && !['same', 'read'].includes(ended.op)) (done[ended.op] ??= []).push(nameOfUrn(ended.urn));
    if (event.resOpFailedEvent) failed.push(nameOfUrn(event.resOpFailedEvent.metadata.urn));
    unchanged = event.summaryEvent?.resourceChanges['same'] ?? unchanged;
  }
  for (const names of Object.values(done)) names.sort();
  return { code, output, done, failed, unchanged };
}

/** `npm run up` with the stack's config or another file's, without a preview; may fail. */
export async function tryUp(configFile?: string): Promise<Update> {
  const config = configFile === undefined ? [] : ['--config-file', configFile];
  return readUpdate(await run('up', '--yes', '--skip-preview', '--json', ...config));
}

/** `npm run up`. @throws Error with its output if it fails */
export async function up(configFile?: string): Promise<Update> {
  return succeeded('up', await tryUp(configFile));
}

/** @throws Error with what it printed last, if an update failed. @param what it was, for people */
export function succeeded(what: string, update: Update): Update {
  if (update.code === 0) return update;
  throw new Error(`${what} ended with ${update.code}:\n${withoutDebug(update.output).slice(-8000)}`);
}

/**
 * Runs an npm script, and acts once, with the line, when one of its output first matches.
 * @throws Error if it ends before that
 */
export async function runWhile(
  moment: RegExp,
  act: (line: string) => Promise<void>,
  script: string,
  ...args: string[]
): Promise<Ran> {
  const [file, ...rest] = npmRun(script, ...args);
  const child = execa(file, rest, {
    cwd: projectRoot,
    stdin: 'ignore',
    all: true,
    reject: false,
    buffer: false,
  });
  const lines: string[] = [];
  let acting: Promise<void> | undefined;
  for await (const line of child.iterable({ from: 'all' })) {
    lines.push(line);
    if (!acting && moment.test(line)) acting = act(line);
  }
  const { exitCode } = await child;
  const output = lines.join('\n');
  if (!acting)
    throw new Error(`${script} ended before it came to ${String(moment)}:\n${withoutDebug(output)}`);
  await acting;
  return { code: exitCode, output };
}

/** The text for people in what `--json` printed. */
export function withoutDebug(output: string): string {
  return output
    .split('\n')
    .flatMap((line) => {
      if (!line.startsWith('{"sequence"')) return [line];
      const { diagnosticEvent } = JSON.parse(line) as {
        diagnosticEvent?: { severity: string; message: string };
      };
      return diagnosticEvent && diagnosticEvent.severity !== 'debug'
        ? [diagnosticEvent.message.trimEnd()]
        : [];
    })
    .join('\n');
}

/** What the stack file's `config` holds of the cluster. */
export interface ClusterConfig {
  version: string;
  settings: Record<string, unknown>;
  tls: Record<string, unknown>;
  topics: Record<string, unknown>;
  zookeeper?: Record<string, unknown>;
  controllers?: Record<string, unknown>;
}

/** What it holds of the mirror. */
export interface MirrorConfig {
  topics?: string[];
  settings?: Record<string, unknown>;
}

/** A stack file's `config`, as tests change it. */
export interface StackConfig {
  'kafka-proxied:clusters': Record<string, ClusterConfig>;
  'kafka-proxied:mirrors'?: Record<string, MirrorConfig>;
}

/** Writes the stack's config with changes into a file of its own, for `--config-file`; the stack file stays as it is. */
export function changedConfig(
  change: (own: ClusterConfig, all: StackConfig, mirrored: MirrorConfig) => void,
): string {
  return editedConfig<StackConfig>(stackFile, (config) => {
    const own = config['kafka-proxied:clusters'][cluster];
    const mirrored = config['kafka-proxied:mirrors']?.[mirror];
    if (!own || !mirrored) throw new Error(`${stackFile} has no ${cluster}, or no mirror ${mirror}`);
    change(own, config, mirrored);
  });
}

/** The stack's config with one more broker property, or another value of it. */
export function withSetting(property: string, value: unknown): string {
  return changedConfig((own) => (own.settings[property] = value));
}

export interface DevStack {
  prepared: PreparedStack;
  topology: Topology;
  plan: Plan;
}

/** Hosts that are logged in to, but for those that are gone. */
export function managedHosts({ topology }: DevStack, gone: readonly string[] = []): string[] {
  return topology.hosts.filter(({ id, managed }) => managed && !gone.includes(id)).map(({ id }) => id);
}

/** The dev stack as the wrappers know it, with its own config or another file's. */
export async function devStack(configFile?: string): Promise<DevStack> {
  const prepared = await prepareStack(stack, configFile);
  const topology = await readTopology(prepared);
  return { prepared, topology, plan: makePlan(topology) };
}
