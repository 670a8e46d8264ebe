// `npm run destroy`: takes the stack off its hosts; with `--data` also the data that its services keep there.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { execa } from 'execa';
import { parseDocument } from 'yaml';
import { npmRun } from '../config/advice.ts';
import { dataPlaces } from '../config/notes.ts';
import { projectName } from '../config/problem.ts';
import type { ClusterId, Topology } from '../config/topology.ts';
import { localDir, projectRoot } from '../lib/paths.ts';
import { UsageError } from '../lib/program.ts';
import { say } from '../lib/progress.ts';
import { partialVariable } from '../probe/preflight.ts';
import { readStackFile, stackFilePath } from '../pulumi/stack-file.ts';
import { readState, type StateResource } from '../pulumi/state.ts';
import type { StackPlace } from './arguments.ts';
import { changesBeside, dataHolders, planDataRemoval } from './data-holders.ts';
import { runPulumi } from './pulumi-command.ts';
import { type PreparedStack, prepareStack, stateQuery } from './stack-env.ts';
import { requireDestroyable } from './runs/recover.ts';
import { readTopology } from './topology.ts';
import { fromOperator, requireLab } from './vantage.ts';

export interface DestroyArguments {
  /** Whether data goes, too. */
  data: boolean;
  /** Clusters whose loss was confirmed on the command line. */
  confirmed: ClusterId[];
  /** What is left for pulumi. */
  rest: string[];
}

/** Why the names that somebody gave do not confirm the loss of these clusters; undefined: they do. */
export function notConfirmed(
  clusters: readonly ClusterId[],
  given: readonly ClusterId[],
): string | undefined {
  const wrong = given.filter((name) => !clusters.includes(name));
  const missing = clusters.filter((name) => !given.includes(name));
  if (wrong.length > 0)
    return `${wrong.map((name) => JSON.stringify(name)).join(', ')} is not a cluster of this stack (${clusters.join(', ')}). Nothing was changed`;
  if (missing.length > 0)
    return `the loss of ${missing.join(', ')} was not confirmed. Nothing was changed. To confirm without a terminal: ${missing.map((name) => `--confirm ${name}`).join(' ')}`;
  return undefined;
}

/** What will be lost, for people. */
export function lossText({ clusters, hosts }: Topology): string {
  const lines = clusters.map((cluster) => {
    const topics = cluster.topics.map(({ name }) => name).join(', ');
    return [
      `  ${cluster.id}: all records of all topics${topics ? ` (declared: ${topics})` : ''}, all committed offsets`,
      ...dataPlaces(cluster, hosts).map((place) => `    ${place}`),
    ].join('\n');
  });
  const gone = hosts.filter(({ abandoned }) => abandoned).map(({ id }) => id);
  const stays = gone.length > 0 ? `\nNothing is removed on ${gone.join(', ')}: listed in abandonHosts.` : '';
  return `This permanently removes, with everything else that \`up\` made:\n${lines.join('\n')}${stays}`;
}

async function typedNames(clusters: readonly ClusterId[]): Promise<ClusterId[]> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return [];
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const names: string[] = [];
    for (const cluster of clusters) {
      const name = await terminal.question(`To lose its data, type the name of the cluster (${cluster}): `);
      names.push(name.trim());
      if (names.at(-1) !== cluster) break;
    }
    return names;
  } finally {
    terminal.close();
  }
}

/**
 * Runs `npm run destroy`.
 * @throws UsageError for a `--confirm` without `--data`
 */
export async function runDestroy(place: StackPlace, given: DestroyArguments): Promise<number> {
  if (given.confirmed.length > 0 && !given.data)
    throw new UsageError('--confirm needs --data: destroy without it keeps all data');
  const { stack: name, configFile } = place;
  const stack = readStackFile(name, { configFile });
  await requireLab(stack);
  const prepared = await prepareStack(name, configFile);
  await requireDestroyable(prepared);
  const state = await stateOf(prepared);
  if (!given.data) refuseRecordedRemoval(state);
  const code = given.data
    ? await destroyWithData(prepared, state, given)
    : await runPulumi('destroy', place, given.rest);
  if (code === 0 && (await stateOf(prepared)).length === 0) say(stackRemoval(name));
  return code;
}

/** Pulumi ends with an offer that does more than it says. */
function stackRemoval(stack: string): string {
  const command = npmRun('shell', `-c 'pulumi stack rm ${stack} --preserve-config'`);
  return `\`pulumi stack rm\` is not needed, and would also remove Pulumi.${stack}.yaml. To forget the stack's history and keep that file:\n  ${command}`;
}

function stateOf(prepared: PreparedStack): Promise<StateResource[]> {
  return readState(stateQuery(prepared));
}

