// A place to look from: this machine, or a host through one login by SSH.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { execa } from 'execa';
import ssh2 from 'ssh2';
import type { HostId } from '../../config/topology.ts';
import { shellJoin } from '../../ssh/quote.ts';
import { connectSeconds, type SshTarget } from '../../ssh/target.ts';

export interface Vantage {
  id: HostId;
  /**
   * Runs a bash script there.
   * @throws Error where it does not end in time
   */
  run(script: string, args: readonly string[], deadlineMs: number): Promise<string>;
  /**
   * A connection from there.
   * @throws Error where none comes about in time; {@link Forbidden} where none ever will
   */
  open(address: string, port: number, deadlineMs: number): Promise<Duplex>;
  close(): void;
}

/** The host's sshd opens no connections for others. */
export class Forbidden extends Error {}

/** This machine. */
export function localVantage(id: HostId): Vantage {
  return {
    id,
    run: async (script, args, timeout) => {
      const { stdout } = await execa('bash', ['-s', '--', ...args], { input: script, timeout });
      return stdout;
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

/**
 * One login, through which scripts run and connections open.
 * @param asRoot whether scripts run as root, or as whoever logs in
 * @throws Error where it fails, or takes longer than a login may
 */
export async function remoteVantage(target: SshTarget, asRoot = true): Promise<Vantage> {
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
    id: target.name,
    run: (script, args, deadlineMs) =>
      runOver(
        client,
        shellJoin([...(asRoot ? ['sudo', '-n'] : []), 'bash', '-s', '--', ...args]),
        script,
        deadlineMs,
      ),
    open: (address, port, deadlineMs) => openOver(client, address, port, deadlineMs),
    close: () => void client.destroy(),
  };
}

function runOver(client: ssh2.Client, command: string, script: string, deadlineMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no end within ${deadlineMs / 1000} s`)), deadlineMs);
    client.exec(command, (error, channel) => {
      if (error) {
        clearTimeout(timer);
        return reject(error);
      }
      let out = '';
      channel.setEncoding('utf8');
      channel.on('data', (text: string) => (out += text));
      channel.on('error', reject);
      channel.stderr.resume();
      channel.on('close', () => {
        clearTimeout(timer);
        resolve(out);
      });
      channel.end(script);
    });
  });
}

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
          ? new Forbidden('its sshd opens no connections for others (AllowTcpForwarding)')
          : error,
      );
    });
  });
}
