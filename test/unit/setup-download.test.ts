// Proves downloads and their verification against a server on loopback; not that the real sites serve these names.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { download, DownloadRefused, publishedDigest, verifyDigest } from '../../setup/download.ts';
import { unpackFromApache, unpackOwn } from '../../setup/kafka-official.ts';
import { downloadPlugin, pluginArchive } from '../../setup/plugin-download.ts';
import { downloadPulumi, releaseArchive } from '../../setup/pulumi-download.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

vi.mock('../../lib/progress.ts', () => ({ say: () => {} }));

const temporary = temporaryFolder();
const files = new Map<string, Buffer | string>();
let server: Server;
let site = '';
let folder = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    const url = request.url ?? '';
    if (url === '/silent') return;
    if (url === '/stuck') return void response.writeHead(200).write('begins');
    const content = files.get(url);
    response.writeHead(content === undefined ? 404 : 200).end(content);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  files.clear();
  folder = mkdtempSync(join(temporary, 'case-'));
});

const digest = (algorithm: string, content: Buffer | string) =>
  createHash(algorithm).update(content).digest('hex');

/** A gzipped tar of the given files. */
function archiveOf(contents: Readonly<Record<string, string>>): Buffer {
  const root = mkdtempSync(join(temporary, 'tree-'));
  for (const [name, content] of Object.entries(contents)) {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), content, { mode: 0o755 });
  }
  const [top = '.'] = Object.keys(contents).map((name) => name.split('/')[0] ?? '.');
  return execFileSync('tar', ['-czf', '-', '-C', root, top]);
}

describe('a download', () => {
  it('saves what is served', async () => {
    files.set('/file', 'content');
    await download(`${site}/file`, join(folder, 'file'));
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('content');
  });

  it.each([
    ['is refused', '/none', /\/none: HTTP 404/],
    ['gets no answer', '/silent', /\/silent: no answer for 0\.05 s/],
    ['falls silent in the middle', '/stuck', /\/stuck: the server fell silent for 0\.05 s/],
  ])('says so when it %s', async (_, path, reason) => {
    const deadlines = { answer: path === '/silent' ? 50 : 5_000, silence: 50 };
    const attempt = download(`${site}${path}`, join(folder, 'file'), () => {}, deadlines);
    await expect(attempt).rejects.toThrow(reason);
    await expect(attempt).rejects.toBeInstanceOf(DownloadRefused);
  });

  it('says so when nobody listens', async () => {
    const closed = createServer();
    await new Promise<void>((listening) => closed.listen(0, '127.0.0.1', listening));
    const { port } = closed.address() as AddressInfo;
    await new Promise((done) => closed.close(done));
    await expect(download(`http://127.0.0.1:${port}/`, join(folder, 'file'))).rejects.toThrow(/ECONNREFUSED/);
  });
});

describe('published digests', () => {
  const sha256 = 'ab'.repeat(32);
  const sha512 = '0123456789abcdef'.repeat(8);

  it('are read from sha256sum lines, by the whole name', () => {
    const text = `${'cd'.repeat(32)}  other-x.tgz\n${sha256} *x.tgz\n`;
    expect(publishedDigest(text, 'x.tgz')).toBe(sha256);
  });

  it('are read from what gpg prints over several lines', () => {
    const groups = sha512.toUpperCase().match(/.{8}/g) ?? [];
    const text = `x.tgz: ${groups.slice(0, 6).join(' ')}\n       ${groups.slice(6).join(' ')}\n`;
    expect(publishedDigest(text, 'x.tgz')).toBe(sha512);
  });

  it.each(['', 'not found', `${sha256}  y.tgz`, 'x.tgz: ABCD', `y.tgz: ${sha512}`])(
    'are missed in %j',
    (text) => {
      expect(() => publishedDigest(text, 'x.tgz')).toThrow(DownloadRefused);
    },
  );

  it.each(['sha256', 'sha512'])('verify a file by %s, and refuse another content', async (algorithm) => {
    const file = join(folder, 'file');
    writeFileSync(file, 'content');
    await verifyDigest(file, digest(algorithm, 'content'));
    await expect(verifyDigest(file, digest(algorithm, 'other'))).rejects.toThrow(/damaged or changed/);
  });
});

