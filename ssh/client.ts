// One login by a client of our own, for those who open connections from a host: OpenSSH would need a process for each.
import { readFileSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import ssh2 from 'ssh2';
import { marked, splitAtMark } from './login-words.ts';
import { shellJoin } from './quote.ts';
import type { SshResult } from './run.ts';
import { connectSeconds, type SshTarget } from './target.ts';

/** What a script printed, and how it ended. */
export type Ran = Pick<SshResult, 'code' | 'stdout' | 'stderr' | 'login'>;

export interface Login {
  /**
   * Runs a command there, with a text on its standard input.
   * @throws Error where it does not end in time
   */
  run(words: readonly string[], input: string, deadlineMs: number): Promise<Ran>;
  /**
   * A connection from there.
   * @throws Error where none comes about in time; {@link Forbidden} where none ever will
   */
  open(address: string, port: number, deadlineMs: number): Promise<Duplex>;
  close(): void;
}

/** The host's sshd opens no connections for others. */
export class Forbidden extends Error {}

/** Login by the agent alone, or by the key file alone, as everywhere else. */
function loginOptions({ address, access }: SshTarget): ssh2.ConnectConfig {
  const { user, port, agentSocket, privateKeyFile, hostKey } = access;
  const pinned = Buffer.from(hostKey.split(' ')[1] ?? '', 'base64');
  return {
    host: address,
    port,
    username: user,
    readyTimeout: connectSeconds * 1000,
    algorithms: { serverHostKey: ['ssh-ed25519'] },
    hostVerifier: (key: Buffer) => key.equals(pinned),
    ...(agentSocket
      ? { agent: agentSocket }
      : privateKeyFile
        ? { privateKey: readFileSync(privateKeyFile) }
        : {}),
  };
}

/** @throws Error where the login fails, or takes longer than a login may */
export async function logIn(target: SshTarget): Promise<Login> {
  const client = new ssh2.Client();
  await new Promise<void>((resolve, reject) => {
    client.once('ready', resolve);
    client.once('error', reject);
    client.once('close', () => reject(new Error('the login was closed')));
    client.connect(loginOptions(target));
  }).catch((error: unknown) => {
    client.on('error', () => undefined);
    client.destroy();
    throw error;
  });
  client.on('error', () => undefined);
  return {
    run: (words, input, deadlineMs) => runOver(client, marked(shellJoin(words)), input, deadlineMs),
    open: (address, port, deadlineMs) => openOver(client, address, port, deadlineMs),
    close: () => void client.destroy(),
  };
}

function runOver(client: ssh2.Client, command: string, input: string, deadlineMs: number): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no end within ${deadlineMs / 1000} s`)), deadlineMs);
    client.exec(command, (error, channel) => {
      if (error) {
        clearTimeout(timer);
        return reject(error);
      }
      let out = '';
      let said = '';
      let code: number | undefined;
      channel.setEncoding('utf8');
      channel.on('data', (text: string) => (out += text));
      channel.on('error', reject);
      channel.stderr.setEncoding('utf8');
      channel.stderr.on('data', (text: string) => (said = `${said}${text}`.slice(-longestSaid)));
      channel.on('exit', (status: number | null) => (code = status ?? undefined));
      channel.on('close', () => {
        clearTimeout(timer);
        const { own, login } = splitAtMark(out);
        resolve({ code, stdout: own, stderr: said, ...(login !== undefined && { login }) });
      });
      channel.end(input);
    });
  });
}

/** Characters of what a script says on standard error that are kept. */
const longestSaid = 4_000;

/** RFC 4254, section 5.1: SSH_OPEN_ADMINISTRATIVELY_PROHIBITED. */
const prohibited = 1;

function openOver(client: ssh2.Client, address: string, port: number, deadlineMs: number): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no connection within ${deadlineMs} ms`)), deadlineMs);
    client.forwardOut('127.0.0.1', 0, address, port, (error, channel) => {
      clearTimeout(timer);
      if (!error) {
        channel.on('error', () => undefined);
        return resolve(channel);
      }
      const { reason } = error as Error & { reason?: number };
      reject(
        reason === prohibited
          ? new Forbidden('its sshd forwards no connections (AllowTcpForwarding)')
          : error,
      );
    });
  });
}
