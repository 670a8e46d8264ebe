// From the `connection` input to what ssh2 needs: key or agent, host key pin. No packet to a host yet.
import { createConnection } from 'node:net';
import type { AnyAuthMethod, ConnectConfig, ParsedKey } from 'ssh2';
import ssh2 from 'ssh2';
import { ProviderError, reasonOf } from '../../shared/errors.ts';
import { plainConnection } from './fields.ts';

/** The fields of `connection`, with defaults filled in. */
export interface Connection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Failed attempts that are allowed; one more is made. */
  readonly dialErrorLimit: number;
  /** Seconds for one attempt, until the login is accepted. 0: no limit. */
  readonly perDialTimeout: number;
  /** In OpenSSH's format, without a passphrase. The agent is then not asked. */
  readonly privateKey?: string;
  readonly agentSocketPath?: string;
  /** The pinned ed25519 key as a line of an `authorized_keys` file. */
  readonly hostKey: string;
}

/** Reads a checked `connection` input, or one out of the state. */
export function readConnection(value: unknown): Connection {
  return plainConnection(value) as unknown as Connection;
}

export function endpoint({ host, port }: Connection): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

const pinnedKind = 'ssh-ed25519';

/**
 * What ssh2 needs for one connection.
 * @throws ProviderError for a pin or a key that can't be read and an agent that doesn't answer: retrying is no use,
 *   and no connection to the host has been made
 */
export async function sshConfig(connection: Connection): Promise<ConnectConfig> {
  const pin = pinnedKey(connection);
  return {
    username: connection.user,
    host: connection.host,
    port: connection.port,
    readyTimeout: connection.perDialTimeout * 1000,
    keepaliveInterval: 15_000,
    keepaliveCountMax: 4,
    authHandler: [await loginMethod(connection)],
    // Asking for the pinned kind of key alone makes a host with several keys show the right one.
    algorithms: { serverHostKey: [pinnedKind] },
    hostVerifier: (key: Buffer) => key.equals(pin),
  };
}

function pinnedKey(connection: Connection): Buffer {
  const key = ssh2.utils.parseKey(connection.hostKey.trim());
  if (key instanceof Error || key.isPrivateKey() || key.type !== pinnedKind) {
    throw new ProviderError(
      `failed to parse the host key pinned for ${endpoint(connection)}: give hostKey as one line, ` +
        `such as '${pinnedKind} AAAA…' (ssh-keyscan -t ed25519 shows it)`,
    );
  }
  return key.getPublicSSH();
}

async function loginMethod(connection: Connection): Promise<AnyAuthMethod> {
  const { user: username, privateKey, agentSocketPath: agent } = connection;
  if (privateKey !== undefined) {
    return { type: 'publickey', username, key: parsePrivateKey(connection, privateKey) };
  }
  if (agent === undefined) {
    throw new ProviderError(
      `the connection to ${endpoint(connection)} has no privateKey and no agentSocketPath`,
    );
  }
  await reachAgent(agent);
  return { type: 'agent', username, agent };
}

function parsePrivateKey(connection: Connection, text: string): ParsedKey {
  const key = ssh2.utils.parseKey(text);
  const parsed: ParsedKey | Error | undefined = Array.isArray(key) ? (key[0] as ParsedKey) : key;
  if (parsed === undefined || parsed instanceof Error || !parsed.isPrivateKey()) {
    // ssh2's messages name the problem (a missing passphrase, an unknown format), never the key.
    const why = parsed instanceof Error ? parsed.message : 'it is no private key';
    throw new ProviderError(
      `cannot read the privateKey for ${connection.user}@${endpoint(connection)}: ${why}`,
    );
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
