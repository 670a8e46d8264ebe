// The sessions of the watch, by OpenSSH, where the stack's operator sits.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StackFile } from '../../pulumi/stack-file.ts';
import type { SshTarget } from '../../ssh/target.ts';
import { sshArgv } from '../../ssh/target.ts';
import { fromOperator } from '../vantage.ts';
import type { Clock, OpenSession, SessionEnd } from './silence.ts';

/** Says that it is there, then stays until our side closes. */
const stay = 'echo open; exec cat >/dev/null';

const longestText = 2_000;

export const wallClock: Clock = {
  now: () => performance.now(),
  pause: (milliseconds, stop) =>
    sleep(milliseconds, undefined, { signal: stop, ref: false }).catch(() => undefined),
};

/** Opens sessions to a host; `stop` ends the one that is open. Keep-alives end it after 15 to 20 s of silence. */
export function sessionsTo(stack: StackFile, target: SshTarget, stop: AbortSignal): OpenSession {
  return (onOpen) =>
    new Promise<SessionEnd>((resolve) => {
      const [file = 'ssh', ...args] = fromOperator(stack, sshArgv(target, stay));
      // A session of its own, in the other sense: Ctrl-C at the terminal is for pulumi.
      const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
      let opened = false;
      let said = '';
      child.stdout.once('data', () => {
        opened = true;
        onOpen();
      });
      child.stderr.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-longestText)));
      child.stdin.on('error', () => undefined);
      const end = () => void child.kill();
      stop.addEventListener('abort', end);
      const settle = () => {
        stop.removeEventListener('abort', end);
        resolve({ opened, said });
      };
      child.on('error', settle);
      child.on('close', settle);
    });
}

/** The hosts that the program found ready to be worked on; undefined as long as it hasn't come so far. */
export function readTargets(file: string): SshTarget[] | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as SshTarget[];
  } catch {
    return undefined;
  }
}
