// Doesn't prove: that the engine sends what these tests send.
import { unknownValue } from '@pulumi/pulumi/runtime/rpc.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reveal, secret, type Props } from '../../plugins/shared/wire.ts';
import { commandType, connectionTo, newProvider, urnOf } from '../support/command-plugin.ts';
import { startSshServer, type SshServer } from '../support/ssh-server.ts';

const urn = urnOf(commandType, 'thing');
let server: SshServer;
let connection: Props;

beforeEach(async () => {
  server = await startSshServer({ acceptEnv: ['PULUMI_COMMAND_STDOUT', 'COLOUR'] });
  connection = connectionTo(server);
});
afterEach(async () => server.close());

describe('check and diff', () => {
  it('fills in the defaults of the connection and of its jump host, and makes it secret', async () => {
    const { provider } = newProvider();
    const checked = await provider.check(
      urn,
      {},
      {
        connection: { host: 'a', password: 'p', proxy: { host: 'b', port: 2222 } },
      },
    );
    expect(checked.failures).toEqual([]);
    expect(checked.inputs).toEqual({
      connection: secret({
        host: 'a',
        port: 22,
        user: 'root',
        dialErrorLimit: 10,
        perDialTimeout: 15,
        password: secret('p'),
        proxy: { host: 'b', port: 2222, user: 'root', dialErrorLimit: 10, perDialTimeout: 15 },
      }),
    });
  });

  it('keeps a dialErrorLimit and a perDialTimeout of 0', async () => {
    const { provider } = newProvider();
    const checked = await provider.check(
      urn,
      {},
      {
        connection: { host: 'a', dialErrorLimit: 0, perDialTimeout: 0 },
      },
    );
    expect(reveal(checked.inputs)).toMatchObject({ connection: { dialErrorLimit: 0, perDialTimeout: 0 } });
  });

  it('names every mistake by its path, and no value', async () => {
    const { provider } = newProvider();
    const { failures } = await provider.check(
      urn,
      {},
      {
        connection: { port: '22', privateKey: 'KEY', proxy: { user: 'x' } },
        create: 12,
        triggers: 'x',
      },
    );
    expect(failures?.map(({ reason }) => reason)).toEqual([
      "'connection.host' is required",
      "'connection.port' must be a number",
      "'connection.proxy.host' is required",
      "'create' must be a string",
      "'triggers' must be a list",
    ]);
    // With a property's name the engine would print that property's value.
    expect(failures?.map(({ property }) => property)).toEqual(['', '', '', '', '']);
  });

  it.each([
    ['a whole connection', { connection: unknownValue, create: 'x' }],
    ['a secret connection', { connection: secret(unknownValue), create: 'x' }],
    ['parts of it', { connection: { host: unknownValue, port: unknownValue, proxy: unknownValue } }],
    [
      'everything else',
      { connection: { host: 'a' }, stdin: unknownValue, triggers: [unknownValue], create: unknownValue },
    ],
  ])('accepts what a preview does not know yet: %s', async (_what, news) => {
    const { provider } = newProvider();
    expect((await provider.check(urn, {}, news)).failures).toEqual([]);
    expect(
      await provider.diff('id', urn, { triggers: ['a'], stdout: '' }, { ...news, triggers: [unknownValue] }),
    ).toEqual({
      replaces: ['triggers'],
    });
  });

  it('replaces for other triggers only, and leaves every other comparison to the engine', async () => {
    const { provider } = newProvider();
    const triggers = ['a', { b: [1, null] }, secret('c')];
    const olds = { connection, triggers, stdin: 'x', stdout: 'out' };
    expect(await provider.diff('id', urn, olds, { connection, triggers, stdin: 'y' })).toEqual({});
    const others = [...triggers.slice(0, 2), secret('d')];
    expect(await provider.diff('id', urn, olds, { connection, triggers: others })).toEqual({
      replaces: ['triggers'],
    });
    expect(await provider.diff('id', urn, olds, { connection })).toEqual({ replaces: ['triggers'] });
  });

  it('refuses what it does not serve, by name', async () => {
    const { provider } = newProvider();
    const local = urnOf('command:remote:CopyFile', 'x');
    const text =
      'command:remote:CopyFile is not served by the stand-in for the command plugin; install the official';
    await expect(provider.check(local, {}, {})).rejects.toThrow(text);
    await expect(provider.diff('id', local, {}, {})).rejects.toThrow(text);
    await expect(provider.delete('id', local, {})).rejects.toThrow(text);
    await expect(provider.invoke('command:local:run')).rejects.toThrow('command:local:run is not served');
  });
});
