// A TLS handshake over a connection that is there already. Nothing is trusted by it: what was shown is told.
import type { Duplex } from 'node:stream';
import { checkServerIdentity, connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import { isIP } from 'node:net';
import { within } from '../../lib/deadline.ts';
import type { CertificateFacts } from '../facts.ts';

export interface TlsAccess {
  /** Certificates of the plan's CAs, PEM; undefined: none are known, and no certificate is vouched for. */
  authorities?: string;
  /** Key and certificate to show, PEM; undefined: none. A secret. */
  identity?: string;
}

export type Handshake =
  | { kind: 'done'; socket: TLSSocket; certificate: CertificateFacts }
  /** The other end turned us away in TLS itself. */
  | { kind: 'alert'; said: string }
  | { kind: 'closed'; said: string }
  | { kind: 'silent' };

/** What an error of TLS says, where it is an alert of the other end. */
export function alertIn(error: unknown): string | undefined {
  const { code = '', reason } = (error ?? {}) as { code?: string; reason?: string };
  return /ALERT/.test(code) ? (reason ?? code) : undefined;
}

export async function handshake(
  stream: Duplex,
  name: string,
  { authorities, identity }: TlsAccess,
  deadlineMs: number,
): Promise<Handshake> {
  const socket = connect({
    socket: stream,
    ...(isIP(name) === 0 && { servername: name }),
    ca: authorities ?? [],
    ...(identity !== undefined && { cert: identity, key: identity }),
    rejectUnauthorized: false,
    // Chain and name are two findings, so the name is looked at apart.
    checkServerIdentity: () => undefined,
  });
  const met = new Promise<Handshake>((resolve) => {
    socket.once('secureConnect', () => {
      resolve({ kind: 'done', socket, certificate: certificateOf(socket, name) });
    });
    socket.on('error', (error: Error) => {
      const alert = alertIn(error);
      resolve(alert === undefined ? { kind: 'closed', said: error.message } : { kind: 'alert', said: alert });
    });
    socket.once('close', () => resolve({ kind: 'closed', said: 'closed' }));
  });
  const result = await within(deadlineMs, met, { kind: 'silent' as const });
  if (result.kind !== 'done') socket.destroy();
  return result;
}

function certificateOf(socket: TLSSocket, name: string): CertificateFacts {
  const shown = socket.getPeerCertificate();
  const error = socket.authorizationError as unknown as string | null;
  return {
    subject: subjectText(shown),
    names: (shown.subjectaltname ?? '')
      .split(', ')
      .filter((entry) => entry !== '')
      .map((entry) => entry.replace(/^(DNS|IP Address):/, '')),
    coversName: checkServerIdentity(name, shown) === undefined,
    from: new Date(shown.valid_from).toISOString(),
    until: new Date(shown.valid_to).toISOString(),
    ...(!socket.authorized && { chain: error ?? 'UNKNOWN' }),
    protocol: socket.getProtocol() ?? 'TLS',
  };
}

function subjectText({ subject }: PeerCertificate): string {
  const fields = Object.entries((subject ?? {}) as unknown as Record<string, string | string[]>);
  return fields.map(([name, value]) => `${name}=${[value].flat().join('+')}`).join(', ') || 'no subject';
}
