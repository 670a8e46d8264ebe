// Runs one command on a host by OpenSSH, bounded in time.
import { execa } from 'execa';
import { marked, splitAtMark } from './login-words.ts';
import { sshArgv, type SshTarget } from './target.ts';

export interface SshResult {
  /** Exit code of the remote command; 255 is ssh's own failure; undefined: the deadline passed. */
  code: number | undefined;
  /** What the command printed; of a login that ran no command, what that printed. */
  stdout: string;
  stderr: string;
  timedOut: boolean;
  /** What the login itself printed before the command. Undefined: no shell ran the command. */
  login?: string;
}

export interface SshRequest {
  /** One shell line. */
  command: string;
  /** Text for the command's standard input; secrets travel here only. */
  stdin?: string;
  /** Milliseconds until the connection is ended. */
  deadlineMs: number;
}

/** Runs a command; never throws for what the host or the network does. */
export async function runSsh(target: SshTarget, request: SshRequest): Promise<SshResult> {
  const [file = 'ssh', ...args] = sshArgv(target, marked(request.command));
  const result = await execa(file, args, {
    input: request.stdin ?? '',
    timeout: request.deadlineMs,
    reject: false,
    stripFinalNewline: false,
  });
  const { own, login } = splitAtMark(result.stdout);
  return {
    code: result.exitCode,
    stdout: own,
    stderr: result.stderr,
    timedOut: result.timedOut,
    ...(login !== undefined && { login }),
  };
}
