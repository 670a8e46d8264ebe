// An SSH server inside the test's process, on the loopback: real shells, real files, and faults on demand.
import { spawn } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import ssh2, {
  type AuthContext,
  type Connection,
  type ServerChannel,
  type Session,
  type SFTPWrapper,
} from 'ssh2';
import { newSshKey } from '../../bench/ssh-key.ts';

const { Server, utils } = ssh2;
const { STATUS_CODE, flagsToString } = utils.sftp;

export interface SshServerOptions {
  /** Does something else than running the command in a shell. */
  onCommand?: (channel: ServerChannel, command: string) => void;
  /** Host keys in OpenSSH's format. Default: a new ed25519 one. */
  hostKeys?: string[];
}

export interface SshServer {
  readonly host: string;
  readonly port: number;
  /** The first host key, as a line to pin. */
  readonly hostKey: string;
  /** A private key that is let in. */
  readonly clientKey: string;
  /** What happened: TCP connections, refused and accepted logins, commands, channels to elsewhere. */
  readonly seen: {
    connections: number;
    logins: number;
    refusals: number;
    commands: string[];
    forwards: string[];
  };
  /** TCP connections that are open now. */
  open(): number;
  /** Resolves when the last open connection is closed. */
  idle(): Promise<void>;
  /** Cuts every connection. */
  cut(): void;
  close(): Promise<void>;
}

export async function startSshServer(options: SshServerOptions = {}): Promise<SshServer> {
  const client = newSshKey();
  const hostKeys = options.hostKeys ?? [newSshKey().private];
  const seen: SshServer['seen'] = { connections: 0, logins: 0, refusals: 0, commands: [], forwards: [] };
  const sockets = new Set<Socket>();
  const ssh = new Server({ hostKeys }, (connection) => serve(connection, options, client.public, seen));
  // A listener of our own, so that the raw connections can be counted and cut.
  const listener = createServer({ noDelay: true }, (socket) => {
    seen.connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    ssh.injectSocket(socket);
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const first = utils.parseKey(hostKeys[0] ?? '');
  if (first instanceof Error) throw first;
  return {
    host: '127.0.0.1',
    port: (listener.address() as AddressInfo).port,
    hostKey: `${first.type} ${first.getPublicSSH().toString('base64')}`,
    clientKey: client.private,
    seen,
    open: () => sockets.size,
    idle: async () => {
      const [socket] = sockets;
      if (socket) await new Promise((resolve) => socket.once('close', resolve));
    },
    cut: () => sockets.forEach((socket) => socket.destroy()),
    close: async () => {
      sockets.forEach((socket) => socket.destroy());
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}

function serve(
  connection: Connection,
  options: SshServerOptions,
  clientKey: string,
  seen: SshServer['seen'],
): void {
  connection.on('error', () => {});
  connection.on('authentication', (attempt) => {
    if (letIn(attempt, clientKey)) return attempt.accept();
    if (attempt.method !== 'none') seen.refusals++;
    attempt.reject(['publickey']);
  });
  connection.on('ready', () => seen.logins++);
  connection.on('session', (accept) => serveSession(accept(), options, seen));
  connection.on('tcpip', (accept, _reject, info) => {
    seen.forwards.push(`${info.destIP}:${info.destPort}`);
    const channel = accept();
    const socket = connect(info.destPort, info.destIP);
    socket.on('error', () => channel.close());
    channel.on('error', () => socket.destroy());
    channel.on('close', () => socket.destroy());
    socket.pipe(channel).pipe(socket);
  });
}

function letIn(attempt: AuthContext, clientKey: string): boolean {
  if (attempt.method !== 'publickey') return false;
  const allowed = utils.parseKey(clientKey);
  if (allowed instanceof Error || !allowed.getPublicSSH().equals(attempt.key.data)) return false;
  // A query without a signature asks whether the key would do.
  if (!attempt.signature || !attempt.blob) return true;
  return allowed.verify(attempt.blob, attempt.signature, attempt.hashAlgo) === true;
}

function serveSession(session: Session, options: SshServerOptions, seen: SshServer['seen']): void {
  session.on('exec', (accept, _reject, { command }) => {
    seen.commands.push(command);
    const channel = accept();
    channel.on('error', () => {});
    if (options.onCommand) options.onCommand(channel, command);
    else runInShell(channel, command);
  });
  session.on('sftp', (accept) => serveFiles(accept()));
}

function runInShell(channel: ServerChannel, command: string): void {
  const child = spawn('sh', ['-c', command], { env: { PATH: process.env['PATH'] ?? '' } });
  child.stdin.on('error', () => {});
  channel.pipe(child.stdin);
  child.stdout.pipe(channel, { end: false });
  child.stderr.pipe(channel.stderr, { end: false });
  channel.on('close', () => child.kill('SIGKILL'));
  child.on('close', (code, signal) => {
    if (signal) channel.exit(signal.replace('SIG', ''));
    else channel.exit(code ?? 1);
    channel.close();
  });
}

/** As much of an SFTP server as a copy needs. */
function serveFiles(sftp: SFTPWrapper): void {
  const files = new Map<string, number>();
  const attempt = (id: number, work: () => void): void => {
    try {
      work();
    } catch (error) {
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      sftp.status(id, missing ? STATUS_CODE.NO_SUCH_FILE : STATUS_CODE.FAILURE);
    }
  };
  const done = (id: number, work: () => void): void =>
    attempt(id, () => {
      work();
      sftp.status(id, STATUS_CODE.OK);
    });
  const fileOf = (handle: Buffer): number => files.get(handle.toString()) ?? -1;
  sftp.on('error', () => {});
  sftp.on('OPEN', (id: number, path: string, flags: number) =>
    attempt(id, () => {
      const file = openSync(path, flagsToString(flags) ?? 'r');
      files.set(String(file), file);
      sftp.handle(id, Buffer.from(String(file)));
    }),
  );
  sftp.on('WRITE', (id: number, handle: Buffer, offset: number, data: Buffer) =>
    done(id, () => writeSync(fileOf(handle), data, 0, data.length, offset)),
  );
  sftp.on('CLOSE', (id: number, handle: Buffer) => done(id, () => closeSync(fileOf(handle))));
}
