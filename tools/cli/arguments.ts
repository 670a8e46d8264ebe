// The one argument that all commands share: which stack.
import { UsageError } from './program.ts';

/** The stack of the reference topology on the lab. */
export const defaultStack = 'dev';

export interface StackArguments {
  stack: string;
  /** What is left for the command. */
  rest: string[];
}

/**
 * Takes `--stack NAME` (`--stack=NAME`, `-s NAME`) out of the arguments; without it the stack is PULUMI_STACK's, which
 * `npm run shell` sets, or `dev`. What follows `--` is left as it is.
 * @throws UsageError without a name
 */
export function takeStack(args: readonly string[], environment = process.env): StackArguments {
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  const rest: string[] = [];
  let stack: string | undefined;
  for (let index = 0; index < end; index += 1) {
    const argument = args[index] ?? '';
    if (argument === '--stack' || argument === '-s') {
      index += 1;
      stack = index < end ? args[index] : '';
    } else if (argument.startsWith('--stack=')) {
      stack = argument.slice('--stack='.length);
    } else {
      rest.push(argument);
    }
  }
  if (stack === '') throw new UsageError('--stack needs a name, such as: --stack dev');
  return {
    stack: stack ?? (environment['PULUMI_STACK'] || defaultStack),
    rest: [...rest, ...args.slice(end)],
  };
}
