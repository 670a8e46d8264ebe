// Runs a command on a host of the lab as root, also when the host's sshd is dead.
import { labProcesses } from './processes.ts';
import type { LabHost } from './topology.ts';
import { workstationCommand } from './enter.ts';

/** Pid of a host's init as this machine sees it; undefined while the host is off. */
export function initPid(host: string): number | undefined {
  return labProcesses().find((found) => found.place === host && found.isInit)?.pid;
}

const environment = [
  'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  'HOME=/root',
  'USER=root',
  'LOGNAME=root',
  'SHELL=/bin/bash',
  'LANG=C.UTF-8',
];

/**
 * The command line that runs `argv` as root on the host: in its namespaces, in /root, with a root login's environment.
 * On the workstation the environment and current folder stay the operator's.
 * @throws if the host is off
 */
export function execCommand(host: LabHost, argv: readonly string[]): string[] {
  if (host.role === 'workstation') return workstationCommand(argv, host.name);
  const pid = initPid(host.name);
  if (pid === undefined) {
    throw new Error(`${host.name} is switched off. Start it: npm run lab -- up`);
  }
  return ['nsenter', '--target', String(pid), '--all', 'env', '-i', '-C', '/root', ...environment, ...argv];
}
