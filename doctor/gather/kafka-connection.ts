// One connection to one broker: kafkajs encodes and decodes, and nothing of it connects, retries or follows metadata, so that
// each answer is that of the one broker at the other end.
import { createRequire } from 'node:module';
import type { Duplex } from 'node:stream';
import { within } from '../../lib/deadline.ts';
import { teachCodecs } from './codecs.ts';
import { errorName, failFor, KafkaError, unsupportedVersion } from './kafka-errors.ts';

const require = createRequire(import.meta.url);

type Parameters = Record<string, unknown>;

interface Protocol {
  request: unknown;
  response: { decode: (raw: unknown) => Promise<unknown>; parse: (data: unknown) => Promise<unknown> };
}

interface Definition {
  versions: string[];
  protocol: (version: { version: number }) => (parameters?: Parameters) => Protocol;
}

interface Connection {
  connect(): Promise<unknown>;
  disconnect(): Promise<unknown>;
  rejectRequests(error: Error): void;
  send(what: Protocol & { requestTimeout?: number; logResponseError: false }): Promise<unknown>;
  requestQueue: { pending: readonly unknown[]; scheduleCheckPendingRequests(): void };
}

type ApiVersions = Record<number, { minVersion: number; maxVersion: number }>;
type ApiName =
  'ApiVersions' | 'CreateTopics' | 'DescribeConfigs' | 'Fetch' | 'ListOffsets' | 'Metadata' | 'Produce';

// kafkajs 2.2.4 exports no single connection; package.json pins it.
const OneConnection = require('kafkajs/src/network/connection') as new (options: Parameters) => Connection;
const { requests } = require('kafkajs/src/protocol/requests') as { requests: Record<ApiName, Definition> };
const apiKeys = require('kafkajs/src/protocol/requests/apiKeys') as Record<ApiName, number>;

teachCodecs();

const silentLogger = {
  ...{ debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  namespace: (): unknown => silentLogger,
};

/**
 * Without a request that waits, kafkajs 2.2.4 sets a timer of minus fifty years, which Node.js 24 warns of on the
 * terminal.
 */
function checkOnlyWhatWaits(queue: Connection['requestQueue']): void {
  const schedule = queue.scheduleCheckPendingRequests.bind(queue);
  queue.scheduleCheckPendingRequests = () => {
    if (queue.pending.length > 0) schedule();
  };
}

/** A connection whose versions of requests are known. */
export class KafkaConnection {
  private readonly connection: Connection;
  private readonly socket: Duplex;
  private readonly versions: ApiVersions;
  readonly timeoutMs: number;

  private constructor(connection: Connection, socket: Duplex, versions: ApiVersions, timeoutMs: number) {
    this.connection = connection;
    this.socket = socket;
    this.versions = versions;
    this.timeoutMs = timeoutMs;
  }

  /**
   * @param socket connected, and through its TLS handshake where it speaks TLS
   * @param timeoutMs milliseconds for each answer
   * @throws Error where whoever is at the other end does not answer as a broker
   */
  static async over(socket: Duplex, timeoutMs: number): Promise<KafkaConnection> {
    const connection = new OneConnection({
      ...{ host: 'here', port: 0, clientId: 'kafka-proxied-doctor', logger: silentLogger },
      ...{ requestTimeout: timeoutMs, connectionTimeout: timeoutMs },
      socketFactory: ({ onConnect }: { onConnect: () => void }) => {
        setImmediate(onConnect);
        // A channel of SSH keeps no process alive by itself.
        return Object.assign(socket, { unref: () => socket });
      },
    });
    checkOnlyWhatWaits(connection.requestQueue);
    try {
      await connection.connect();
      const versions = await apiVersionsOf(connection, timeoutMs);
      return new KafkaConnection(connection, socket, versions, timeoutMs);
    } catch (error) {
      endConnection(connection);
      throw error;
    }
  }

  close(): void {
    endConnection(this.connection);
    this.socket.destroy();
  }

  /** The answer as kafkajs decodes it; its error codes are the caller's to read. */
  async ask(name: ApiName, parameters: Parameters): Promise<unknown> {
    const version = this.versionOf(name);
    if (version < (this.versions[apiKeys[name]]?.minVersion ?? 0)) throw new KafkaError(unsupportedVersion);
    return send(this.connection, requests[name].protocol({ version })(parameters), this.timeoutMs);
  }

  /** The newest version of a request that both ends know; -1: none. */
  versionOf(name: ApiName): number {
    const known = this.versions[apiKeys[name]]?.maxVersion ?? -1;
    return Math.min(known, Math.max(...requests[name].versions.map(Number)));
  }
}

/** Also its timers, which would keep the process alive. */
function endConnection(connection: Connection): void {
  connection.rejectRequests(new Error('closed'));
  void connection.disconnect().catch(() => undefined);
}

/** What is wrong with one topic must not hide the others: error codes are read by whoever asked. */
async function send(connection: Connection, { request, response }: Protocol, timeoutMs: number) {
  const { decode } = response;
  const sent = connection.send({
    ...{ request, response: { decode, parse: async (data: unknown) => data } },
    ...{ requestTimeout: timeoutMs, logResponseError: false },
  });
  const late = Symbol('late');
  const answer = await within(timeoutMs, sent, late);
  if (answer === late) throw new Error(`no answer within ${timeoutMs / 1000} s`);
  return answer;
}

/** The newest version of the question that the broker understands: an older one answers a newer question by an error. */
async function apiVersionsOf(connection: Connection, timeoutMs: number): Promise<ApiVersions> {
  const { versions, protocol } = requests.ApiVersions;
  for (const version of versions.map(Number).sort((a, b) => b - a)) {
    const answer = (await send(connection, protocol({ version })(), timeoutMs).catch((error: unknown) => {
      // kafkajs looks at this one code itself.
      if ((error as { type?: string }).type !== errorName(unsupportedVersion)) throw error;
      return { errorCode: unsupportedVersion };
    })) as { errorCode: number; apiVersions?: { apiKey: number; minVersion: number; maxVersion: number }[] };
    if (answer.errorCode === unsupportedVersion) continue;
    failFor(answer.errorCode);
    return Object.fromEntries((answer.apiVersions ?? []).map(({ apiKey, ...range }) => [apiKey, range]));
  }
  throw new KafkaError(unsupportedVersion);
}
