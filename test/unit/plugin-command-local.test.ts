// Does not prove: what the official plugin does; its sources at 1.2.1 (provider/pkg/provider/local) say what is expected here.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { always, create, newProvider, patience, update, urnOf } from '../support/command-plugin.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { secret } from '../../plugins/shared/wire.ts';

const type = 'command:local:Command';
const folder = temporaryFolder();

describe('a local command', () => {
  it('runs by sh with its stdin, and keeps both outputs without their last line end', async () => {
    const { provider, logged } = newProvider();
    const inputs = { create: 'cat; echo said >&2', stdin: 'one\ntwo\n', ...always };
    const { id, outs } = await create(provider, inputs, type);
    expect(id).toMatch(/^thing[0-9a-f]{8}$/);
    expect(outs).toEqual({ ...inputs, stdout: 'one\ntwo', stderr: 'said' });
    expect(logged.map(({ message }) => message)).toEqual(['said']);
  });

  it('updates by update, or by create; with neither the outputs stay; deletes by what is recorded', async () => {
    const { provider } = newProvider();
    const olds = { create: 'echo a', stdout: 'a', stderr: '' };
    expect(await update(provider, olds, { create: 'echo b', update: 'echo c' }, type)).toMatchObject({
      stdout: 'c',
    });
    expect(await update(provider, olds, { create: 'echo b' }, type)).toMatchObject({ stdout: 'b' });
    expect(await update(provider, olds, { delete: 'true' }, type)).toMatchObject({ stdout: 'a' });
    const file = join(folder, 'deleted');
    await provider.delete('id', urnOf(type, 'thing'), { delete: `cat >${file}`, stdin: 'recorded' });
    expect(readFileSync(file, 'utf8')).toBe('recorded');
    await provider.delete('id', urnOf(type, 'thing'), { create: 'false' });
  });

  it('fails with its status, text and output, or with the signal that ended it', async () => {
    const { provider } = newProvider();
    await expect(create(provider, { create: 'echo out; echo why >&2; exit 3' }, type)).rejects.toThrow(
      /^exit status 3: running "echo out; echo why >&2; exit 3":\n(out\nwhy|why\nout)\n$/,
    );
    await expect(create(provider, { create: 'kill -KILL $$' }, type)).rejects.toThrow(
      /^signal: SIGKILL: running/,
    );
  });

  it('hides the output of a command that was given a secret', async () => {
    const { provider } = newProvider();
    const { outs } = await create(provider, { create: 'cat', stdin: secret('hush') }, type);
    expect(outs).toMatchObject({ stdout: secret('hush'), stderr: secret('') });
  });

  it('is killed by a cancel', async () => {
    const { provider, logged } = newProvider();
    const running = create(provider, { create: 'echo begun >&2; exec sleep 600' }, type);
    running.catch(() => {});
    await expect.poll(() => logged.length, patience).toBe(1);
    await provider.cancel();
    await expect(running).rejects.toThrow(/^context canceled: running/);
  });

  it('is killed when the plugin breaks, with the reason', async () => {
    const { provider, logged } = newProvider();
    const running = create(provider, { create: 'echo begun >&2; exec sleep 600' }, type);
    running.catch(() => {});
    await expect.poll(() => logged.length, patience).toBe(1);
    provider.abort(new Error('a bug'));
    await expect(running).rejects.toThrow('a bug');
  });

  it('takes a stdin that nobody reads', async () => {
    const { provider } = newProvider();
    const { outs } = await create(provider, { create: 'echo done', stdin: 'x'.repeat(1_000_000) }, type);
    expect(outs).toMatchObject({ stdout: 'done' });
  });
});