describe('the official Pulumi tools', () => {
  const name = releaseArchive('3.259.0', process.platform, process.arch) ?? '';
  const publish = (archive: Buffer, sum = digest('sha256', archive)) => {
    files.set(`/${name}`, archive);
    files.set('/pulumi-3.259.0-checksums.txt', `${sum}  ${name}\n`);
  };
  const get = () => downloadPulumi('3.259.0', folder, () => {}, site);

  it('are unpacked when the digest is right', async () => {
    publish(archiveOf({ 'pulumi/pulumi': '#!/bin/sh\necho v3.259.0\n' }));
    expect(readFileSync(join(await get(), 'pulumi'), 'utf8')).toContain('v3.259.0');
  });

  it('are refused when it is wrong', async () => {
    publish(archiveOf({ 'pulumi/pulumi': '#!/bin/sh\n' }), 'ab'.repeat(32));
    await expect(get()).rejects.toThrow(/damaged or changed/);
  });

  it('are refused when they do not run here', async () => {
    publish(archiveOf({ 'pulumi/pulumi': '#!/bin/sh\nexit 1\n' }));
    await expect(get()).rejects.toThrow(/does not run on this machine/);
  });
});

it('an official plugin is unpacked when its digest is right, else refused', async () => {
  const plugin = { name: 'command', version: '1.2.1' };
  const name = pluginArchive(plugin, process.platform, process.arch) ?? '';
  const archive = archiveOf({ 'pulumi-resource-command': 'binary' });
  files.set(`/${name}`, archive);
  files.set('/pulumi-command_1.2.1_checksums.txt', `${digest('sha256', archive)}  ${name}\n`);
  const unpacked = await downloadPlugin(plugin, folder, () => {}, site);
  expect(readFileSync(join(unpacked, 'pulumi-resource-command'), 'utf8')).toBe('binary');
  files.set(`/${name}`, 'something else');
  const again = mkdtempSync(join(temporary, 'case-'));
  await expect(downloadPlugin(plugin, again, () => {}, site)).rejects.toThrow(/damaged or changed/);
});

describe('an official Kafka archive', () => {
  const top = 'kafka_2.13-3.9.2';
  const archive = () =>
    archiveOf({
      [`${top}/libs/kafka_2.13-3.9.2.jar`]: 'jar',
      [`${top}/LICENSE`]: 'licence',
      [`${top}/NOTICE`]: 'notice',
      [`${top}/bin/kafka-topics.sh`]: 'script',
    });
  const unpacked = () => execFileSync('find', ['.', '-type', 'f'], { cwd: folder, encoding: 'utf8' });

  it('gives its libs, licence and notice, and nothing else', async () => {
    const content = archive();
    const work = mkdtempSync(join(temporary, 'work-'));
    files.set(`/3.9.2/${top}.tgz`, content);
    files.set(`/3.9.2/${top}.tgz.sha512`, `${top}.tgz: ${digest('sha512', content).toUpperCase()}\n`);
    await unpackFromApache('3.9.2', folder, work, () => {}, site);
    expect(unpacked().trim().split('\n').sort()).toEqual(['./LICENSE', './NOTICE', `./libs/${top}.jar`]);
  });

  it('of the user is refused when the checksum beside it is another one’s', async () => {
    const own = join(mkdtempSync(join(temporary, 'own-')), `${top}.tgz`);
    writeFileSync(own, archive());
    writeFileSync(`${own}.sha512`, `${digest('sha512', 'other')}  ${top}.tgz\n`);
    await expect(unpackOwn(own, '3.9.2', folder)).rejects.toThrow(/damaged or changed/);
    expect(unpacked()).toBe('');
  });

  it('is not downloaded for a release that has nothing to verify it by', async () => {
    await expect(unpackFromApache('0.10.1.1', folder, folder, () => {}, site)).rejects.toThrow(/no SHA-512/);
  });
});
