// Proves a script's exchange with a server of openssl's on this machine, by TLS and in plain text; not that Kafka or ZooKeeper take it.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import type { Identity } from '../../templates/identity.ts';
import { makeAuthority, makeIdentity } from '../support/certificates.ts';
import { scriptHost } from '../support/script-host.ts';

const unit = 'kafka-cluster1-1';
const authority = makeAuthority('test CA');
const service = makeIdentity(authority, 'service', 'IP:127.0.0.1');

const host = scriptHost();
const ending: (() => void)[] = [];
afterEach(() => ending.splice(0).forEach((end) => end()));

/** Stores as kind-secrets.sh leaves them; the service hasn't started with them yet, so the link leads nowhere. */
function place({ key, certificate, authorities }: Identity): void {
  const tls = join(mkdtempSync(join(tmpdir(), 'kafka-proxied-talk-')), 'tls');
  const folder = join(tls, '0a');
  mkdirSync(folder, { recursive: true });
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const own = [
    '-inkey',
    file('key', key),
    '-in',
    file('crt', certificate),
    '-out',
    join(folder, 'keystore.p12'),
  ];
  const trusted = ['-nokeys', '-in', file('ca', authorities), '-out', join(folder, 'truststore.p12')];
  for (const args of [own, trusted])
    execFileSync('openssl', ['pkcs12', '-export', '-passout', 'pass:secret', ...args], { stdio: 'ignore' });
  const lines = ['keystore', 'truststore'].flatMap((store) => [
    `listener.name.internal.ssl.${store}.location=${tls}/current/${store}.p12`,
    `listener.name.internal.ssl.${store}.password=secret`,
  ]);
  host.write(`/etc/kafka-proxied/${unit}/secret.properties`, `# stores 0a\n${lines.join('\n')}\n`);
}

/** A server that answers each line backwards, and wants a certificate of the authority. */
async function tlsServer({ key, certificate }: Identity): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'kafka-proxied-talk-server-'));
  writeFileSync(join(folder, 'own'), `${key}${certificate}`);
  writeFileSync(join(folder, 'ca'), authority.certificate);
  const port = await freePort();
  const args = [
    's_server',
    '-accept',
    `127.0.0.1:${port}`,
    '-cert',
    'own',
    '-CAfile',
    'ca',
    '-Verify',
    '1',
    '-verify_return_error',
    '-rev',
  ];
  const server: ChildProcess = spawn('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  ending.push(() => server.kill());
  await new Promise((resolve) => server.stdout?.once('data', resolve));
  return port;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const ask = (endpoint: string): string =>
  host.shell(`printf 'abc\\n' | talk ${endpoint} | head -n 1 || true`).stdout;

describe('talk', () => {
  it('shows the certificate of a service of this host, and reads the answer', async () => {
    place(makeIdentity(authority, 'client'));
    expect(ask(`${unit}@127.0.0.1:${await tlsServer(service)}`)).toBe('cba\n');
  });

  it.each([
    ['has another name', makeIdentity(authority, 'service', 'IP:127.0.0.2')],
    ['comes from an unknown CA', makeIdentity(makeAuthority('another CA'), 'service', 'IP:127.0.0.1')],
  ])('says nothing to a server whose certificate %s', async (_, own) => {
    place(makeIdentity(authority, 'client'));
    expect(ask(`${unit}@127.0.0.1:${await tlsServer(own)}`)).toBe('');
  });

  it('speaks plain text where no unit is named', async () => {
    const server: Server = createServer((socket) =>
      socket.on('data', (data) => socket.end(`got ${String(data)}`)),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ending.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const shell = spawn('bash', ['-c', host.lines(`printf 'abc\\n' | talk 127.0.0.1:${port}`)]);
    let answer = '';
    shell.stdout.on('data', (data) => (answer += String(data)));
    await new Promise((resolve) => shell.on('close', resolve));
    expect(answer).toBe('got abc\n');
  });
});
