// Servers on the loopback that take connections and then do one thing, and no more.
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Identity } from '../../templates/identity.ts';

export interface FakeServer {
  port: number;
  /** Connections that came. */
  met: () => number;
  close: () => Promise<void>;
}

async function listening(server: Server, sockets: Set<Socket>, met: () => number): Promise<FakeServer> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    met,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** @param serve what happens to each connection */
export function startServer(serve: (socket: Socket) => void): Promise<FakeServer> {
  const sockets = new Set<Socket>();
  let count = 0;
  const server = createServer((socket) => {
    count += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    serve(socket);
  });
  return listening(server, sockets, () => count);
}

/** The same behind TLS. @param trusted certificates of clients that are let in; undefined: anybody is */
export function startTlsServer(
  { key, certificate }: Identity,
  serve: (socket: Socket) => void,
  trusted?: string,
): Promise<FakeServer> {
  const sockets = new Set<Socket>();
  let count = 0;
  const options = {
    ...{ key, cert: certificate },
    ...(trusted !== undefined && { ca: trusted, requestCert: true, rejectUnauthorized: true }),
  };
  const server = createTlsServer(options, (socket) => {
    socket.on('error', () => undefined);
    serve(socket);
  });
  server.on('connection', (socket: Socket) => {
    count += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  server.on('tlsClientError', () => undefined);
  return listening(server, sockets, () => count);
}

/** A port on which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = await startServer(() => undefined);
  await server.close();
  return server.port;
}
