// How every command of this project ends: an exit code, and one clean message for what a user can mend.
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { messageOf } from './message.ts';
import { say } from './progress.ts';

/** A command was called in a way that it doesn't understand: exit code 2. */
export class UsageError extends Error {}

/** Classes that JavaScript itself throws: a mistake in our code, not the user's, so the stack is worth showing. */
const bugs = [TypeError, RangeError, ReferenceError, SyntaxError, EvalError];

/** The text that a failed command shows. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isBug = bugs.some((bug) => error instanceof bug);
  return isBug ? `This is a mistake in kafka-proxied itself:\n${error.stack}` : error.message;
}

export type Command = (args: readonly string[]) => Promise<number>;

export const helpOptions: readonly string[] = ['--help', '-h'];

/** A command that tells its usage when it is asked for it, whatever else stands there. */
export function withHelp(usage: string, command: Command): Command {
  return async (args) => {
    if (!args.some((argument) => helpOptions.includes(argument))) return command(args);
    process.stdout.write(`${usage}\n`);
    return 0;
  };
}

/**
 * Reads a command's arguments as Node.js does.
 * @throws UsageError that ends with the usage
 */
export function readArguments<Config extends ParseArgsConfig>(
  usage: string,
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError(`${messageOf(error)}\n${usage}`);
  }
}

/** Runs a command with the arguments of this process and makes its result the exit code. */
export async function runProgram(main: (args: string[]) => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    say(describeFailure(error));
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
