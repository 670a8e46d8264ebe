// Doesn't prove: that the engine starts it so; it proves that the bundle is one file that starts, and ends by itself.
import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { executableOf } from '../../setup/plugin-list.ts';
import { bundleStandIn } from '../../setup/plugin-stand-in.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
let engine: Server;
let plugin: ChildProcess | undefined;

beforeEach(async () => {
  engine = createServer((socket) => socket.on('error', () => {}));
  await new Promise<void>((resolve) => engine.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  plugin?.kill('SIGKILL');
  engine.close();
});

/** Starts the plugin; resolves with its first line. */
async function start(executable: string, stdin: 'pipe' | 'ignore'): Promise<string> {
  const { port } = engine.address() as AddressInfo;
  const stdio: StdioOptions = [stdin, 'pipe', 'ignore'];
  plugin = spawn(executable, ['--logtostderr', '-v=3', `127.0.0.1:${port}`], {
    stdio,
    cwd: folder,
  });
  const [bytes] = (await once(plugin.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  return bytes.toString();
}

describe.each(['command', 'random', 'tls'])('the plugin %s', (name) => {
  const wanted = { name, version: '1.0.0' };
  const executable = join(folder, name, executableOf(wanted));
  beforeAll(() => bundleStandIn(wanted, join(folder, name)));

  it(
    'says its port first, and ends when the engine closes its end of the pipe',
    { timeout: 60_000 },
    async () => {
      expect(await start(executable, 'pipe')).toMatch(/^\d+\n$/);
      const ended = once(plugin as ChildProcess, 'exit');
      plugin?.stdin?.end();
      expect((await ended)[0]).toBe(1);
    },
  );

  it(
    'stays where stdin is no pipe, and ends when nothing listens at the engine’s address',
    { timeout: 60_000 },
    async () => {
      expect(await start(executable, 'ignore')).toMatch(/^\d+\n$/);
      // It looks every other second: the first look finds the engine there.
      const [look] = (await once(engine, 'connection')) as unknown[];
      expect(look).toBeDefined();
      expect(plugin?.exitCode).toBeNull();
      const ended = once(plugin as ChildProcess, 'exit');
      engine.close();
      expect((await ended)[0]).toBe(1);
    },
  );
});
