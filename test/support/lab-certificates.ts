// Certificates as brokers of the lab show them to an outside client.
import { X509Certificate } from 'node:crypto';
import { clientKeyFiles } from '../../templates/keys.ts';
import { clientDir } from '../../config/host-paths.ts';
import { serversFor } from './lab-clients.ts';
import { deployedWithSecrets, plain } from './lab-deployed.ts';
import { onHost } from './lab-places.ts';
import { cluster, type DevStack } from './lab-stack.ts';

/** The client that looks. */
export const outside = 'kafkaclientmachine2';
const own = `${clientDir}/${cluster}`;

export interface Shown {
  serial: string;
  /** DNS names and addresses, sorted. */
  names: string[];
  issuer: string;
  end: Date;
  /** Whether the client trusts it, under the name by which it connects. */
  verified: boolean;
}

/** What the broker at `name:port` shows to a new connection of the client, which shows its own. */
async function shownAt(server: string): Promise<Shown> {
  const name = server.split(':')[0] ?? '';
  const identity = `${own}/${clientKeyFiles.identity}`;
  const said = await onHost(
    outside,
    `(sleep 1; echo) | timeout 20 openssl s_client -connect ${server} -servername ${name} -verify_hostname ${name} \
       -CAfile ${own}/${clientKeyFiles.authorities} -cert ${identity} -key ${identity} 2>&1 || true`,
  );
  const [pem = ''] = /-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/.exec(said) ?? [];
  const { serialNumber, subjectAltName = '', issuer, validTo } = new X509Certificate(pem);
  return {
    serial: serialNumber,
    names: subjectAltName.split(', ').sort(),
    issuer: /CN=(.*)/.exec(issuer)?.[1] ?? '',
    end: new Date(validTo),
    verified: said.includes('Verify return code: 0 (ok)') && !/alert/.test(said),
  };
}

/** What every broker of the cluster shows, in the order of their ids. */
export async function shownByBrokers(dev: DevStack): Promise<Shown[]> {
  const all: Shown[] = [];
  for (const server of serversFor(dev, outside).split(',')) all.push(await shownAt(server));
  return all;
}

/** What of the keys of a stack must not show, by the resource that made it: a line of each private key; passwords. */
export async function keySecrets(dev: DevStack): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const { urn, outputs = {} } of await deployedWithSecrets(dev)) {
    const made = [
      ...[outputs['privateKeyPem'], outputs['privateKeyPemPkcs8']].flatMap((pem) => lineOf(pem, 0)),
      ...(outputs['algorithm'] === 'ED25519' ? lineOf(outputs['privateKeyOpenssh'], openSshKeyLine) : []),
    ];
    const password = urn.includes('RandomPassword') ? [plain(outputs['result'])] : [];
    const secrets = urn.includes('PrivateKey') ? made : password;
    if (secrets.length > 0) found[urn.split('::').at(-1) ?? urn] = secrets;
  }
  return found;
}

/** One line of a key's body; in most formats the first holds the begin of the key itself. */
function lineOf(pem: unknown, index: number): string[] {
  const line = pem === undefined ? '' : plain(pem).split('\n')[1 + index];
  return line ? [line] : [];
}

/** An ed25519 key begins at byte 161 of OpenSSH's format, after the public one: in the fourth line of 64 or 70 characters. */
const openSshKeyLine = 3;

/** Mode, owner and place of everything of ours that has to do with certificates on a host. */
export async function certificateFiles(name: string): Promise<string[]> {
  const look = `find /etc/kafka-proxied /run/kafka-proxied \\( -path '*/tls' -o -path '*/tls/*' -o -name '*.pem' -o -name authorities \
    -o -name stores -o -name secret.properties \\) -printf '%m %u:%g %p\\n' | sed -E 's,/tls/[0-9a-f]{16},/tls/HASH,' | sort -u`;
  return (await onHost(name, look)).split('\n');
}
