// Doesn't prove: how OpenSSH itself fails, nor that a link cut without a word is noticed (that takes a minute).
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { afterEach, describe, expect, it } from 'vitest';
import type { CommandProvider } from '../../plugins/command/src/provider.ts';
import type { Props } from '../../plugins/shared/wire.ts';
import { connectionTo, create, newProvider, patience } from '../support/command-plugin.ts';
import { startSshServer, type SshServer, type SshServerOptions } from '../support/ssh-server.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function sshServer(options: SshServerOptions = {}): Promise<SshServer> {
  const server = await startSshServer(options);
  closing.push(() => server.close());
  return server;
}

/** A TCP server that is no SSH server. */
async function tcpServer(onConnection: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

/** A real ssh-agent that holds the key. @returns its socket */
async function agentWith(key: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'plugin-agent-'));
  const socket = join(folder, 'socket');
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
  closing.push(() => {
    agent.kill();
    rmSync(folder, { recursive: true });
  });
  await expect.poll(() => existsSync(socket), patience).toBe(true);
  execFileSync('ssh-add', ['-q', '-'], { input: key, env: { ...process.env, SSH_AUTH_SOCK: socket } });
  return socket;
}

const rsaKey = ssh2.utils.generateKeyPairSync('rsa', { bits: 2048 }).public;

const run = async (connection: Props, more: Props = {}): Promise<unknown> =>
  create(newProvider().provider, { connection, create: 'cat', stdin: 'payload', ...more });

describe('host keys', () => {
  it('sends nothing to a host that shows another key', async () => {
    const server = await sshServer();
    const { hostKey } = await sshServer();
    await expect(run(connectionTo(server, { hostKey }))).rejects.toThrow(
      /cannot connect to operator@127\.0\.0\.1:\d+ after 1 attempt: host key mismatch/,
    );
    expect(server.seen).toMatchObject({ connections: 1, logins: 0, refusals: 0, commands: [] });
  });

  it.each(['nonsense', 'ssh-ed25519 AAAA', '', rsaKey])(
    'refuses the pin %j before any connection',
    async (hostKey) => {
      const server = await sshServer();
      await expect(run(connectionTo(server, { hostKey }))).rejects.toThrow(
        'failed to parse the host key pinned for',
      );
      expect(server.seen.connections).toBe(0);
    },
  );
});

describe('logins', () => {
  it('makes dialErrorLimit + 1 attempts, and says so', async () => {
    const server = await sshServer();
    const { clientKey } = await sshServer();
    const { provider, logged } = newProvider();
    const connection = connectionTo(server, { privateKey: clientKey, dialErrorLimit: 2 });
    await expect(create(provider, { connection, create: 'x' })).rejects.toThrow(
      /after 3 attempts: unable to authenticate/,
    );
    expect(server.seen).toMatchObject({ connections: 3, refusals: 3 });
    expect(logged.map(({ message }) => message)).toEqual([
      expect.stringContaining('attempt 1 of 3'),
      expect.stringContaining('attempt 2 of 3'),
    ]);
  });

  it('gets in at a later attempt', async () => {
    const server = await sshServer();
    let refused = 0;
    const port = await tcpServer((socket) => {
      if (++refused <= 2) socket.destroy();
      else forwardTo(server, socket);
    });
    await run(connectionTo(server, { port, dialErrorLimit: 2 }));
    expect(refused).toBe(3);
  });

  it('reports a key that is none, without showing it or connecting', async () => {
    const server = await sshServer();
    const failing = run(connectionTo(server, { privateKey: 'not a key at all' }));
    await expect(failing).rejects.toThrow('cannot read the privateKey for operator@127.0.0.1');
    await expect(failing).rejects.not.toThrow('not a key at all');
    expect(server.seen.connections).toBe(0);
  });

  it('reports an agent that is gone, without connecting', async () => {
    const server = await sshServer();
    const agentSocketPath = join(tmpdir(), 'no-such-agent', 'socket');
    const { privateKey: _key, ...connection } = connectionTo(server, { agentSocketPath, dialErrorLimit: 10 });
    await expect(run(connection)).rejects.toThrow(`the SSH agent at ${agentSocketPath} does not answer`);
    expect(server.seen.connections).toBe(0);
  });
});

