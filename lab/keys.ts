// The operator's key, the lab's own agent that holds it, and the pinned host keys.
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { hostRoot, internetName, netnsPath, operator } from './names.ts';
import type { LabHost } from './topology.ts';

/** Linux: sun_path has 108 bytes, one of them the closing zero. */
const maxSocketPathBytes = 107;

/** @throws if the checkout's path is too long for the agent's socket */
export function checkSocketPath(): void {
  const bytes = Buffer.byteLength(operator.agentSocket);
  if (bytes > maxSocketPathBytes) {
    throw new Error(
      `The lab's SSH agent would listen on ${operator.agentSocket}, a path of ${bytes} bytes; Linux allows ` +
        `${maxSocketPathBytes}. Move the checkout to a shorter path.`,
    );
  }
}

async function makeKey(file: string, comment: string): Promise<void> {
  await rm(file, { force: true });
  await rm(`${file}.pub`, { force: true });
  await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', file]);
}

type AgentState = 'holds the key' | 'holds no key' | 'is gone';

async function agentState(): Promise<AgentState> {
  const { exitCode } = await execa('ssh-add', ['-l'], {
    env: { SSH_AUTH_SOCK: operator.agentSocket },
    reject: false,
  });
  return exitCode === 0 ? 'holds the key' : exitCode === 1 ? 'holds no key' : 'is gone';
}

/** Makes the operator's key unless it is there, and starts the agent unless it answers. */
export async function ensureOperatorKey(): Promise<void> {
  await mkdir(operator.dir, { recursive: true, mode: 0o700 });
  if (!existsSync(operator.publicKeyFile)) await makeKey(operator.privateKeyFile, 'lab operator');
  const state = await agentState();
  if (state === 'holds the key') return;
  if (state === 'is gone') await startAgent();
  await execa('ssh-add', ['-q', operator.privateKeyFile], { env: { SSH_AUTH_SOCK: operator.agentSocket } });
}

async function startAgent(): Promise<void> {
  await rm(operator.agentSocket, { force: true });
  // In a namespace of the lab it is found, and ended, like every process of the lab.
  await execa('nsenter', [`--net=${netnsPath(internetName)}`, 'ssh-agent', '-a', operator.agentSocket], {
    stdio: 'ignore',
    cwd: '/',
  });
}

/** A new host key, and the operator's key as the one that may log in. */
export async function installKeys(host: LabHost): Promise<void> {
  const root = hostRoot(host.name);
  await makeKey(join(root, 'etc/ssh/ssh_host_ed25519_key'), `root@${host.name}`);
  const sshDir = join(root, 'home', operator.user, '.ssh');
  await mkdir(sshDir, { recursive: true });
  await writeFile(join(sshDir, 'authorized_keys'), await readFile(operator.publicKeyFile));
  await chmod(sshDir, 0o700);
  await execa('chroot', [root, 'chown', '-R', `${operator.user}:`, `/home/${operator.user}/.ssh`]);
}

/** Writes the pins of all hosts, by name and by each address, and the client configuration that uses them. */
export async function writeKnownHosts(hosts: readonly LabHost[]): Promise<void> {
  const lines = await Promise.all(
    hosts.map(async (host) => {
      const key = await readFile(join(hostRoot(host.name), 'etc/ssh/ssh_host_ed25519_key.pub'), 'utf8');
      return `${[host.name, ...host.addresses].join(',')} ${key.split(' ').slice(0, 2).join(' ')}\n`;
    }),
  );
  await writeFile(operator.knownHostsFile, lines.join(''));
  const names = hosts.map(
    (host) => `Host ${host.name}\n  HostName ${host.addresses[0]}\n  HostKeyAlias ${host.name}\n`,
  );
  await writeFile(
    operator.configFile,
    [
      ...names,
      'Host *\n',
      `  User ${operator.user}\n`,
      `  IdentityFile "${operator.privateKeyFile}"\n  IdentitiesOnly yes\n  IdentityAgent none\n`,
      `  UserKnownHostsFile "${operator.knownHostsFile}"\n  GlobalKnownHostsFile none\n`,
      '  StrictHostKeyChecking yes\n  BatchMode yes\n  ConnectTimeout 5\n',
    ].join(''),
  );
}
