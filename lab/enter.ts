// The way into the workstation's network, for commands that run on the operator's own file system.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { netnsPath, workstationBinDir, workstationEtcDir } from './names.ts';
import { readLabState } from './state.ts';

/** Thrown where something needs the lab and it is down. */
export class LabDownError extends Error {
  constructor() {
    super("The lab is down, so its hosts can't be reached. Bring it up: npm run lab -- up");
    this.name = 'LabDownError';
  }
}

/** Whether `lab up` was completed and the lab's networks still exist. A few milliseconds; single hosts may be off. */
export async function isLabUp(): Promise<boolean> {
  const state = readLabState();
  if (state === undefined || !state.ready) return false;
  return state.topology.hosts
    .filter((host) => host.role === 'workstation')
    .every((host) => existsSync(netnsPath(host.name)));
}

/** What the lab file calls the workstation; without a lab, what the reference topology calls it. */
export function workstationName(): string {
  const hosts = readLabState()?.topology.hosts ?? [];
  return hosts.find(({ role }) => role === 'workstation')?.name ?? 'workstation';
}

/**
 * The command line that runs `argv` inside the workstation's network: default route through the lab's gateway, names
 * of the LAN in /etc/hosts, no way to this machine's own network. Streams, environment and current folder stay what
 * they are. Needs root. Make sure first that the lab is up.
 * @param workstation its name in the lab file. Default: that of the lab that is up
 */
export function workstationCommand(argv: readonly string[], workstation = workstationName()): string[] {
  return [
    'nsenter',
    `--net=${netnsPath(workstation)}`,
    ...['unshare', '--mount', '--uts', '--propagation', 'slave'],
    ...[
      'bash',
      join(import.meta.dirname, 'workstation.sh'),
      workstation,
      workstationEtcDir,
      workstationBinDir,
    ],
    ...argv,
  ];
}
