// Doesn't prove: that the engine sends what these tests send.
import { unknownValue } from '@pulumi/pulumi/runtime/rpc.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reveal, secret, type Props } from '../../plugins/shared/wire.ts';
import {
  always,
  commandType,
  connectionTo,
  copyType,
  newProvider,
  urnOf,
} from '../support/command-plugin.ts';
import { startSshServer, type SshServer } from '../support/ssh-server.ts';

const urn = urnOf(commandType, 'thing');
const copy = urnOf(copyType, 'thing');
let server: SshServer;
let connection: Props;

beforeEach(async () => {
  server = await startSshServer();
  connection = connectionTo(server);
});
afterEach(async () => server.close());

describe('check and diff', () => {
  it('fills in the defaults of the connection, and makes it secret', async () => {
    const { provider } = newProvider();
    const checked = await provider.check(
      urn,
      {},
      {
        ...always,
        connection: { host: 'a', hostKey: 'k', privateKey: 'p' },
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
        hostKey: 'k',
        privateKey: secret('p'),
      }),
      ...always,
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
        logging: 'stdout',
      },
    );
    expect(failures?.map(({ reason }) => reason)).toEqual([
      "'addPreviousOutputInEnv' is required",
      "'create' must be a string",
      "'logging' must be stderr; anything else is served by the official plugin only",
      "'connection.host' is required",
      "'connection.hostKey' is required",
      "'connection.port' must be a number",
      "'connection.proxy' is served by the official plugin only, not by this stand-in",
    ]);
    // With a property's name the engine would print that property's value.
    expect(failures?.map(({ property }) => property)).toEqual(Array(7).fill(''));
  });

  it.each([
    ['a whole connection', { connection: unknownValue, create: 'x' }],
    ['a secret connection', { connection: secret(unknownValue), create: 'x' }],
    ['parts of it', { connection: { host: unknownValue, hostKey: unknownValue, port: unknownValue } }],
    [
      'everything else',
      { connection: { host: 'a', hostKey: 'k' }, stdin: unknownValue, create: unknownValue },
    ],
  ])('accepts what a preview does not know yet: %s', async (_what, news) => {
    const { provider } = newProvider();
    expect((await provider.check(urn, {}, { ...always, ...news })).failures).toEqual([]);
  });

  it('replaces for other triggers only, and leaves every other comparison to the engine', async () => {
    const { provider } = newProvider();
    const triggers = ['a', { b: [1, null] }, secret('c')];
    const olds = { connection, triggers, stdin: 'x', stdout: 'out' };
    expect(await provider.diff('id', copy, olds, { connection, triggers, stdin: 'y' })).toEqual({});
    const others = [...triggers.slice(0, 2), secret('d')];
    expect(await provider.diff('id', copy, olds, { connection, triggers: others })).toEqual({
      replaces: ['triggers'],
    });
    expect(await provider.diff('id', copy, olds, { connection, triggers: [unknownValue] })).toEqual({
      replaces: ['triggers'],
    });
    expect(await provider.diff('id', copy, olds, { connection })).toEqual({ replaces: ['triggers'] });
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
