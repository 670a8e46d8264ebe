// Whom to log in to, and how OpenSSH is told: nothing of the user's own SSH configuration takes part.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host, SshAccess } from '../config/topology.ts';
import { localDir } from '../lib/paths.ts';

export interface SshTarget {
  /** The host's key in the config, for messages. */
  name: string;
  address: string;
  access: SshAccess;
}

/** The target of a managed host. */
export function sshTarget(host: Host): SshTarget {
  if (!host.ssh) throw new Error(`host ${host.id} is not managed: nobody logs in to it`);
  return { name: host.id, address: host.address, access: host.ssh };
}

/** The target of a probe; undefined for every other host. */
export function probeTarget({ id, address, probeSsh }: Host): SshTarget | undefined {
  return probeSsh && { name: id, address, access: probeSsh };
}

/**
 * Seconds for the TCP connection and sshd's greeting; a sshd that accepts and stays silent is given up then. With the
 * start of Pulumi and our program, it is named within 15 s.
 */
export const connectSeconds = 8;

/** A known_hosts file with just this host's pinned key, named by its content. */
function pinFile({ address, access }: SshTarget): string {
  const name = access.port === 22 ? address : `[${address}]:${access.port}`;
  const line = `${name} ${access.hostKey}\n`;
  const folder = join(localDir, 'ssh');
  const file = join(folder, createHash('sha256').update(line).digest('hex').slice(0, 20));
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${file}.${process.pid}`, line);
    renameSync(`${file}.${process.pid}`, file);
  }
  return file;
}

/** A path as the value of an option: OpenSSH splits at white space and expands what follows a percent sign. */
function optionPath(path: string): string {
  return `"${path.replaceAll('%', '%%')}"`;
}

/** The agent alone, or the key file alone: the keys in the user's ~/.ssh would be tried as well. */
function identityOptions({ agentSocket, privateKeyFile }: SshAccess): string[] {
  if (agentSocket) return [`IdentityAgent=${optionPath(agentSocket)}`, 'IdentityFile=none'];
  const file = privateKeyFile ? optionPath(privateKeyFile) : 'none';
  return ['IdentityAgent=none', 'IdentitiesOnly=yes', `IdentityFile=${file}`];
}

/**
 * The ssh command that runs `command` (one shell line) on the target.
 * @param flags further flags, such as `-s` for a subsystem of that name
 */
export function sshArgv(target: SshTarget, command: string, flags: readonly string[] = []): string[] {
  const { access } = target;
  const options = [
    'BatchMode=yes',
    'StrictHostKeyChecking=yes',
    `UserKnownHostsFile=${optionPath(pinFile(target))}`,
    'GlobalKnownHostsFile=/dev/null',
    'HostKeyAlgorithms=ssh-ed25519',
    'ControlMaster=no',
    'ControlPath=none',
    'PreferredAuthentications=publickey',
    `ConnectTimeout=${connectSeconds}`,
    'ServerAliveInterval=5',
    'ServerAliveCountMax=3',
    // Less would keep back that a host has none of the pinned kind of key.
    'LogLevel=INFO',
    ...identityOptions(access),
  ];
  return [
    'ssh',
    '-F',
    'none',
    '-T',
    ...flags,
    ...options.flatMap((option) => ['-o', option]),
    '-p',
    String(access.port),
    '-l',
    access.user,
    '--',
    target.address,
    command,
  ];
}
