// Doesn't prove: speed, nor that other SFTP servers than this small one behave the same.
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Props } from '../../plugins/shared/wire.ts';
import {
  connectionTo,
  copyType,
  create,
  fileAsset,
  newProvider,
  patience,
  update,
  urnOf,
} from '../support/command-plugin.ts';
import { startSshServer, type SshServer } from '../support/ssh-server.ts';

let server: SshServer;
let connection: Props;
let local: string;
let remote: string;

beforeEach(async () => {
  server = await startSshServer();
  connection = connectionTo(server);
  local = mkdtempSync(join(tmpdir(), 'copy-local-'));
  remote = mkdtempSync(join(tmpdir(), 'copy-remote-'));
});
afterEach(async () => {
  await server.close();
  for (const folder of [local, remote]) rmSync(folder, { recursive: true });
});

function localFile(name: string, content: string | Buffer): string {
  const path = join(local, name);
  writeFileSync(path, content);
  return path;
}

const remoteText = (...path: string[]): string => readFileSync(join(remote, ...path), 'utf8');

async function copy(source: Props, remotePath: string): Promise<{ id: string; outs: Props }> {
  return create(newProvider().provider, { connection, source, remotePath }, copyType);
}

describe('files', () => {
  it.each([0, 1, 32 * 1024, 32 * 1024 + 1, 5_000_000])('copies %i bytes as they are', async (size) => {
    const content = randomBytes(size);
    const source = fileAsset(localFile('archive', content), 'h');
    const { id, outs } = await copy(source, join(remote, 'archive'));
    expect(id).toMatch(/^[0-9a-f]{8}$/);
    expect(outs).toMatchObject({ source, remotePath: join(remote, 'archive') });
    const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
    expect(digest(readFileSync(join(remote, 'archive')))).toBe(digest(content));
  });

  it('goes over a file, longer or not', async () => {
    writeFileSync(join(remote, 'over'), 'much longer than the new one');
    await copy(fileAsset(localFile('name', 'short'), 'h'), join(remote, 'over'));
    expect(remoteText('over')).toBe('short');
  });

  it('closes its connection, also after a failure', async () => {
    const source = fileAsset(localFile('name', 'x'), 'h');
    await copy(source, join(remote, 'x'));
    await expect(copy(source, '/proc/nowhere/x')).rejects.toThrow('/proc/nowhere');
    await server.idle();
    expect(server.seen.connections).toBe(2);
    expect(server.open()).toBe(0);
  });

  it('fails when the local file is not there any more', async () => {
    await expect(copy(fileAsset(join(local, 'gone'), 'h'), join(remote, 'x'))).rejects.toThrow(
      join(local, 'gone'),
    );
  });

  it('fails when the connection is cut in the middle', async () => {
    const path = localFile('big', '');
    truncateSync(path, 4_000_000_000);
    const copying = copy(fileAsset(path, 'h'), join(remote, 'big'));
    copying.catch(() => {});
    await expect.poll(() => readFileSync(join(remote, 'big')).length, patience).toBeGreaterThan(0);
    server.cut();
    await expect(copying).rejects.toThrow('was cut');
  });
});

describe('changes', () => {
  it('copies again for other content or another path, and for nothing else', async () => {
    const { provider } = newProvider();
    const olds: Props = {
      connection,
      source: fileAsset(localFile('x', 'x'), 'h1'),
      remotePath: join(remote, 'x'),
    };
    await update(provider, olds, { ...olds, connection: connectionTo(server, { user: 'other' }) }, copyType);
    expect(server.seen.connections).toBe(0);
    await update(provider, olds, { ...olds, source: fileAsset(localFile('y', 'y'), 'h2') }, copyType);
    await update(provider, olds, { ...olds, remotePath: join(remote, 'z') }, copyType);
    expect([remoteText('x'), remoteText('z')]).toEqual(['y', 'x']);
  });

  it('deletes nothing', async () => {
    const outs = (await copy(fileAsset(localFile('x', 'x'), 'h'), join(remote, 'x'))).outs;
    await newProvider().provider.delete('id', urnOf(copyType, 'thing'), outs);
    expect(remoteText('x')).toBe('x');
    expect(server.seen.connections).toBe(1);
  });

  it('refuses a source that is none', async () => {
    const check = async (source: unknown): Promise<unknown> =>
      (await newProvider().provider.check(urnOf(copyType, 'x'), {}, { connection, source, remotePath: '/x' }))
        .failures;
    const refused = [
      {
        property: '',
        reason: expect.stringContaining("'source' must be a FileAsset; anything else") as string,
      },
    ];
    expect(await check('/a/path')).toEqual(refused);
    expect(await check({ ...fileAsset('', 'h'), path: undefined, text: 'x' })).toEqual(refused);
  });
});
