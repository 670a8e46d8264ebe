// Does not prove: ciphers, or what a client of an old Java can speak. Starts from any lab that is up; brings the dev stack up first.
import { beforeAll, describe, expect, test } from 'vitest';
import { clientDir } from '../../../config/host-paths.ts';
import { makeAuthority, makeIdentity } from '../../support/certificates.ts';
import { kafkajsArgv, serversFor } from '../../support/lab-clients.ts';
import { networkOf, onHost, runAt } from '../../support/lab-places.ts';
import { cluster, devStack, type DevStack, topic, up } from '../../support/lab-stack.ts';

const outside = 'kafkaclientmachine2';
const own = `${clientDir}/${cluster}`;
const stranger = '/run/fault-35';
const identity = (folder: string): string => `-cert ${folder}/keystore.pem -key ${folder}/keystore.pem`;

let dev: DevStack;
let servers: string[];
beforeAll(async () => {
  await up();
  dev = await devStack();
  servers = serversFor(dev, outside).split(',');
  const { key, certificate } = makeIdentity(makeAuthority('another CA'), outside);
  const pem = Buffer.from(`${key}${certificate}`).toString('base64');
  await onHost(outside, `umask 077; mkdir -p ${stranger}; base64 -d <<<'${pem}' >${stranger}/keystore.pem`);
});

interface Handshake {
  verified: boolean;
  /** What the server said against it. */
  alert: string | undefined;
}

/** A handshake of openssl's with every server; the session is kept for a moment, because TLS 1.3 refuses clients late. */
async function handshakes(options: string): Promise<Record<string, Handshake>> {
  const all: Record<string, Handshake> = {};
  for (const server of servers) {
    const name = server.split(':')[0] ?? '';
    const said = await onHost(
      outside,
      `(sleep 2; echo) | timeout 20 openssl s_client -connect ${server} -servername ${name} -CAfile ${own}/ca.pem \
         -verify_hostname ${name} -verify_return_error ${options} 2>&1 || true`,
    );
    all[server] = {
      verified: said.includes('Verify return code: 0 (ok)') && /New, TLSv1/.test(said),
      alert: /alert ([a-z0-9 ]+):/.exec(said)?.[1],
    };
  }
  return all;
}

const each = (expected: unknown): Record<string, unknown> =>
  Object.fromEntries(servers.map((server) => [server, expected]));
const welcome = { verified: true, alert: undefined };

describe('a listener that speaks TLS', () => {
  test.each(['-tls1_2', '-tls1_3'])(
    'lets in a client with a certificate of the cluster’s CA, by %s',
    async (version) => {
      expect(await handshakes(`${version} ${identity(own)}`)).toEqual(each(welcome));
    },
  );

  test.each([
    ['without a certificate, by TLS 1.2', '-tls1_2'],
    ['without a certificate, by TLS 1.3', '-tls1_3'],
    ['with a certificate of an unknown CA, by TLS 1.2', `-tls1_2 ${identity(stranger)}`],
    ['with a certificate of an unknown CA, by TLS 1.3', `-tls1_3 ${identity(stranger)}`],
    ['of TLS 1.1', `-tls1_1 -cipher DEFAULT@SECLEVEL=0 ${identity(own)}`],
    ['of TLS 1.0', `-tls1 -cipher DEFAULT@SECLEVEL=0 ${identity(own)}`],
  ])('refuses a client %s', async (_, options) => {
    expect(await handshakes(options)).toEqual(
      each(expect.objectContaining({ alert: expect.any(String) as string })),
    );
  });

  test('does not answer a client that speaks plain text', async () => {
    const argv = kafkajsArgv(undefined, 'partitions', servers.join(), topic, 'plain-');
    await expect(runAt(networkOf(outside), argv, { seconds: 60 })).rejects.toThrow(
      /broker: 'my-public-domain:1909\d'/,
    );
  });

  test('shows a certificate with exactly the names that the plan gives its broker', async () => {
    for (const [index, server] of servers.entries()) {
      const text = await onHost(
        outside,
        `timeout 20 openssl s_client -connect ${server} ${identity(own)} </dev/null 2>/dev/null | openssl x509 -noout -ext subjectAltName`,
      );
      const names = text
        .split('\n')
        .slice(1)
        .join('')
        .split(',')
        .map((name) => name.trim());
      expect(names.sort()).toEqual([
        `DNS:engine${index + 1}`,
        'DNS:my-public-domain',
        `IP Address:10.48.1.8${index + 1}`,
        'IP Address:203.0.113.98',
      ]);
    }
  });
});
