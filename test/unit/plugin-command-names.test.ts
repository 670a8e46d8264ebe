// Doesn't prove: that the official plugin uses these names too; it holds the stand-in to what the npm SDK registers.
import { remote } from '@pulumi/command';
import * as pulumi from '@pulumi/pulumi';
import { beforeAll, expect, it } from 'vitest';
import { commandInputs, connectionFields } from '../../plugins/command/src/fields.ts';

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

it('gives every output of a Command that is no input which only the official plugin serves', () => {
  const unserved = ['environment', 'triggers'];
  const resource = new remote.Command('command', { connection: { host: 'host' } });
  const outputs = Object.keys(resource).filter((key) => pulumi.Output.isInstance(Reflect.get(resource, key)));
  expect(outputs.filter((key) => !['urn', 'id', ...unserved].includes(key)).sort()).toEqual(
    [...Object.keys(commandInputs), 'stderr', 'stdout'].sort(),
  );
});

it('knows the defaults that the SDK gives to a connection', async () => {
  const resource = new remote.Command('bare', { connection: { host: 'host' } });
  await new Promise((resolve) => resource.urn.apply(resolve));
  const bare = registered.get('command:remote:Command')?.['connection'] as { value: Record<string, unknown> };
  const defaults = Object.entries(connectionFields).flatMap(([name, field]) =>
    field.default === undefined ? [] : [[name, field.default] as const],
  );
  expect(bare.value).toEqual({ host: 'host', ...Object.fromEntries(defaults) });
});
