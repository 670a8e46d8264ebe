// What is there of the lab just now.
import { existsSync, readdirSync } from 'node:fs';
import { formatTable } from '../lib/table.ts';
import { supervises } from './hosts.ts';
import { hostRoot, hostsDir, labId, labPrefix, netnsDir, netnsPath, operator } from './names.ts';
import { labProcesses, type LabProcess } from './processes.ts';
import { readLabState } from './state.ts';
import type { HostRole } from './spec.ts';
import type { LabHost } from './topology.ts';

/**
 * A host: `starting` is between switching on and init, also during a reboot; `unattended` runs, but its supervisor was
 * killed and it wouldn't come back from a reboot.
 */
export type HostState = 'running' | 'starting' | 'unattended' | 'off';

export interface HostStatus {
  name: string;
  role: HostRole;
  state: HostState;
  addresses: string[];
  interfaces: LabHost['interfaces'];
  /** Path of its network namespace, for `nsenter --net=`; null while it is off. */
  netns: string | null;
  /** Its root directory on this machine; the workstation's is the operator's own. */
  root: string;
  /** Pid of its init on this machine; null while it is off, and for the workstation, which has none. */
  pid: number | null;
}

export interface LabStatus {
  /** `partial`: an `up` or `down` was interrupted, or not every host is running. */
  state: 'up' | 'partial' | 'down';
  /** Tells this checkout's lab from others on the machine. */
  id: string;
  /** The lab file; null while the lab is down. */
  file: string | null;
  hosts: HostStatus[];
  /** How operators log in to the hosts. */
  ssh: {
    user: string;
    privateKeyFile: string;
    knownHostsFile: string;
    agentSocket: string;
    configFile: string;
  };
}

function hostStatus(host: LabHost, processes: readonly LabProcess[]): HostStatus {
  const netns = existsSync(netnsPath(host.name)) ? netnsPath(host.name) : null;
  const common = {
    name: host.name,
    role: host.role,
    addresses: host.addresses,
    interfaces: host.interfaces,
    netns,
  };
  if (host.role === 'workstation') {
    return { ...common, state: netns === null ? 'off' : 'running', root: '/', pid: null };
  }
  const init = processes.find(({ place, isInit }) => isInit && place === host.name);
  const isKept = processes.some((found) => supervises(found, host.name));
  const state = init ? (isKept ? 'running' : 'unattended') : isKept ? 'starting' : 'off';
  return { ...common, state, root: hostRoot(host.name), pid: init?.pid ?? null };
}

/** The lab's state and that of each host. */
export async function labStatus(): Promise<LabStatus> {
  const state = readLabState();
  const processes = labProcesses();
  const hosts = state?.topology.hosts.map((host) => hostStatus(host, processes)) ?? [];
  const { user, privateKeyFile, knownHostsFile, agentSocket, configFile } = operator;
  const isWhole = state?.ready === true && hosts.every((host) => host.state === 'running');
  return {
    state: isWhole ? 'up' : state || processes.length > 0 || hasTraces() ? 'partial' : 'down',
    id: labId,
    file: state?.file ?? null,
    hosts,
    ssh: { user, privateKeyFile, knownHostsFile, agentSocket, configFile },
  };
}

/** Whether namespaces or disks are there, whatever the records say. */
function hasTraces(): boolean {
  const namespaces = existsSync(netnsDir) ? readdirSync(netnsDir) : [];
  return existsSync(hostsDir) || namespaces.some((name) => name.startsWith(labPrefix));
}

/** The status as a table for people. */
export function statusTable(status: LabStatus): string {
  const rows = status.hosts.map(({ name, state, pid, addresses }) => [
    name,
    state,
    pid === null ? '-' : String(pid),
    addresses.join(' '),
  ]);
  const table = formatTable([['host', 'state', 'init', 'addresses'], ...rows]);
  const workstation = status.hosts.find(({ role }) => role === 'workstation')?.name ?? 'HOST';
  const hint =
    status.state === 'down'
      ? 'Bring it up: npm run lab -- up'
      : status.state === 'partial'
        ? 'Complete it: npm run lab -- up; or remove it: npm run lab -- down'
        : `Log in: npm run lab -- exec ${workstation} -- ssh -F ${status.ssh.configFile} HOST`;
  return [`The lab is ${status.state}.`, ...(rows.length > 0 ? [table] : []), hint].join('\n');
}
