// Commands whose work is done where a stack's operator sits: for a stack of the lab, inside the workstation's network.
import type { CliCommand } from '../lib/command-line/command.ts';
import { runInForeground } from '../lib/foreground.ts';
import { programArgv } from '../lib/own-program.ts';
import { projectRoot } from '../lib/paths.ts';
import { describeFailure, UsageError } from '../lib/program.ts';
import { say } from '../lib/progress.ts';
import { readStackFile } from '../pulumi/stack-file.ts';
import { onStack, placeOf, type StackOptions, type StackPlace } from './arguments.ts';
import { type PreparedStack, prepareStack } from './stack-env.ts';
import { describeLock, locksOf } from './runs/locks.ts';
import { fromOperator, requireLab } from './vantage.ts';

export interface OperatorWork<Request> {
  /**
   * What the command line asks for, as plain data. Default: its options.
   * @throws UsageError
   */
  request?: (options: never, ...words: never[]) => Request;
  /** Whether it changes services, so that no update may meanwhile. Default false. */
  changes?: boolean;
  /** Exit code where it fails. Default 1. */
  failureCode?: number;
  /** What it does there. @returns the exit code */
  run: (request: Request, prepared: PreparedStack, place: StackPlace) => Promise<number>;
}

/** The two sides of such a command. */
export interface AtOperator {
  /** Starts `worker.ts` there, which finds it by its name. */
  command: CliCommand;
  /** What `worker.ts` does with what it is handed. */
  work: (handed: string) => Promise<number>;
}

export function atOperator<Request>(command: CliCommand, work: OperatorWork<Request>): AtOperator {
  const { request, changes = false, failureCode = 1, run } = work;
  const start = async (options: StackOptions, ...words: never[]): Promise<number> => {
    const asked = request ? request(options as never, ...words) : options;
    const place = placeOf(options);
    const stack = readStackFile(place.stack, place);
    await requireLab(stack);
    const prepared = await prepareStack(place.stack, place.configFile);
    if (changes) requireNoUpdate(prepared);
    const argv = programArgv('cli/worker.ts', command.name(), JSON.stringify({ request: asked, place }));
    return runInForeground(fromOperator(stack, argv), { cwd: projectRoot, env: prepared.environment });
  };
  return {
    command: onStack(command).does((options: StackOptions, ...words: never[]) =>
      failingWith(failureCode, () => start(options, ...words)),
    ),
    work: (handed) =>
      failingWith(failureCode, async () => {
        const { request: asked, place } = JSON.parse(handed) as { request: Request; place: StackPlace };
        return run(asked, await prepareStack(place.stack, place.configFile), place);
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
export function requireNoUpdate({ stack }: PreparedStack): void {
  const held = locksOf(stack)?.find(({ state }) => state === 'held');
  if (held)
    throw new Error(
      `Stack ${stack.name} is being changed now by ${describeLock(held)}. Nothing was changed. Wait until it ends.`,
    );
}
