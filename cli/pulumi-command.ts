// `npm run up` and its like: pulumi with the stack's environment, where the stack's operator sits.
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { runInForeground } from '../lib/foreground.ts';
import { localDir, projectRoot } from '../lib/paths.ts';
import { UsageError } from '../lib/program.ts';
import { adoptVariable } from '../probe/known.ts';
import { commandVariable, partialVariable } from '../probe/preflight.ts';
import { readStackFile, stackFilePath, type StackFile } from '../pulumi/stack-file.ts';
import type { StackPlace } from './arguments.ts';
import { someoneCanAnswer } from './confirm.ts';
import { prepareStack } from './stack-env.ts';
import { recover } from './runs/recover.ts';
import { runSupervised } from './runs/supervise.ts';
import { fromOperator, requireLab } from './vantage.ts';

/** Pulumi's commands that have a wrapper, and what sets them apart. */
const wrapped = {
  up: { confirms: true, reachesHosts: true },
  preview: { confirms: false, reachesHosts: true },
  destroy: { confirms: true, reachesHosts: true },
  refresh: { confirms: true, reachesHosts: true },
  cancel: { confirms: true, reachesHosts: false },
};

export type PulumiCommand = keyof typeof wrapped;

/** Options of ours that some of them have. */
export interface OwnOptions {
  /** Of preview: show the plan only, and ask no host. */
  offline?: boolean;
  /** Of up and preview: a state that knows nothing takes over what the hosts hold. */
  adopt?: boolean;
}

const agreeing = ['--yes', '-y'];
/** Arguments after which pulumi does its work without asking, or has nothing to ask. */
const settled = [...agreeing, '--preview-only'];

/**
 * Pulumi's arguments. Where nobody can answer its question, a stack of the lab goes ahead without it; on other stacks
 * pulumi refuses until `--yes` is given.
 * @throws UsageError for a leading word that is no option: pulumi would take it for the address of a template
 */
export function pulumiArguments(
  command: PulumiCommand,
  rest: readonly string[],
  stack: StackFile,
  canAnswer: boolean,
): string[] {
  const first = rest[0];
  if (first === '--') {
    throw new UsageError(`Options of ${command} need no -- before them: kafka-proxied ${command} --diff`);
  }
  if (first !== undefined && !first.startsWith('-')) {
    throw new UsageError(
      `"${first}" is not an option of ${command}. Write options after a --, such as:\n` +
        `  npm run ${command} -- --stack ${first}`,
    );
  }
  const asks = wrapped[command].confirms && !rest.some((argument) => settled.includes(argument));
  return [
    command,
    ...(asks && stack.lab && !canAnswer ? ['--yes'] : []),
    ...(isForPeople(command, rest) ? [withoutOutputs] : []),
    ...rest,
  ];
}

/** The stack's outputs are for programs and other stacks, hundreds of lines: `pulumi stack output` shows them. */
const withoutOutputs = '--suppress-outputs';
const others = ['--json', '-j', withoutOutputs];

function isForPeople(command: PulumiCommand, rest: readonly string[]): boolean {
  const own = rest.map((argument) => argument.replace(/=.*/, ''));
  return command !== 'cancel' && !own.some((argument) => others.includes(argument));
}

/** Whether pulumi takes a part of the stack alone. */
export function isPartial(rest: readonly string[]): boolean {
  return rest.some((argument) => /^(?:-t|--target|--target-replace|--exclude)(?:=|$)/.test(argument));
}

/** Whether the command will log in to hosts: an offline preview, for once or by the stack, does not. */
export function reachesHosts(
  command: PulumiCommand,
  { offline = false }: OwnOptions,
  stack: StackFile,
): boolean {
  return wrapped[command].reachesHosts && !(command === 'preview' && (offline || stack.offline));
}

/**
 * Tells pulumi of a config file elsewhere, and puts its own options in the place of `--offline`. Pulumi saves what
 * `--config` sets, so a copy of the stack's file takes it, and the file itself stays as it is.
 */
function withConfigOptions(
  [command = '', ...rest]: readonly string[],
  { offline = false }: OwnOptions,
  stack: StackFile,
): string[] {
  if (offline) {
    const copy = join(localDir, `offline-${stack.name}.yaml`);
    mkdirSync(localDir, { recursive: true });
    copyFileSync(stackFilePath(stack), copy);
    return [command, '--config-file', copy, '--config', 'kafka-proxied:offline=true', ...rest];
  }
  return [command, ...(stack.configFile === undefined ? [] : ['--config-file', stack.configFile]), ...rest];
}

/**
 * Runs one of Pulumi's commands on a stack.
 * @param rest what goes to pulumi
 * @returns pulumi's exit code
 */
export async function runPulumi(
  command: PulumiCommand,
  { stack: name, configFile }: StackPlace,
  rest: readonly string[],
  own: OwnOptions = {},
): Promise<number> {
  const stack = readStackFile(name, { configFile });
  const canAnswer = someoneCanAnswer();
  const pulumiArgs = pulumiArguments(command, rest, stack, canAnswer);
  const inside = reachesHosts(command, own, stack);
  if (inside) await requireLab(stack);
  const prepared = await prepareStack(name, configFile);
  const { pulumi, environment } = prepared;
  if (command === 'cancel') {
    return runInForeground([pulumi, ...pulumiArgs], { cwd: projectRoot, env: environment });
  }
  const argv = [pulumi, ...withConfigOptions(pulumiArgs, own, stack)];
  const agreed = rest.some((argument) => agreeing.includes(argument));
  const given = agreed || (stack.lab && !canAnswer);
  await recover(command, prepared, { given, someoneCanAnswer: canAnswer });
  const there = inside ? fromOperator(stack, argv) : argv;
  return runSupervised({
    stack,
    command,
    argv: there,
    environment: {
      ...environment,
      [commandVariable]: command,
      ...(own.adopt && { [adoptVariable]: 'yes' }),
      ...(isPartial(rest) && { [partialVariable]: 'yes' }),
    },
  });
}