/** A removal works by what is recorded: a plain destroy would take the data that an interrupted `--data` recorded. */
function refuseRecordedRemoval(state: readonly StateResource[]): void {
  const units = dataHolders(state).flatMap(({ unit, wipes }) => (wipes ? [unit] : []));
  if (units.length === 0) return;
  throw new Error(
    `By the state, the data of ${units.join(', ')} would be removed as well (destroyData, or an interrupted destroy --data). Nothing was changed.\n` +
      `To remove the data:  ${npmRun('destroy', '--data')}\n` +
      `To keep it:          ${npmRun('up')}, with destroyData unset; then ${npmRun('destroy')}`,
  );
}

async function destroyWithData(
  prepared: PreparedStack,
  state: readonly StateResource[],
  { confirmed, rest }: DestroyArguments,
): Promise<number> {
  const topology = await readTopology(prepared);
  if (state.length === 0)
    throw new Error(
      `The stack has nothing on any host. To remove data that an earlier destroy kept: run '${npmRun('up')}', then this again.`,
    );
  const plan = planDataRemoval(topology, state);
  if (!plan.ok) throw new Error(`Nothing was changed: ${plan.reason}.`);
  const clusters = topology.clusters.map(({ id }) => id);
  say(lossText(topology));
  const refused = notConfirmed(clusters, confirmed.length > 0 ? confirmed : await typedNames(clusters));
  if (refused) throw new Error(`${refused}.`);

  const place = withDataRemoval(prepared, clusters);
  if (plan.record.length > 0) await record(prepared, topology, plan.record, place);
  return runPulumi('destroy', place, ['--yes', '--skip-preview', ...rest]);
}

type CopiedPlace = StackPlace & { configFile: string };

/** The stack by a copy of its config that removes data; its file stays as it is. */
function withDataRemoval({ stack }: PreparedStack, clusters: readonly ClusterId[]): CopiedPlace {
  const text = readFileSync(stackFilePath(stack), 'utf8');
  const content = parseDocument(text);
  for (const id of clusters) content.setIn(['config', `${projectName}:clusters`, id, 'destroyData'], true);
  const copy = join(localDir, `destroy-data-${stack.name}.yaml`);
  mkdirSync(localDir, { recursive: true });
  writeFileSync(copy, String(content));
  return { stack: stack.name, configFile: copy };
}

/**
 * Records with the brokers and ZooKeeper servers that their data goes; nothing else is updated, so nothing restarts.
 * Other changes are refused rather than confirmed: they could restart a service, and none of them is needed to remove it.
 */
async function record(
  prepared: PreparedStack,
  topology: Topology,
  urns: readonly string[],
  place: CopiedPlace,
): Promise<void> {
  const { stack, pulumi, environment } = prepared;
  const targets = urns.flatMap((urn) => ['--target', urn]);
  const argv = [
    pulumi,
    'preview',
    '--json',
    '--non-interactive',
    '--stack',
    stack.name,
    ...targets,
    ...['--config-file', place.configFile],
  ];
  const [file = '', ...args] = fromOperator(stack, argv);
  const preview = await execa(file, args, {
    cwd: projectRoot,
    env: { ...environment, [partialVariable]: 'yes' },
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
  });
  if (preview.failed)
    throw new Error(`Nothing was changed: ${previewFailure(preview.stdout, preview.stderr)}`);
  const others = changesBeside(preview.stdout, urns);
  if (others.length > 0) {
    throw new Error(
      `Nothing was changed: other changes are pending and might restart services:\n${others.map((text) => `  ${text}`).join('\n')}\n` +
        `Run '${npmRun('up')}' first, then this again.`,
    );
  }
  say(`Recording for ${urns.length} services that their data will be removed; nothing restarts.`);
  const code = await runPulumi('up', place, ['--yes', '--skip-preview', ...targets]);
  const plan = planDataRemoval(topology, await stateOf(prepared));
  if (code !== 0 || !plan.ok || plan.record.length > 0)
    throw new Error(
      `Not everything could be recorded, so nothing was removed. Run the same command again. To keep the data, run '${npmRun('up')}'.`,
    );
}

/** What the program said; where that can't be found, everything that pulumi printed. */
function previewFailure(stdout: string, stderr: string): string {
  try {
    const { diagnostics = [] } = JSON.parse(stdout) as {
      diagnostics?: { severity: string; message: string }[];
    };
    const errors = diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
    if (errors.length > 0)
      return errors
        .join('\n')
        .replace(/^error: /, '')
        .trim();
  } catch {
    // It is no JSON.
  }
  return `${stdout}\n${stderr}`.trim();
}
