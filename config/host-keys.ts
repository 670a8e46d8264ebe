// ed25519 host keys: as a pin in the config, as a public key file, and in OpenSSH's known_hosts.
import { createHmac } from 'node:crypto';
import type { Reading } from './schema/leaf.ts';

const wanted = 'ssh-ed25519';
const howToGet =
  'Read it on the host from /etc/ssh/ssh_host_ed25519_key.pub, or by `ssh-keyscan -t ed25519 HOST` over a network you trust.';

/**
 * Reads a public key as OpenSSH writes it, with or without a comment; gives `ssh-ed25519 AAAA…`.
 * Other kinds are refused: pins of RSA keys fail in the SSH client of Pulumi's command provider.
 */
export function readHostKey(text: string): Reading<string> {
  const [kind = '', body = ''] = text.trim().split(/[ \t]+/);
  if (/^(ssh-rsa|ssh-dss|ecdsa-|sk-|rsa-sha2)/.test(kind)) {
    return {
      reason: `This is a host key of kind ${kind}; only ed25519 pins are checked reliably.`,
      fix: howToGet,
    };
  }
  if (/[\r\n]/.test(text.trim()) || kind !== wanted || !isEd25519(body)) {
    return { reason: 'This is not an ed25519 host key (`ssh-ed25519 AAAA…`).', fix: howToGet };
  }
  return { value: `${wanted} ${body}` };
}

/** The wire format: two length-prefixed strings, the kind and 32 bytes of key. */
function isEd25519(body: string): boolean {
  const bytes = Buffer.from(body, 'base64');
  const kind = Buffer.from(wanted);
  return (
    bytes.toString('base64') === body &&
    bytes.length === 4 + kind.length + 4 + 32 &&
    bytes.readUInt32BE(0) === kind.length &&
    bytes.subarray(4, 4 + kind.length).equals(kind) &&
    bytes.readUInt32BE(4 + kind.length) === 32
  );
}

/**
 * Looks a host up in the text of a known_hosts file, plain or hashed entries.
 * @param names under which the host may be listed, the first that has an ed25519 key decides
 * @param port of its sshd: other than 22, entries read `[name]:port`
 */
export function findKnownHost(knownHosts: string, names: readonly string[], port: number): Reading<string> {
  const entries = knownHosts.split('\n').flatMap(readEntry);
  const otherKinds = new Set<string>();
  for (const name of names) {
    const written = port === 22 ? [name, `[${name}]:22`] : [`[${name}]:${port}`];
    const matches = entries.filter((entry) => written.some((form) => entry.covers(form)));
    const keys = new Set(matches.filter(({ key }) => key.startsWith(`${wanted} `)).map(({ key }) => key));
    if (keys.size > 1)
      return { reason: `The file has ${keys.size} different ed25519 keys for ${name}.`, fix: howToGet };
    for (const key of keys) return checkedAgainstRevoked(key, name, matches);
    for (const { key } of matches) otherKinds.add(key.split(' ')[0] ?? '');
  }
  const listed = names.map((name) => (port === 22 ? name : `[${name}]:${port}`)).join(', ');
  return otherKinds.size > 0
    ? {
        reason: `The file has only ${[...otherKinds].join(', ')} for ${listed}; an ed25519 key is needed.`,
        fix: howToGet,
      }
    : { reason: `The file has no key for ${listed}.`, fix: howToGet };
}

interface KnownHost {
  covers: (name: string) => boolean;
  key: string;
  revoked: boolean;
}

function checkedAgainstRevoked(key: string, name: string, entries: KnownHost[]): Reading<string> {
  if (entries.some((entry) => entry.revoked && entry.key === key)) {
    return {
      reason: `The file marks this key of ${name} as revoked.`,
      fix: 'Give the host a new key and list the new one.',
    };
  }
  return readHostKey(key);
}

/** Certificate authorities are left out: the SSH client of the command provider pins keys, not authorities. */
function readEntry(line: string): KnownHost[] {
  const fields = line.trim().split(/[ \t]+/);
  if (fields[0] === undefined || fields[0] === '' || fields[0].startsWith('#')) return [];
  const revoked = fields[0] === '@revoked';
  if (fields[0].startsWith('@')) {
    if (!revoked) return [];
    fields.shift();
  }
  const [patterns, kind, body] = fields;
  if (patterns === undefined || kind === undefined || body === undefined) return [];
  return [{ key: `${kind} ${body}`, revoked, covers: (name) => listCovers(patterns, name) }];
}

function listCovers(patterns: string, name: string): boolean {
  if (patterns.startsWith('|1|')) {
    const [salt = '', hash = ''] = patterns.slice(3).split('|');
    return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
  }
  return patterns.split(',').includes(name);
}
