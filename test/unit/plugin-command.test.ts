// Doesn't prove: that the engine sends what these tests send, nor how real sshd behaves; only a `pulumi up` does.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isSecret, reveal, secret, type Props } from '../../plugins/shared/wire.ts';
import {
  commandType,
  connectionTo,
  create,
  newProvider,
  patience,
  update,
  urnOf,
} from '../support/command-plugin.ts';
import { startSshServer, type SshServer } from '../support/ssh-server.ts';

const urn = urnOf(commandType, 'thing');
let server: SshServer;
let connection: Props;

beforeEach(async () => {
  server = await startSshServer();
  connection = connectionTo(server);
});
afterEach(async () => server.close());

describe('create', () => {
  it('runs the text with stdin, and keeps both outputs without their last line end', async () => {
    const { provider } = newProvider();
    const { id, outs } = await create(provider, {
      connection,
      create: 'cat; echo; echo to-stderr >&2',
      stdin: 'a\nb\n',
    });
    expect(id).toMatch(/^thing[0-9a-f]{8}$/);
    expect(outs).toMatchObject({ stdout: 'a\nb\n', stderr: 'to-stderr', stdin: 'a\nb\n' });
  });

  it('connects to no host where there is no text', async () => {
    const { provider } = newProvider();
    const { outs } = await create(provider, { connection, delete: 'true' });
    expect(outs).toMatchObject({ stdout: '', stderr: '' });
    expect(server.seen.connections).toBe(0);
  });

  it('fails with exit code, text and all output', async () => {
    const { provider } = newProvider();
    const text = 'echo some "output"; sleep 0.1; echo and errors >&2; exit 3';
    await expect(create(provider, { connection, create: text })).rejects.toThrow(
      `Process exited with status 3: running ${JSON.stringify(text)}:\nsome output\nand errors\n`,
    );
  });

  it('names the signal that ended the command', async () => {
    const { provider } = newProvider();
    await expect(create(provider, { connection, create: 'kill -9 $$' })).rejects.toThrow(
      'Process exited with status 137 from signal KILL: running',
    );
  });

  it('takes a large stdin, and succeeds where the command reads none of it', async () => {
    const { provider } = newProvider();
    const stdin = 'x'.repeat(4_000_000);
    expect((await create(provider, { connection, create: 'wc -c', stdin })).outs['stdout']).toBe('4000000');
    expect((await create(provider, { connection, create: 'true', stdin })).outs['stdout']).toBe('');
  });

  it('leaves no connection open, after success and after failure', async () => {
    const { provider } = newProvider();
    await create(provider, { connection, create: 'true' });
    await expect(create(provider, { connection, create: 'false' })).rejects.toThrow('status 1');
    await server.idle();
    expect(server.seen.connections).toBe(2);
    expect(server.open()).toBe(0);
  });
});

describe('update', () => {
  const olds: Props = { stdout: 'before', stderr: '' };

  it('runs update, or create where there is none', async () => {
    const { provider } = newProvider();
    const both = await update(provider, olds, { connection, create: 'echo created', update: 'echo updated' });
    expect(both['stdout']).toBe('updated');
    const one = await update(provider, olds, { connection, create: 'echo created' });
    expect(one['stdout']).toBe('created');
  });

  it('keeps the old outputs where there is neither', async () => {
    const { provider } = newProvider();
    const outs = await update(provider, olds, { connection, delete: 'true' });
    expect(outs).toMatchObject({ ...olds, delete: 'true' });
    expect(server.seen.connections).toBe(0);
  });
});

describe('delete', () => {
  it('runs the recorded text on the recorded connection, and nothing where there is none', async () => {
    const { provider } = newProvider();
    await provider.delete('id', urn, {
      connection: secret(connection),
      create: 'true',
      stdout: '',
      stderr: '',
    });
    expect(server.seen.connections).toBe(0);
    await provider.delete('id', urn, { connection: secret(connection), delete: 'echo bye', stdin: 'x' });
    expect(server.seen.commands).toEqual(['echo bye']);
  });

  it('fails when its text does', async () => {
    const { provider } = newProvider();
    await expect(provider.delete('id', urn, { connection, delete: 'echo no; exit 4' })).rejects.toThrow(
      'Process exited with status 4: running "echo no; exit 4":\nno\n',
    );
  });
});

describe('secrets', () => {
  it('unwraps a secret stdin for the command, and wraps it and both outputs again', async () => {
    const { provider } = newProvider();
    const { outs } = await create(provider, { connection, create: 'cat', stdin: secret('pass') });
    for (const name of ['connection', 'stdin', 'stdout', 'stderr'])
      expect(isSecret(outs[name]), name).toBe(true);
    expect(reveal(outs['stdout'])).toBe('pass');
  });

  it('leaves outputs plain where only the connection is secret', async () => {
    const { provider } = newProvider();
    const { outs } = await create(provider, { connection: secret(connection), create: 'echo x' });
    expect(outs['stdout']).toBe('x');
  });

  it('shows no secret text in an error', async () => {
    const { provider } = newProvider();
    const failing = create(provider, { connection, create: secret('exit 5 # pass') });
    await expect(failing).rejects.toThrow('Process exited with status 5: running [secret create]');
    await expect(failing).rejects.not.toThrow('pass');
  });
});

describe('logging', () => {
  it('shows what is said on stderr, as lines about the resource', async () => {
    const { provider, logged } = newProvider();
    await create(provider, { connection, create: 'echo out; echo err >&2' });
    expect(logged).toEqual([{ urn, message: 'err' }]);
  });

  it('shows a line as it comes, before the command has ended', async () => {
    const { provider, logged } = newProvider();
    let release = (): void => {};
    const own = await startSshServer({
      onCommand: (channel) => {
        channel.stderr.write('first line\nsecond');
        release = () => {
          channel.exit(0);
          channel.close();
        };
      },
    });
    const running = create(provider, { connection: connectionTo(own), create: 'x' });
    await expect.poll(() => logged.map(({ message }) => message), patience).toEqual(['first line']);
    release();
    expect((await running).outs['stderr']).toBe('first line\nsecond');
    expect(logged.map(({ message }) => message)).toEqual(['first line', 'second']);
    await own.close();
  });

  it('shortens a line of any length in the log, not in the output', async () => {
    const { provider, logged } = newProvider();
    const { outs } = await create(provider, {
      connection,
      create: "head -c 300000 /dev/zero | tr '\\0' x >&2; echo >&2; echo next >&2",
    });
    expect((outs['stderr'] as string).length).toBe(300_000 + '\nnext'.length);
    expect(logged.map(({ message }) => message.length)).toEqual([4097, 4]);
  });
});
