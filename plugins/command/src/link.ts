// A logged-in SSH connection of one operation, and its end.
import ssh2, { type Client, type ConnectConfig } from 'ssh2';
import { ProviderError, reasonOf } from '../../shared/errors.ts';
import { endpoint, sshConfig, type Connection } from './connection.ts';
import { pause, within, type Operation } from './operation.ts';

const firstDelayMs = 100;
const delayGrowth = 1.5;
const longestDelayMs = 5_000;
/** A host that answers keep-alives but not requests is broken; sshd under load needs a few seconds. */
const requestTimeoutMs = 60_000;

export class Link {
  readonly client: Client;
  /** Rejects as soon as the connection is of no use any more. Never resolves. */
  private readonly failed: Promise<never>;

  private constructor(client: Client, failed: Promise<never>) {
    this.client = client;
    this.failed = failed;
  }

  /** One attempt at a login. */
  static async login(config: ConnectConfig, to: Connection, operation: Operation): Promise<Link> {
    const { cancelled, broken } = operation;
    const stop = AbortSignal.any([cancelled, broken]);
    stop.throwIfAborted();
    const client = new ssh2.Client();
    let fail: (error: Error) => void = () => {};
    const failed = new Promise<never>((_, reject) => (fail = reject));
    failed.catch(() => {}); // whoever works on the connection races with it; idle links have nobody to tell
    const abort = ({ target }: Event): void => {
      fail((target as AbortSignal).reason as Error);
      client.destroy();
    };
    stop.addEventListener('abort', abort);
    broken.addEventListener('abort', abort);
    let ready = false;
    client.on('error', (error) => fail(new ProviderError(ready ? lost(error, to) : refused(error, to))));
    client.on('close', () => {
      stop.removeEventListener('abort', abort);
      broken.removeEventListener('abort', abort);
      fail(new ProviderError(`the connection to ${endpoint(to)} was cut`));
    });
    try {
      await Promise.race([
        failed,
        new Promise<void>((resolve) => {
          client.once('ready', () => {
            ready = true;
            stop.removeEventListener('abort', abort);
            resolve();
          });
          client.connect(config);
          client.setNoDelay(true); // many small packets, each awaiting an answer
        }),
      ]);
    } catch (error) {
      client.destroy();
      throw error;
    }
    return new Link(client, failed);
  }

  /** Settles as `work` does, or fails with the connection. */
  async during<T>(work: Promise<T>): Promise<T> {
    work.catch(() => {}); // it may fail once more after the connection did
    return await Promise.race([work, this.failed]);
  }

  /** Asks for one thing by a callback in ssh2's style, with a deadline. */
  async request<T>(
    what: string,
    ask: (done: (error: Error | undefined, value: T) => void) => void,
  ): Promise<T> {
    const answer = new Promise<T>((resolve, reject) =>
      ask((error, value) => (error ? reject(error) : resolve(value))),
    );
    return await this.during(
      within(requestTimeoutMs, `no answer within ${requestTimeoutMs / 1000} s to: ${what}`, answer),
    );
  }
}

/**
 * Connects, works and disconnects, whatever happens.
 * @throws ProviderError after dialErrorLimit + 1 failed attempts, with the reason of the last
 */
export async function withLink<T>(
  connection: Connection,
  operation: Operation,
  work: (link: Link) => Promise<T>,
): Promise<T> {
  const config = await sshConfig(connection);
  const link = await dial(connection, operation, () => Link.login(config, connection, operation));
  try {
    return await work(link);
  } finally {
    link.client.end();
    // A peer that never closes its side must not keep the socket open.
    setTimeout(() => link.client.destroy(), 2_000).unref();
  }
}

async function dial(to: Connection, operation: Operation, attempt: () => Promise<Link>): Promise<Link> {
  const stop = AbortSignal.any([operation.cancelled, operation.broken]);
  let delay = firstDelayMs;
  for (let attempts = 1; ; attempts++) {
    try {
      return await attempt();
    } catch (error) {
      stop.throwIfAborted();
      const reason = reasonOf(error);
      if (attempts > to.dialErrorLimit) {
        const times = attempts === 1 ? '1 attempt' : `${attempts} attempts`;
        throw new ProviderError(`cannot connect to ${to.user}@${endpoint(to)} after ${times}: ${reason}`);
      }
      const limit = to.dialErrorLimit + 1;
      operation.log.status(operation.urn, `attempt ${attempts} of ${limit} to connect failed: ${reason}`);
    }
    await pause(delay, stop);
    delay = Math.min(delay * delayGrowth, longestDelayMs);
  }
}

/** Why a logged-in connection ended. */
function lost({ message }: Error, to: Connection): string {
  if (/Keepalive timeout/i.test(message)) return `the connection to ${endpoint(to)} went silent`;
  return `the connection to ${endpoint(to)} was cut: ${message}`;
}

/** Why an attempt to log in failed; ssh2 tells its errors apart by their texts only. */
function refused({ message }: Error, to: Connection): string {
  if (/Host denied|host key verification/i.test(message)) {
    return 'host key mismatch: the host shows another key than the pinned one; nothing was sent to it';
  }
  if (/no matching host key/i.test(message))
    return 'the host has no ed25519 key, of which kind the pinned one is';
  if (/Timed out while waiting for handshake/i.test(message)) {
    return `no login within perDialTimeout (${to.perDialTimeout} s): the host is unreachable, or accepts and stays silent`;
  }
  if (/authentication methods failed/i.test(message)) {
    return 'unable to authenticate: the host refused every key offered';
  }
  return message;
}
