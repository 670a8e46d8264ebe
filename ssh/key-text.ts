// Kinds of keys that no login without questions can use, told by their text.
import type { LoginProblem } from './fault.ts';

interface Kind {
  pattern: RegExp;
  /** Follows the file's name. */
  what: string;
  fix: (file: string) => string;
}

const convert = (file: string): string => `ssh-keygen -p -N '' -f ${file}`;
const withAgent = (file: string): string =>
  `Add it to an ssh-agent and set agentSocket instead (\`ssh-agent -a SOCKET\`, \`ssh-add ${file}\`); or, if it may be stored without one, ${convert(file)}`;
const withoutSuffix = (file: string): string =>
  file.endsWith('.pub')
    ? `Name the private key: ${file.replace(/(-cert)?\.pub$/, '')}`
    : 'Name the private key beside it.';

/** What is no private key of OpenSSH's, in the order in which it is looked for. Text is read byte by byte. */
const strangers: readonly Kind[] = [
  {
    pattern: /^(\xff\xfe|\xfe\xff|\xef\xbb\xbf)/,
    what: 'begins with a byte order mark: an editor or a shell of Windows wrote it, and OpenSSH does not read such files',
    fix: () => 'Copy the original file as it is, or save it as plain ASCII.',
  },
  {
    pattern: /^PuTTY-User-Key-File-/,
    what: "is in PuTTY's format, which OpenSSH does not read",
    fix: (file) =>
      `puttygen ${file} -O private-openssh -o ${file.replace(/\.ppk$/, '')}.openssh, and name that.`,
  },
  {
    pattern: /^(ssh-|ecdsa-sha2-|sk-)\S*-cert-v01@openssh\.com /,
    what: 'is a certificate, not the private key that it is for',
    fix: withoutSuffix,
  },
  {
    pattern: /^((ssh-|ecdsa-sha2-|sk-)\S+ AAAA|---- BEGIN SSH2 PUBLIC KEY|-----BEGIN (RSA )?PUBLIC KEY)/,
    what: 'is a public key',
    fix: withoutSuffix,
  },
  {
    pattern: /^-----BEGIN CERTIFICATE/,
    what: 'is a certificate of TLS, not a private key for SSH',
    fix: () => 'Name a private key, or make one: `ssh-keygen -t ed25519`.',
  },
  {
    pattern:
      /^(SSH PRIVATE KEY FILE FORMAT 1\.1|---- BEGIN SSH2 ENCRYPTED PRIVATE KEY|-----BEGIN DSA PRIVATE KEY)/,
    what: 'is a key of an old format (SSH 1, DSA, or ssh.com), which OpenSSH no longer reads',
    fix: () => 'Make another: `ssh-keygen -t ed25519`.',
  },
];

/** What keeps OpenSSH from reading one. */
const flaws: readonly Kind[] = [
  {
    pattern: /\r\n/,
    what: 'has the line ends of Windows (CRLF), with which OpenSSH does not read it',
    fix: (file) => `sed -i 's/\\r$//' ${file}`,
  },
  {
    pattern: /-----END [A-Z ]*PRIVATE KEY-----$/,
    what: 'lacks the line end after its last line, so OpenSSH does not read it',
    fix: (file) => `echo >>${file}`,
  },
  {
    pattern: /^-----BEGIN ENCRYPTED PRIVATE KEY|^Proc-Type: 4,ENCRYPTED/m,
    what: 'has a passphrase, which kafka-proxied does not ask for',
    fix: withAgent,
  },
];

function faultIn(kinds: readonly Kind[], file: string, text: string): LoginProblem | undefined {
  const kind = kinds.find(({ pattern }) => pattern.test(text));
  return kind && { reason: `${file} ${kind.what}.`, fix: kind.fix(file) };
}

/** A file that is something else than a private key of OpenSSH's. */
export function describeStranger(file: string, text: string): LoginProblem | undefined {
  return faultIn(strangers, file, text);
}

/**
 * A file that OpenSSH could not read.
 * @param said its own last words
 */
export function describeKeyText(file: string, text: string, said: string): LoginProblem {
  const flaw = faultIn(flaws, file, text);
  if (flaw) return flaw;
  if (/incorrect passphrase|passphrase/i.test(said))
    return {
      reason: `${file} has a passphrase, which kafka-proxied does not ask for.`,
      fix: withAgent(file),
    };
  const own = said.replace(/^Load key "[^"]*": /, '');
  return text.includes('PRIVATE KEY-----')
    ? { reason: `${file} is damaged, or cut off: OpenSSH can't read it (${own}).`, fix: 'Copy it anew.' }
    : {
        reason: `${file} is not a private key that OpenSSH reads (${own}).`,
        fix: 'Name a private key, or make one: `ssh-keygen -t ed25519`.',
      };
}

/** A file that OpenSSH reads, by the public key that it printed: kinds that servers refuse, or that ask for a touch. */
export function describePublicKey(file: string, line: string): LoginProblem | undefined {
  const kind = line.split(' ')[0] ?? '';
  if (kind === 'ssh-dss')
    return {
      reason: `${file} is a DSA key, which no current sshd accepts.`,
      fix: 'Make another: `ssh-keygen -t ed25519`.',
    };
  if (kind.startsWith('sk-'))
    return {
      reason: `${file} is the handle of a security key, which must be touched for each login; kafka-proxied makes several logins at once.`,
      fix: 'Make a key without one for this user: `ssh-keygen -t ed25519`.',
    };
  return undefined;
}
