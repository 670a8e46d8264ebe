// Connects to an endpoint that is open: as the plan says, and, where that is not understood, otherwise.
import type { Duplex } from 'node:stream';
import {
  type Authentication,
  type ListenerSecurity,
  type Transport,
  usesTls,
} from '../../config/listener-security.ts';
import type { Service } from '../../config/plan/types.ts';
import type { CoordinationKind } from '../../config/topology.ts';
import { within } from '../../lib/deadline.ts';
import { messageOf } from '../../lib/message.ts';
import { Forbidden } from '../../ssh/client.ts';
import type { BrokerResponse, ServiceResponse } from '../facts.ts';
import { isCoordinator } from './coordination.ts';
import { KafkaSession } from './kafka.ts';
import { subjectOf } from './principal.ts';
import { alertIn, handshake, type TlsAccess } from './tls.ts';

export interface ConnectTarget {
  service: Service;
  /** What the plan has it speak. */
  security: ListenerSecurity;
  /** By which the client knows it. */
  name: string;
  tls: TlsAccess;
  /** Of a broker: topics that must be there. */
  topics?: readonly string[];
  /** A new connection to it; throws where none comes about. */
  open: () => Promise<Duplex>;
}

export interface ConnectResult {
  /** Undefined: no connection could be opened. */
  response?: ServiceResponse;
  /** Of a broker that answered: still open. */
  session?: KafkaSession;
  /** Why no connection will ever be opened for us. */
  forbidden?: string;
}

/** Milliseconds for a handshake, and for each answer: the first TLS connections of a busy broker take seconds. */
export const answerMs = 5_000;
/** For all that is said at one endpoint. */
const conversationMs = 8_000;

export function connect(endpoint: ConnectTarget, patienceMs = answerMs): Promise<ConnectResult> {
  return within(conversationMs, connectEitherWay(endpoint, patienceMs), { response: { kind: 'silent' } });
}

async function connectEitherWay(endpoint: ConnectTarget, patienceMs: number): Promise<ConnectResult> {
  const { transport } = endpoint.security;
  const first = await attempt(endpoint, transport, patienceMs);
  if (first.response?.kind !== 'closed') return first;
  // A listener ends what it does not understand, so the other transport tells.
  const other = await attempt(endpoint, usesTls({ transport }) ? 'plain' : 'tls', patienceMs);
  return other.response?.kind === 'answered' && other.response.stranger === undefined ? other : first;
}

async function attempt(
  endpoint: ConnectTarget,
  transport: Transport,
  patienceMs: number,
): Promise<ConnectResult> {
  let stream: Duplex;
  try {
    stream = await endpoint.open();
  } catch (error) {
    if (error instanceof Forbidden) return { forbidden: error.message };
    return { response: { kind: 'closed', said: messageOf(error) } };
  }
  if (!usesTls({ transport })) return converse(endpoint, stream, { kind: 'answered', transport }, patienceMs);
  const met = await handshake(stream, endpoint.name, endpoint.tls, patienceMs);
  switch (met.kind) {
    case 'done': {
      const { certificate, socket } = met;
      const offered = subjectOf(endpoint.tls.identity);
      const answered: Answered = {
        ...{ kind: 'answered', transport, certificate },
        ...(offered !== undefined && { offered }),
      };
      return converse(endpoint, socket, answered, patienceMs);
    }
    case 'alert':
      return { response: { kind: 'answered', transport, alert: met.said } };
    case 'closed':
    case 'silent':
      return { response: met };
  }
}

type Answered = Extract<ServiceResponse, { kind: 'answered' }>;

/** The words of the service itself, once the way to it stands. */
function converse(
  endpoint: ConnectTarget,
  stream: Duplex,
  answered: Answered,
  patienceMs: number,
): Promise<ConnectResult> {
  return endpoint.service.kind === 'broker'
    ? askBroker(endpoint, stream, answered, patienceMs)
    : askCoordinator(endpoint.service.kind, stream, answered, patienceMs);
}

/** What a client says first to a broker, so that it is known. TLS itself shows certificates. */
const introductions: Record<Authentication, (session: KafkaSession) => Promise<void>> = {
  none: () => Promise.resolve(),
  optionalCertificate: () => Promise.resolve(),
  clientCertificate: () => Promise.resolve(),
};

async function askBroker(
  { service: { id }, security, topics = [] }: ConnectTarget,
  stream: Duplex,
  answered: Answered,
  patienceMs: number,
): Promise<ConnectResult> {
  const heard = listenTo(stream);
  try {
    const session = await KafkaSession.over(stream, patienceMs);
    await introductions[security.authentication](session);
    const [own, told] = [await session.identity(id), await session.metadata(topics)];
    const refused = [...own.refused, ...(told.refused ?? [])];
    const broker: BrokerResponse = {
      ...told,
      ...(own.id !== undefined && { id: own.id }),
      ...(refused.length > 0 && { refused }),
    };
    return { response: { ...answered, broker }, session };
  } catch (error) {
    stream.destroy();
    return { response: failed(answered, heard, error) };
  }
}

async function askCoordinator(
  kind: CoordinationKind,
  stream: Duplex,
  answered: Answered,
  patienceMs: number,
): Promise<ConnectResult> {
  const heard = listenTo(stream);
  if (await isCoordinator(kind, stream, heard, patienceMs)) return { response: answered };
  return { response: failed(answered, heard, heard.error) };
}

interface Heard {
  bytes: Buffer;
  error: unknown;
  ended: boolean;
  text: () => string;
}

/** Most of what is kept of an answer. */
const keptBytes = 200;

/** Keeps how an answer begins, and how it ends. */
function listenTo(stream: Duplex): Heard {
  const heard: Heard = {
    bytes: Buffer.alloc(0),
    error: undefined,
    ended: false,
    text: () => heard.bytes.toString('latin1'),
  };
  stream.on('data', (chunk: Buffer) => {
    if (heard.bytes.length < keptBytes)
      heard.bytes = Buffer.concat([heard.bytes, chunk]).subarray(0, keptBytes);
  });
  stream.on('error', (error) => (heard.error ??= error));
  const end = (): void => void (heard.ended = true);
  stream.once('end', end);
  stream.once('close', end);
  return heard;
}

/** A TLS alert in plain sight: record type 21, version 3.x. */
function isAlert({ bytes }: Heard): boolean {
  return bytes[0] === 21 && bytes[1] === 3;
}

function failed(answered: Answered, heard: Heard, error: unknown): ServiceResponse {
  const alert = alertIn(heard.error) ?? alertIn(error);
  if (alert !== undefined) return { ...answered, alert };
  if (isAlert(heard)) return { kind: 'closed', said: 'it answers plain text with a TLS alert' };
  if (heard.bytes.length > 0) return { ...answered, stranger: printable(heard.text()) };
  // Behind a handshake, a connection that ends without a word is how some servers turn a client away.
  if (heard.error !== undefined || heard.ended) return { kind: 'closed', said: messageOf(heard.error ?? '') };
  return { kind: 'silent' };
}

function printable(text: string): string {
  const [line = ''] = text.split(/[\r\n]/);
  return JSON.stringify(line.replace(/[^\x20-\x7e]/g, '.').slice(0, 80));
}
