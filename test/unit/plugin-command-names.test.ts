// Doesn't prove: that the official plugin uses these names too; it holds the stand-in to what the npm SDK registers.
import { remote } from '@pulumi/command';
import * as pulumi from '@pulumi/pulumi';
import { beforeAll, expect, it } from 'vitest';
import {
  commandInputs,
  commandResults,
  connectionShapes,
  copyInputs,
} from '../../plugins/command/src/shapes.ts';

const registered = new Map<string, Record<string, unknown>>();

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      registered.set(type, inputs as Record<string, unknown>);
      return { id: name, state: inputs as Record<string, unknown> };
    },
    call: () => ({}),
  });
});

const hop = {
  agentSocketPath: '/agent',
  dialErrorLimit: 0,
  host: 'host',
  hostKey: 'ssh-ed25519 AAAA',
  password: 'p',
  perDialTimeout: 1,
  port: 1,
  privateKey: 'k',
  privateKeyPassword: 'kp',
  user: 'u',
};
const connection = { ...hop, proxy: hop };

type Known<Args> = Record<keyof Args, unknown>;

it('knows every input of a Command, and every output', async () => {
  const args: remote.CommandArgs & Known<remote.CommandArgs> = {
    addPreviousOutputInEnv: true,
    connection,
    create: 'c',
    delete: 'd',
    environment: { A: 'b' },
    logging: 'stderr',
    stdin: 's',
    triggers: ['t'],
    update: 'u',
  };
  const resource = new remote.Command('command', args);
  await new Promise((resolve) => resource.urn.apply(resolve));
  const inputs = registered.get('command:remote:Command') ?? {};
  expect(Object.keys(inputs).sort()).toEqual(Object.keys(commandInputs));
  const outputs = Object.keys(resource).filter((key) => pulumi.Output.isInstance(Reflect.get(resource, key)));
  expect(outputs.filter((key) => !['urn', 'id'].includes(key)).sort()).toEqual(
    [...Object.keys(commandInputs), ...commandResults].sort(),
  );
});

it('knows every input of a CopyToRemote', async () => {
  const args: remote.CopyToRemoteArgs & Known<remote.CopyToRemoteArgs> = {
    connection,
    remotePath: '/p',
    source: new pulumi.asset.StringAsset('x'),
    triggers: ['t'],
  };
  const resource = new remote.CopyToRemote('copy', args);
  await new Promise((resolve) => resource.urn.apply(resolve));
  expect(Object.keys(registered.get('command:remote:CopyToRemote') ?? {}).sort()).toEqual(
    Object.keys(copyInputs),
  );
});

it('knows every field of a connection, and the defaults that the SDK gives', async () => {
  const resource = new remote.Command('bare', { connection: { host: 'host', proxy: { host: 'jump' } } });
  await new Promise((resolve) => resource.urn.apply(resolve));
  const bare = registered.get('command:remote:Command')?.['connection'] as { value: Record<string, unknown> };
  const defaults = (shape: Record<string, { default?: unknown }>): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(shape).flatMap(([name, field]) =>
        field.default === undefined ? [] : [[name, field.default]],
      ),
    );
  expect(bare.value).toEqual({
    host: 'host',
    ...defaults(connectionShapes.connection),
    proxy: { host: 'jump', ...defaults(connectionShapes.proxy) },
  });
  expect(Object.keys(connection).sort()).toEqual(Object.keys(connectionShapes.connection).sort());
  expect(Object.keys(hop).sort()).toEqual(Object.keys(connectionShapes.proxy).sort());
});
