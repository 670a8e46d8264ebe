// How every command of this project ends: an exit code, and one clean message for what a user can mend.
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

/** Runs a command with the arguments of this process and makes its result the exit code. */
export async function runProgram(main: (args: string[]) => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    say(describeFailure(error));
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
