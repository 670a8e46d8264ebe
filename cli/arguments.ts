// The one argument that all commands share: which stack.
import { resolve } from 'node:path';
import { typed } from '../config/advice.ts';
import { UsageError } from '../lib/program.ts';
import { shellQuote } from '../ssh/quote.ts';

/** The stack of the reference topology on the lab. */
const defaultStack = 'dev';

export interface StackArguments {
  stack: string;
  /** Pulumi's own option `--config-file`, an absolute path: the stack's config in the place of Pulumi.<stack>.yaml. */
  configFile?: string | undefined;
  /** What is left for the command. */
  rest: string[];
}

/**
 * Takes `--stack NAME` (`--stack=NAME`, `-s NAME`) and `--config-file FILE` out of the arguments; without the first the
 * stack is PULUMI_STACK's, which `npm run shell` sets, or `dev`. What follows `--` is left as it is.
 * @throws UsageError without a name, or a file
 */
export function takeStack(args: readonly string[], environment = process.env): StackArguments {
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  const rest: string[] = [];
  let stack: string | undefined;
  let configFile: string | undefined;
  for (let index = 0; index < end; index += 1) {
    const argument = args[index] ?? '';
    const [, option, , joined] = /^(--stack|-s|--config-file)(=(.*))?$/s.exec(argument) ?? [];
    if (option === undefined) {
      rest.push(argument);
      continue;
    }
    const value = joined ?? (index + 1 < end ? (args[(index += 1)] ?? '') : '');
    if (option === '--config-file') configFile = value;
    else stack = value;
  }
  if (configFile === '') throw new UsageError('--config-file needs a file');
  if (stack === '') throw new UsageError('--stack needs a name, such as: --stack dev');
  return {
    stack: stack ?? (environment['PULUMI_STACK'] || defaultStack),
    ...(configFile !== undefined && { configFile: resolve(configFile) }),
    rest: [...rest, ...args.slice(end)],
  };
}

/** The options that name the stack to another command of ours. */
export function stackOptions({ stack, configFile }: Omit<StackArguments, 'rest'>): string[] {
  return ['--stack', stack, ...(configFile === undefined ? [] : ['--config-file', configFile])];
}

/** The same as people type it: nothing for the default stack. */
export function typedOptions({ stack, configFile }: Omit<StackArguments, 'rest'>): string {
  return [
    ...(stack === defaultStack ? [] : [`--stack ${stack}`]),
    ...(configFile === undefined ? [] : [`--config-file ${shellQuote(configFile)}`]),
  ].join(' ');
}

/** One of our commands for a stack, to be typed. */
export function typedCommand(script: string, place: Omit<StackArguments, 'rest'>): string {
  return typed(script, typedOptions(place));
}
