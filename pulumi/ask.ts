// A question to the pulumi command line about a stack, bounded in time.
import { execa } from 'execa';
import { projectRoot } from '../lib/paths.ts';

export interface PulumiQuestion {
  /** What is asked for, as a message names it: `config`, `state`. */
  what: string;
  /** The pulumi executable. */
  pulumi: string;
  stack: string;
  /** Pulumi's command and its options, without the stack. */
  args: readonly string[];
  /** The whole environment of pulumi. Default: this process's own. */
  env?: NodeJS.ProcessEnv | undefined;
}

/** Seconds after which pulumi is given up: it reads one file or two, or asks its service. */
const deadlineSeconds = 60;

/**
 * What pulumi prints.
 * @throws Error with pulumi's own words where it can't answer
 */
export async function askPulumi({ what, pulumi, stack, args, env }: PulumiQuestion): Promise<string> {
  const result = await execa(pulumi, [...args, '--stack', stack, '--non-interactive'], {
    cwd: projectRoot,
    ...(env && { env, extendEnv: false }),
    timeout: deadlineSeconds * 1000,
    reject: false,
    stdin: 'ignore',
  });
  if (!result.failed) return result.stdout;
  const reason = result.timedOut
    ? `no answer within ${deadlineSeconds} s`
    : result.stderr || result.shortMessage;
  throw new Error(`The ${what} of stack ${stack} can't be read by ${pulumi}: ${reason}`);
}

/** Whether pulumi could not answer because there is no such stack: it has no exit code of its own for this in every backend. */
export function isNoStack(error: unknown): boolean {
  return error instanceof Error && /no stack named|not found/i.test(error.message);
}
