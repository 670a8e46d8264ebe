// From the `connection` input to what ssh2 needs: credentials, host key pin, agent. No packet to a host yet.
import { createConnection } from 'node:net';
import type { AnyAuthMethod, ConnectConfig, ParsedKey } from 'ssh2';
import ssh2 from 'ssh2';
import { ProviderError, reasonOf } from '../../shared/errors.ts';
import { plainConnection } from './shapes.ts';

/** One hop: the fields of `connection`, or of its `proxy`, with defaults filled in. */
export interface Hop {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Failed attempts that are allowed; one more is made. -1: no limit. */
  readonly dialErrorLimit: number;
  /** Seconds for one attempt, until the login is accepted. 0: no limit. */
  readonly perDialTimeout: number;
  readonly password?: string;
  readonly privateKey?: string;
  readonly privateKeyPassword?: string;
  readonly agentSocketPath?: string;
  /** The pinned key as a line of an `authorized_keys` file; without it any host is believed. */
  readonly hostKey?: string;
}

export interface Connection extends Hop {
  readonly proxy?: Hop;
}

/** Reads a checked `connection` input, or one out of the state. */
export function readConnection(value: unknown): Connection {
  const connection = plainConnection(value) as unknown as Connection;
  for (const hop of [connection, connection.proxy]) {
    if (hop && typeof hop.host !== 'string') throw new ProviderError('the connection has no host');
  }
  return connection;
}

export function endpoint(hop: Hop): string {
  return hop.host.includes(':') ? `[${hop.host}]:${hop.port}` : `${hop.host}:${hop.port}`;
}

/**
 * What ssh2 needs for one hop.
 * @throws ProviderError for a pin or a key that can't be read and an agent that doesn't answer: retrying is no use,
 *   and no connection to the host has been made
 */
export async function sshConfig(hop: Hop): Promise<ConnectConfig> {
  const pin = hop.hostKey === undefined ? undefined : parsePin(hop.hostKey, hop);
  const blob = pin?.getPublicSSH();
  return {
    username: hop.user,
    host: hop.host,
    port: hop.port,
    readyTimeout: hop.perDialTimeout * 1000,
    keepaliveInterval: 15_000,
    keepaliveCountMax: 4,
    authHandler: (await loginMethods(hop)) as AnyAuthMethod[],
    ...(pin && blob
      ? {
          // Asking for the pinned kind of key alone makes a host with several keys show the right one.
          algorithms: { serverHostKey: [pin.type] },
          hostVerifier: (key: Buffer) => key.equals(blob),
        }
      : {}),
  };
}

function parsePin(line: string, hop: Hop): ParsedKey {
  const text = line.split('\n').find((each) => each.trim() !== '' && !each.trim().startsWith('#'));
  const key = ssh2.utils.parseKey(text?.trim() ?? '');
  if (key instanceof Error || key.isPrivateKey()) {
    throw new ProviderError(
      `failed to parse the host key pinned for ${endpoint(hop)}: give hostKey as one line, ` +
        `such as 'ssh-ed25519 AAAA…' (ssh-keyscan -t ed25519 shows it)`,
    );
  }
  return key;
}

async function loginMethods(hop: Hop): Promise<object[]> {
  const username = hop.user;
  const methods: object[] = [];
  if (hop.privateKey !== undefined) {
    methods.push({ type: 'publickey', username, key: parsePrivateKey(hop, hop.privateKey) });
  }
  const { password } = hop;
  if (password !== undefined) {
    methods.push({ type: 'password', username, password });
    methods.push({
      type: 'keyboard-interactive',
      username,
      prompt: (
        _name: string,
        _instructions: string,
        _language: string,
        prompts: unknown[],
        answer: (texts: string[]) => void,
      ) => answer(prompts.map(() => password)),
    });
  }
  const agent = hop.agentSocketPath ?? (process.env['SSH_AUTH_SOCK'] || undefined);
  if (agent !== undefined) {
    await reachAgent(agent);
    // Keys are one method: where a private key is given the agent's are not tried.
    if (hop.privateKey === undefined) methods.push({ type: 'agent', username, agent });
  }
  return methods;
}

function parsePrivateKey(hop: Hop, text: string): ParsedKey {
  const key = ssh2.utils.parseKey(text, hop.privateKeyPassword);
  const parsed: ParsedKey | Error | undefined = Array.isArray(key) ? (key[0] as ParsedKey) : key;
  if (parsed === undefined || parsed instanceof Error || !parsed.isPrivateKey()) {
    // ssh2's messages name the problem (a missing or wrong passphrase, an unknown format), never the key.
    const why = parsed instanceof Error ? parsed.message : 'it is no private key';
    throw new ProviderError(`cannot read the privateKey for ${hop.user}@${endpoint(hop)}: ${why}`);
  }
  return parsed;
}

async function reachAgent(path: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const socket = createConnection({ path });
    socket.once('error', (error) =>
      reject(new ProviderError(`the SSH agent at ${path} does not answer: ${reasonOf(error)}`)),
    );
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
  });
}
