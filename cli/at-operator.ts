// Commands whose work is done where a stack's operator sits: for a stack of the lab, inside the workstation's network.
import { runInForeground } from '../lib/foreground.ts';
import { programArgv } from '../lib/own-program.ts';
import { projectRoot } from '../lib/paths.ts';
import { type Command, describeFailure, UsageError } from '../lib/program.ts';
import { say } from '../lib/progress.ts';
import { readStackFile } from '../pulumi/stack-file.ts';
import { type StackArguments, stackOptions, takeStack } from './arguments.ts';
import { ownBackendUrl, type PreparedStack, prepareStack } from './stack-env.ts';
import { describeLock, judgedLocks } from './runs/locks.ts';
import { fromOperator, requireLab } from './vantage.ts';

export interface OperatorCommand<Request> {
  usage: string;
  /**
   * Reads what is left of the arguments without those that name the stack.
   * @throws UsageError
   */
  parse: (args: readonly string[]) => Request;
  /** Whether it changes services, so that no update may meanwhile. Default false. */
  changes?: boolean;
  /** Exit code where it fails. Default 1. */
  failureCode?: number;
  /** What it does there. @returns the exit code */
  run: (request: Request, prepared: PreparedStack, place: StackArguments) => Promise<number>;
}

/** The two sides of such a command. */
export interface AtOperator {
  usage: string;
  /** Starts it there, by the name under which `worker.ts` finds it. */
  start: (name: string) => Command;
  /** What `worker.ts` does. */
  work: Command;
}

export function atOperator<Request>(command: OperatorCommand<Request>): AtOperator {
  const { usage, parse, changes = false, failureCode = 1, run } = command;
  return {
    usage,
    start: (name) => (args) =>
      failingWith(failureCode, async () => {
        const place = takeStack(args);
        const { stack: stackName, configFile, rest } = place;
        parse(rest);
        const stack = readStackFile(stackName, { configFile });
        await requireLab(stack);
        const prepared = await prepareStack(stackName, configFile);
        if (changes) requireNoUpdate(prepared);
        const argv = programArgv('cli/worker.ts', name, ...stackOptions(place), ...rest);
        return runInForeground(fromOperator(stack, argv), { cwd: projectRoot, env: prepared.environment });
      }),
    work: (args) =>
      failingWith(failureCode, async () => {
        const place = takeStack(args);
        const request = parse(place.rest);
        return run(request, await prepareStack(place.stack, place.configFile), place);
      }),
  };
}

async function failingWith(code: number, main: () => Promise<number>): Promise<number> {
  try {
    return await main();
  } catch (error) {
    if (error instanceof UsageError) throw error;
    say(describeFailure(error));
    return code;
  }
}

/** @throws Error that names the holder, while an update changes the same services, and the state */
export function requireNoUpdate({ stack: { name, lab }, variables }: PreparedStack): void {
  if (variables['PULUMI_BACKEND_URL'] !== ownBackendUrl) return;
  const held = judgedLocks(name, lab).find(({ state }) => state === 'held');
  if (held)
    throw new Error(
      `Stack ${name} is being changed now by ${describeLock(held)}. Nothing was changed. Wait until it ends.`,
    );
}