describe('an agent', () => {
  it('is asked for the key where none is given', async () => {
    const server = await sshServer();
    const agentSocketPath = await agentWith(server.clientKey);
    const { privateKey: _key, ...connection } = connectionTo(server, { agentSocketPath });
    await run(connection);
    expect(server.seen).toMatchObject({ logins: 1, commands: ['cat'] });
  });

  it('or a key must be named', async () => {
    const server = await sshServer();
    const { privateKey: _key, ...connection } = connectionTo(server);
    await expect(run(connection)).rejects.toThrow('has no privateKey and no agentSocketPath');
    expect(server.seen.connections).toBe(0);
  });
});

describe('hosts that fail', () => {
  it('gives up on one that accepts and stays silent after perDialTimeout', async () => {
    const server = await sshServer();
    const port = await tcpServer(() => {});
    await expect(run(connectionTo(server, { port, perDialTimeout: 1 }))).rejects.toThrow(
      'no login within perDialTimeout (1 s): the host is unreachable, or accepts and stays silent',
    );
  });

  it('reports one that refuses', async () => {
    const server = await sshServer();
    const connection = connectionTo(server);
    await server.close();
    closing.length = 0;
    await expect(run(connection)).rejects.toThrow('ECONNREFUSED');
  });

  it('reports one that speaks no SSH', async () => {
    const server = await sshServer();
    const port = await tcpServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await expect(run(connectionTo(server, { port }))).rejects.toThrow('cannot connect to operator@');
  });

  it('fails with what was printed when the connection is cut in the middle of a command', async () => {
    const server = await sshServer({ onCommand: (channel) => channel.stderr.write('half way\n') });
    const { provider, logged } = newProvider();
    const running = create(provider, { connection: connectionTo(server), create: 'work' });
    running.catch(() => {});
    await expect.poll(() => logged.length, patience).toBe(1);
    server.cut();
    await expect(running).rejects.toThrow(
      /was cut.* \(the command may still run there\): running "work":\nhalf way\n$/,
    );
  });

  it('fails when the command ends without a status', async () => {
    const server = await sshServer({ onCommand: (channel) => channel.close() });
    await expect(run(connectionTo(server))).rejects.toThrow('ended without an exit status');
  });
});

describe('the end from outside', () => {
  /** A command that has begun, one that waits for its next attempt, one whose host is silent; and the first one's end. */
  async function inProgress(): Promise<{
    provider: CommandProvider;
    begun: Promise<unknown>;
    waiting: Promise<unknown>;
    silent: Promise<unknown>;
    finish: () => void;
  }> {
    let finish = (): void => {};
    const server = await sshServer({
      onCommand: (channel) => {
        channel.stderr.write('begun\n');
        finish = () => {
          channel.exit(0);
          channel.close();
        };
      },
    });
    const { provider, logged } = newProvider();
    const refusing = await tcpServer((socket) => socket.destroy());
    const mute = await tcpServer(() => {});
    const start = (more: Props): Promise<unknown> => {
      const result = create(provider, { connection: connectionTo(server, more), create: 'work' });
      result.catch(() => {});
      return result;
    };
    const begun = start({});
    const waiting = start({ port: refusing, dialErrorLimit: 10_000 });
    const silent = start({ port: mute, perDialTimeout: 0 });
    await expect.poll(() => logged.map(({ message }) => message), patience).toContain('begun');
    await expect
      .poll(() => logged.some(({ message }) => message.includes('attempt 2 of 10001')), patience)
      .toBe(true);
    return { provider, begun, waiting, silent, finish: () => finish() };
  }

  it('cancel: ends attempts to connect, waits for what has begun, and stops nothing that comes later', async () => {
    const { provider, begun, waiting, silent, finish } = await inProgress();
    await provider.cancel();
    await expect(waiting).rejects.toThrow('cancelled before it was begun');
    await expect(silent).rejects.toThrow('cancelled before it was begun');
    finish();
    expect(await begun).toMatchObject({ outs: { stderr: 'begun' } });
    const later = await sshServer();
    await create(provider, { connection: connectionTo(later), create: 'true' });
    expect(later.seen.commands).toEqual(['true']);
  });

  it('a bug: fails everything in progress', async () => {
    const { provider, begun, waiting, silent } = await inProgress();
    provider.abort(new Error('a bug'));
    for (const each of [begun, waiting, silent]) await expect(each).rejects.toThrow('a bug');
  });
});

function forwardTo(server: SshServer, socket: Socket): void {
  const onward = connect(server.port, server.host);
  onward.on('error', () => socket.destroy());
  socket.pipe(onward).pipe(socket);
}
