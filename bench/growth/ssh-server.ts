// SSH for all simulated hosts: one server on every address, which asks the host of the address that a connection came to.
import { createServer, type Socket } from 'node:net';
import ssh2, { type Connection, type ServerChannel, type SFTPWrapper } from 'ssh2';
import { newSshKey, pinLine } from '../ssh-key.ts';
import { commandMark } from '../../ssh/login-words.ts';
import type { Said } from './simulated-host.ts';

const { Server, utils } = ssh2;
const { STATUS_CODE } = utils.sftp;

export interface Counted {
  /** Of SSH. */
  connections: number;
  /** Bytes that hosts got, archives included. */
  bytes: number;
}

export interface HostServer {
  /** The host key, as a line to pin. */
  hostKey: string;
  /** A private key that is let in. */
  clientKey: string;
  /** What came since the last call. */
  count(): Counted;
  close(): Promise<void>;
}

/**
 * Listens on port 22 of all addresses of this network namespace.
 * @param run what the host of an address makes of a command and of its standard input
 */
export async function serveHosts(
  run: (address: string, command: string, stdin: string) => Said,
): Promise<HostServer> {
  const [host, client] = [newSshKey(), newSshKey()];
  const sockets = new Set<Socket>();
  let counted: Counted = { connections: 0, bytes: 0 };
  // By the port that a connection comes from: the address that it goes to.
  const addresses = new Map<number, string>();
  const ssh = new Server({ hostKeys: [host.private] }, (connection, { port }) => {
    const address = addresses.get(port) ?? '';
    serve(connection, client.parsed.getPublicSSH(), (...asked) => run(address, ...asked));
  });
  const listener = createServer({ noDelay: true }, (socket) => {
    addresses.set(socket.remotePort ?? 0, (socket.localAddress ?? '').replace('::ffff:', ''));
    counted.connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    socket.on('close', () => (counted.bytes += socket.bytesRead));
    ssh.injectSocket(socket);
  });
  await new Promise<void>((resolve) => listener.listen(22, '0.0.0.0', resolve));
  return {
    hostKey: pinLine(host),
    clientKey: client.private,
    count: () => {
      const soFar = counted;
      counted = { connections: 0, bytes: 0 };
      return soFar;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}

function serve(connection: Connection, known: Buffer, run: (command: string, stdin: string) => Said): void {
  connection.on('error', () => undefined);
  connection.on('authentication', (attempt) => {
    if (attempt.method === 'publickey' && known.equals(attempt.key.data)) attempt.accept();
    else attempt.reject(['publickey']);
  });
  connection.on('session', (accept) => {
    const session = accept();
    session.on('exec', (open, _reject, { command }) => answer(open(), command, run));
    session.on('sftp', (open) => takeFiles(open()));
  });
}

const marked = `echo '${commandMark}'; `;

function answer(channel: ServerChannel, line: string, run: (command: string, stdin: string) => Said): void {
  channel.on('error', () => undefined);
  const command = line
    .replace(marked, '')
    .replace(/^env LC_ALL=C /, '')
    .replace(/ "\$SSH_CONNECTION"$/, '');
  if (line.startsWith(marked)) channel.write(`${commandMark}\n`);
  // The session by which a run watches a host: it lasts until the other side ends it.
  if (command.startsWith('echo open')) channel.write('open\n');
  const parts: Buffer[] = [];
  channel.on('data', (part: Buffer) => void parts.push(part));
  channel.on('end', () => {
    const { stdout, code } = run(command, Buffer.concat(parts).toString());
    channel.write(stdout);
    channel.exit(code);
    channel.end();
  });
}

/** Takes what is copied, and keeps nothing. */
function takeFiles(sftp: SFTPWrapper): void {
  sftp.on('error', () => undefined);
  // As sftp-server does, when the other side has no more to say.
  sftp.on('end', () => sftp.end());
  sftp.on('OPEN', (id: number) => sftp.handle(id, Buffer.from('0')));
  for (const done of ['WRITE', 'CLOSE'] as const)
    sftp.on(done, (id: number) => sftp.status(id, STATUS_CODE.OK));
}
