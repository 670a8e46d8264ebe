// Runs one command on a host by OpenSSH, bounded in time.
import { execa } from 'execa';
import { sshArgv, type SshTarget } from './target.ts';

export interface SshResult {
  /** Exit code of the remote command; 255 is ssh's own failure; undefined: the deadline passed. */
  code: number | undefined;
  stdout: string;
  stderr: string;
  timedOut: boolean;
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
  const [file = 'ssh', ...args] = sshArgv(target, request.command);
  const result = await execa(file, args, {
    input: request.stdin ?? '',
    timeout: request.deadlineMs,
    reject: false,
    stripFinalNewline: false,
  });
  return { code: result.exitCode, stdout: result.stdout, stderr: result.stderr, timedOut: result.timedOut };
}
