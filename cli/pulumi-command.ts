// `npm run up` and its like: pulumi with the stack's environment, where the stack's operator sits.
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { runInForeground } from '../lib/foreground.ts';
import { localDir, projectRoot } from '../lib/paths.ts';
import { helpOptions, UsageError } from '../lib/program.ts';
import { adoptVariable } from '../probe/known.ts';
import { commandVariable, partialVariable } from '../probe/preflight.ts';
import { readStackFile, stackFilePath, type StackFile } from '../pulumi/stack-file.ts';
import { takeStack } from './arguments.ts';
import { someoneCanAnswer } from './confirm.ts';
import { ownHelp, type PulumiCommand } from './pulumi-help.ts';
import { prepareStack } from './stack-env.ts';
import { recover } from './runs/recover.ts';
import { runSupervised } from './runs/supervise.ts';
import { fromOperator, requireLab } from './vantage.ts';

/** What sets them apart. */
const wrapped: Record<PulumiCommand, { confirms: boolean; reachesHosts: boolean }> = {
  up: { confirms: true, reachesHosts: true },
  preview: { confirms: false, reachesHosts: true },
  destroy: { confirms: true, reachesHosts: true },
  refresh: { confirms: true, reachesHosts: true },
  cancel: { confirms: true, reachesHosts: false },
};

/** Our own option of preview: show the plan only, and ask no host. */
const offlineOption = '--offline';

/** Our own option of up and preview: a state that knows nothing takes over what the hosts hold. */
const adoptOption = '--adopt';

const agreeing = ['--yes', '-y'];
/** Arguments after which pulumi does its work without asking, or has nothing to ask. */
const settled = [...agreeing, '--preview-only', ...helpOptions];

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
const others = ['--json', '-j', withoutOutputs, ...helpOptions];

function isForPeople(command: PulumiCommand, rest: readonly string[]): boolean {
  const own = rest.map((argument) => argument.replace(/=.*/, ''));
  return command !== 'cancel' && !own.some((argument) => others.includes(argument));
}

/** Whether pulumi takes a part of the stack alone. */
export function isPartial(rest: readonly string[]): boolean {
  return rest.some((argument) => /^(?:-t|--target|--target-replace|--exclude)(?:=|$)/.test(argument));
}

/** Whether the command will log in to hosts: its help, or an offline preview, for once or by the stack, does not. */
export function reachesHosts(command: PulumiCommand, rest: readonly string[], stack: StackFile): boolean {
  const offline = command === 'preview' && (stack.offline || rest.includes(offlineOption));
  return (
    wrapped[command].reachesHosts && !offline && !rest.some((argument) => helpOptions.includes(argument))
  );
}

/**
 * Tells pulumi of a config file elsewhere, and puts its own options in the place of `--offline`. Pulumi saves what
 * `--config` sets, so a copy of the stack's file takes it, and the file itself stays as it is.
 */
function withConfigOptions([command = '', ...rest]: readonly string[], stack: StackFile): string[] {
  if (command === 'preview' && rest.includes(offlineOption)) {
    const copy = join(localDir, `offline-${stack.name}.yaml`);
    mkdirSync(localDir, { recursive: true });
    copyFileSync(stackFilePath(stack), copy);
    const others = rest.filter((argument) => argument !== offlineOption);
    return [command, '--config-file', copy, '--config', 'kafka-proxied:offline=true', ...others];
  }
  return [command, ...(stack.configFile === undefined ? [] : ['--config-file', stack.configFile]), ...rest];
}

/**
 * Runs one of Pulumi's commands on a stack.
 * @returns pulumi's exit code
 */
export async function runPulumi(command: PulumiCommand, args: readonly string[]): Promise<number> {
  const { stack: name, configFile, rest: words } = takeStack(args);
  const stack = readStackFile(name, { configFile });
  const canAnswer = someoneCanAnswer();
  const adopts = (command === 'up' || command === 'preview') && words.includes(adoptOption);
  const rest = adopts ? words.filter((word) => word !== adoptOption) : words;
  const pulumiArgs = pulumiArguments(command, rest, stack, canAnswer);
  const inside = reachesHosts(command, rest, stack);
  if (inside) await requireLab(stack);
  const prepared = await prepareStack(name, configFile);
  const { pulumi, environment } = prepared;
  const argv = [pulumi, ...(command === 'cancel' ? pulumiArgs : withConfigOptions(pulumiArgs, stack))];
  const isHelp = pulumiArgs.some((argument) => helpOptions.includes(argument));
  if (isHelp) process.stdout.write(ownHelp(command));
  if (command === 'cancel' || isHelp) {
    return runInForeground(argv, { cwd: projectRoot, env: environment });
  }
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
      ...(adopts && { [adoptVariable]: 'yes' }),
      ...(isPartial(rest) && { [partialVariable]: 'yes' }),
    },
  });
}
