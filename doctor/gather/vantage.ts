// A place to look from: this machine, or a host through one login by SSH.
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import type { Duplex } from 'node:stream';
import { execa } from 'execa';
import type { HostId } from '../../config/topology.ts';
import { logIn, type Ran } from '../../ssh/client.ts';
import type { SshTarget } from '../../ssh/target.ts';

export interface Vantage {
  id: HostId;
  /** Who runs scripts there, or becomes root for it. */
  user: string;
  /**
   * Runs a bash script there.
   * @throws Error where it does not end in time
   */
  run(script: string, args: readonly string[], deadlineMs: number): Promise<Ran>;
  /**
   * A connection from there.
   * @throws Error where none comes about in time; `Forbidden` where none ever will
   */
  open(address: string, port: number, deadlineMs: number): Promise<Duplex>;
  close(): void;
}

/** This machine. */
export function localVantage(id: HostId): Vantage {
  return {
    id,
    user: userInfo().username,
    run: async (script, args, timeout) => {
      const argv = ['-s', '--', ...args];
      const result = await execa('bash', argv, { input: script, timeout, reject: false });
      if (result.timedOut) throw new Error(`no end within ${timeout / 1000} s`);
      return { code: result.exitCode, stdout: result.stdout, stderr: result.stderr, login: '' };
    },
    open: (host, port, deadlineMs) =>
      new Promise((resolve, reject) => {
        const socket = connect({ host, port, timeout: deadlineMs });
        const fail = (error: Error): void => {
          socket.destroy();
          reject(error);
        };
        socket.once('error', fail);
        socket.once('timeout', () => fail(new Error(`no connection within ${deadlineMs} ms`)));
        socket.once('connect', () => {
          socket.setTimeout(0);
          socket.off('error', fail);
          socket.on('error', () => undefined);
          resolve(socket);
        });
      }),
    close: () => undefined,
  };
}

/**
 * One login, through which scripts run and connections open.
 * @param asRoot whether scripts run as root, or as whoever logs in
 * @throws Error where it fails, or takes longer than a login may
 */
export async function remoteVantage(target: SshTarget, asRoot = true): Promise<Vantage> {
  const login = await logIn(target);
  return {
    id: target.name,
    user: target.access.user,
    run: (script, args, deadlineMs) => {
      // Reasons are told by their English words.
      const words = ['env', 'LC_ALL=C', ...(asRoot ? ['sudo', '-n'] : []), 'bash', '-s', '--', ...args];
      return login.run(words, script, deadlineMs);
    },
    open: (address, port, deadlineMs) => login.open(address, port, deadlineMs),
    close: () => login.close(),
  };
}
