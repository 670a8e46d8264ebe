// Proves what is said of keys and agents that can't be used, with OpenSSH's own tools here; other versions may read more.
import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keysIn } from '../../ssh/agent.ts';
import { describeKeyText, describePublicKey } from '../../ssh/key-text.ts';
import { loginKeyFault, loginKeyProblems } from '../../ssh/login-keys.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);
const closing: (() => void)[] = [];
afterAll(() => {
  for (const close of closing) close();
});

function put(name: string, text: string, mode = 0o600): string {
  writeFileSync(at(name), text);
  chmodSync(at(name), mode);
  return at(name);
}

function generate(name: string, ...args: string[]): string {
  execFileSync('ssh-keygen', ['-q', ...args, '-f', at(name)], { stdio: 'ignore' });
  return at(name);
}

let key: string;
let text: string;
beforeAll(() => {
  key = generate('id_ed25519', '-t', 'ed25519', '-N', '');
  text = readFileSync(key, 'utf8');
  execFileSync('ssh-keygen', ['-q', '-s', key, '-I', 'somebody', `${key}.pub`], { stdio: 'ignore' });
});

const reasonOf = async (place: string): Promise<string | undefined> =>
  (await loginKeyFault({ kind: 'privateKeyFile', place }))?.reason;

describe('a private key file', () => {
  it('that OpenSSH reads without a question can be used', async () => {
    expect(await reasonOf(key)).toBeUndefined();
    expect(await reasonOf(generate('pem', '-t', 'rsa', '-b', '2048', '-m', 'PEM', '-N', ''))).toBeUndefined();
    // Not the format of all, and read all the same.
    expect(
      await reasonOf(put('crlf-pem', readFileSync(at('pem'), 'utf8').replaceAll('\n', '\r\n'))),
    ).toBeUndefined();
  });

  it('that others may read is named with the mode', async () => {
    expect(await loginKeyFault({ kind: 'privateKeyFile', place: put('open', text, 0o644) })).toEqual({
      reason: `${at('open')} can be read by others (mode 644), so OpenSSH does not use it.`,
      fix: `chmod 600 ${at('open')}`,
    });
  });

  it.each([
    [
      'with the line ends of Windows',
      () => text.replaceAll('\n', '\r\n'),
      'has the line ends of Windows (CRLF)',
    ],
    ['without its last line end', () => text.trimEnd(), 'lacks the line end after its last line'],
    ['with a byte order mark', () => `\uFEFF${text}`, 'begins with a byte order mark'],
    ['that was cut off', () => `${text.slice(0, 200)}\n`, 'is damaged, or cut off'],
    ["of PuTTY's", () => 'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n', "is in PuTTY's format"],
    ['of SSH 1', () => 'SSH PRIVATE KEY FILE FORMAT 1.1\n\0', 'is a key of an old format'],
    ['of DSA', () => '-----BEGIN DSA PRIVATE KEY-----\nAAAA\n', 'is a key of an old format'],
    ['that is a certificate of TLS', () => '-----BEGIN CERTIFICATE-----\nAAAA\n', 'is a certificate of TLS'],
    ['that is something else', () => 'hello\n', 'is not a private key that OpenSSH reads'],
    ['that is empty', () => '', 'is empty'],
    ['that is no key for its size', () => 'x'.repeat(70_000), 'is too large for a private key'],
  ])('%s is named', async (name, content, reason) => {
    const file = put(name.replaceAll(/\W/g, '-'), content());
    expect(await reasonOf(file)).toContain(`${file} ${reason}`);
  });

  it('with a passphrase is for an agent', async () => {
    const formats = [
      ['encrypted'],
      ['encrypted-pem', '-m', 'PEM'],
      ['encrypted-pkcs8', '-m', 'PKCS8'],
    ] as const;
    for (const [name, ...format] of formats) {
      const type = name === 'encrypted' ? ['-t', 'ed25519'] : ['-t', 'rsa', '-b', '2048'];
      const file = generate(name, ...type, ...format, '-N', 'a passphrase');
      const fault = await loginKeyFault({ kind: 'privateKeyFile', place: file });
      expect(fault?.reason).toBe(`${file} has a passphrase, which kafka-proxied does not ask for.`);
      expect(fault?.fix).toContain(`\`ssh-add ${file}\``);
    }
  });

  it('is not the public one, whose name gives the private one', async () => {
    const publicKey = { reason: `${key}.pub is a public key.`, fix: `Name the private key: ${key}` };
    expect(await loginKeyFault({ kind: 'privateKeyFile', place: `${key}.pub` })).toEqual(publicKey);
    const certificate = `${key}-cert.pub is a certificate, not the private key that it is for.`;
    expect(await loginKeyFault({ kind: 'privateKeyFile', place: `${key}-cert.pub` })).toEqual({
      reason: certificate,
      fix: `Name the private key: ${key}`,
    });
  });

  it('is a file, and there', async () => {
    mkdirSync(at('folder'));
    expect(await reasonOf(at('folder'))).toBe(`${at('folder')} is a folder, not a private key file.`);
    expect(await reasonOf(at('none'))).toBe(`There is no file ${at('none')}.`);
    expect(await reasonOf(join(key, 'below'))).toBe(`There is no file ${join(key, 'below')}.`);
  });

  it('is of a kind that servers take without a touch', () => {
    expect(describePublicKey('k', 'ssh-dss AAAA')?.reason).toBe(
      'k is a DSA key, which no current sshd accepts.',
    );
    const handle = describePublicKey('k', 'sk-ssh-ed25519@openssh.com AAAA');
    expect(handle?.reason).toContain('k is the handle of a security key');
    expect(describePublicKey('k', 'ssh-ed25519 AAAA')).toBeUndefined();
    expect(
      describeKeyText('k', '-----BEGIN OPENSSH PRIVATE KEY-----\n', 'Load key "k": new words').reason,
    ).toBe("k is damaged, or cut off: OpenSSH can't read it (new words).");
  });
});

