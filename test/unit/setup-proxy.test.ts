// Proves that downloads go through a proxy on loopback; not that every make of proxy is understood.
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { download, DownloadRefused } from '../../setup/download.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const file = join(folder, 'file');
let site: Server;
let proxy: Server;
/** What the proxy was asked for, with the credentials that came along. */
let asked: string[] = [];

const listen = (server: Server) => new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
const portOf = (server: Server) => (server.address() as AddressInfo).port;

beforeAll(async () => {
  site = createServer((_, response) => response.end('content'));
  proxy = createServer();
  // Every name is the site's: only whoever asks the proxy gets there.
  proxy.on('connect', ({ url, headers }, client: Socket) => {
    asked.push([url, headers['proxy-authorization']].filter(Boolean).join(' '));
    const server = connect(portOf(site), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      server.pipe(client).pipe(server);
    });
    for (const end of [client, server]) end.on('error', () => [client, server].map((each) => each.destroy()));
  });
  // Plain HTTP is asked for by its whole address, without a tunnel.
  proxy.on('request', ({ url, headers }, response) => {
    asked.push([url, headers['proxy-authorization']].filter(Boolean).join(' '));
    response.end('content');
  });
  await Promise.all([site, proxy].map(listen));
});
afterAll(() => {
  for (const server of [site, proxy]) {
    server.closeAllConnections();
    server.close();
  }
});
const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'];
beforeEach(() => {
  asked = [];
  for (const name of names) vi.stubEnv(name, undefined);
});
afterEach(() => void vi.unstubAllEnvs());

describe('a download where a proxy is named', () => {
  it.each(['HTTP_PROXY', 'http_proxy'])('goes through it: %s', async (name) => {
    vi.stubEnv(name, `http://127.0.0.1:${portOf(proxy)}`);
    await download('http://site.invalid/file', file);
    expect(readFileSync(file, 'utf8')).toBe('content');
    expect(asked).toEqual(['http://site.invalid/file']);
  });

  it.each(['HTTPS_PROXY', 'https_proxy'])(
    'of https asks %s, and is refused by what the site says',
    async (name) => {
      vi.stubEnv(name, `http://127.0.0.1:${portOf(proxy)}`);
      // The site behind this proxy speaks no TLS.
      await expect(download('https://site.invalid/file', file)).rejects.toBeInstanceOf(DownloadRefused);
      expect(asked).toEqual(['site.invalid:443']);
    },
  );

  it('tells it the name and password of its address, and nobody else', async () => {
    vi.stubEnv('HTTP_PROXY', `http://ann:s3cret@127.0.0.1:${portOf(proxy)}`);
    await download('http://site.invalid/file', file);
    expect(asked).toEqual([`http://site.invalid/file Basic ${Buffer.from('ann:s3cret').toString('base64')}`]);
    vi.stubEnv('HTTP_PROXY', 'http://ann:s3cret@127.0.0.1:1');
    const refused = await download('http://site.invalid/file', file).catch((error: Error) => error.message);
    expect(refused).toMatch(/^http:\/\/site\.invalid\/file: .*127\.0\.0\.1:1/);
    expect(refused).not.toContain('s3cret');
  });

  it('goes past it to hosts that NO_PROXY lists', async () => {
    vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${portOf(proxy)}`);
    vi.stubEnv('NO_PROXY', 'localhost,127.0.0.1');
    await download(`http://127.0.0.1:${portOf(site)}/file`, file);
    expect(readFileSync(file, 'utf8')).toBe('content');
    expect(asked).toEqual([]);
  });
});
