// Where the lab's things lie and what they are called. Names outside of the lab folder carry an id of this checkout,
// so that the labs of two checkouts run side by side on one machine.
import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { labDir, localDir, projectRoot } from '../lib/paths.ts';

function shortHash(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}

/** Four hex digits made from the checkout's path. */
export const labId = shortHash(realpathSync(projectRoot), 4);

/** Prefix of the lab's namespaces, machines and cgroups. */
export const labPrefix = `kp-${labId}-`;

/** The namespace that holds the bridges and is the internet of the lab. No host may be called so. */
export const internetName = 'internet';

/** Name of a host's network namespace, machine and cgroup. */
export function machineName(host: string): string {
  return `${labPrefix}${host}`;
}

export const netnsDir = '/run/netns';

/** Path of a host's network namespace, good for `nsenter --net=`. */
export function netnsPath(host: string): string {
  return join(netnsDir, machineName(host));
}

export function bridgeName(network: string): string {
  return `br-${network}`;
}

/** Linux allows 15 characters; a long host name is cut, and its hash keeps it apart from others. */
export function portName(host: string, index: number): string {
  const stem = host.length <= 12 ? host : `${host.slice(0, 7)}~${shortHash(host, 4)}`;
  return `${stem}.${index}`;
}

export const hostsDir = join(labDir, 'hosts');

/**
 * A locally administered address that an interface keeps over reboots, as hardware does: its neighbours go on using the
 * address that they know for seconds.
 */
export function macAddress(interfaceName: string): string {
  return `02:${shortHash(interfaceName, 10).match(/../g)?.join(':')}`;
}

/** Everything of one host: its disk, its wiring, its console log. */
export function hostDir(host: string): string {
  return join(hostsDir, host);
}

/** The host's file system as it sees it, while the lab is up. */
export function hostRoot(host: string): string {
  return join(hostDir(host), 'root');
}

/** What the lab consists of and how far `up` came. */
export const labStateFile = join(labDir, 'lab.json');

/** The workstation's own view of /etc/hosts and the like. */
export const workstationEtcDir = join(labDir, 'workstation');

/** First on PATH for commands in the workstation; for tools that the operator's system must not get installed. */
export const workstationBinDir = join(localDir, 'workstation', 'bin');

const sshDir = join(labDir, 'ssh');

/** How an operator logs in to the lab's hosts. */
export const operator = {
  user: 'operator',
  dir: sshDir,
  privateKeyFile: join(sshDir, 'id_ed25519'),
  publicKeyFile: join(sshDir, 'id_ed25519.pub'),
  knownHostsFile: join(sshDir, 'known_hosts'),
  agentSocket: join(sshDir, 'agent.sock'),
  /** For `ssh -F`: user, key and pinned host keys in one. */
  configFile: join(sshDir, 'config'),
} as const;