describe('an agent', () => {
  async function listen(name: string, onConnection: (socket: Socket) => void): Promise<string> {
    const server: Server = createServer((socket) => {
      socket.on('error', () => undefined);
      onConnection(socket);
    });
    closing.push(() => server.close());
    await new Promise<void>((resolve) => server.listen(at(name), resolve));
    return at(name);
  }
  const agentReason = async (place: string): Promise<string | undefined> =>
    (await loginKeyFault({ kind: 'agentSocket', place }))?.reason;

  it('holds keys, or is named', async () => {
    const socket = at('agent');
    const printed = execFileSync('ssh-agent', ['-s', '-a', socket], { encoding: 'utf8' });
    const pid = Number(/SSH_AGENT_PID=(\d+)/.exec(printed)?.[1]);
    closing.push(() => process.kill(pid));
    expect(await agentReason(socket)).toBe(`The agent at ${socket} holds no key, or is locked.`);
    execFileSync('ssh-add', ['-q', key], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'ignore' });
    expect(await agentReason(socket)).toBeUndefined();
  });

  it('is there, and an agent', async () => {
    expect(await agentReason(at('nowhere'))).toBe(`There is no agent at ${at('nowhere')}.`);
    expect(await agentReason(key)).toBe(`${key} is a file, not the socket of an agent.`);
    expect(await agentReason(folder)).toBe(`${folder} is not the socket of an agent.`);
    const refuses = await listen('refuses', (socket) => socket.write(Buffer.from([0, 0, 0, 1, 5])));
    expect(await agentReason(refuses)).toMatch(/is not an ssh-agent, or refuses to list its keys\.$/);
    const closes = await listen('closes', (socket) => void socket.end());
    expect(await agentReason(closes)).toBe(
      `The agent at ${closes} does not answer (it closed the connection).`,
    );
  });

  it('that has ended, or hangs, is named as that', async () => {
    const program = `require('net').createServer().listen(${JSON.stringify(at('left'))}, () => process.kill(process.pid, 'SIGKILL'))`;
    expect(() => execFileSync('node', ['-e', program], { stdio: 'ignore' })).toThrow();
    expect(await agentReason(at('left'))).toBe(
      `No agent answers at ${at('left')}: it has ended and left its socket.`,
    );
    const hangs = await listen('hangs', () => undefined);
    expect(await agentReason(hangs)).toBe(`The agent at ${hangs} does not answer (nothing within 5 s).`);
  });

  it('counts keys in an answer of that kind alone', () => {
    expect(keysIn(Buffer.from([0, 0, 0, 5, 12, 0, 0, 0, 3]))).toBe(3);
    expect(keysIn(Buffer.from([0, 0, 0, 5, 13, 0, 0, 0, 3]))).toBeUndefined();
    expect(keysIn(Buffer.from([0, 0, 0, 1, 12]))).toBeUndefined();
  });
});

describe('all of a stack', () => {
  it('are named once each, by where the config has them', async () => {
    appendFileSync(at('empty'), '');
    const problems = await loginKeyProblems([
      { path: 'kafka-proxied:ssh.privateKeyFile', kind: 'privateKeyFile', place: at('empty') },
      { path: 'kafka-proxied:hosts.engine2.ssh.privateKeyFile', kind: 'privateKeyFile', place: key },
      { path: 'kafka-proxied:hosts.engine3.ssh.agentSocket', kind: 'agentSocket', place: at('nowhere') },
    ]);
    expect(problems.map(({ path }) => path)).toEqual([
      'kafka-proxied:ssh.privateKeyFile',
      'kafka-proxied:hosts.engine3.ssh.agentSocket',
    ]);
  });
});
