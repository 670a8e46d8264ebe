// What the workstation sees instead of this machine's /etc/hosts, resolv.conf and nsswitch.conf.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { workstationEtcDir } from './names.ts';
import type { LabHost, LabTopology } from './topology.ts';

/**
 * Names of all hosts on the workstation's network, as the DNS of a small LAN would know them: IPv4 only, and none from
 * outside. Pure.
 */
export function workstationHosts(topology: LabTopology, workstation: LabHost): string {
  const networks = new Set(workstation.interfaces.map(({ network }) => network));
  const lines = topology.hosts.flatMap((host) =>
    host.interfaces
      .filter(({ network }) => networks.has(network))
      .flatMap(({ addresses }) => addresses.filter((address) => !address.includes(':')))
      .map((address) => `${address.split('/')[0]}\t${host.name}`),
  );
  return ['127.0.0.1\tlocalhost', '::1\tlocalhost', ...lines, ''].join('\n');
}

/** Writes the files that workstation.sh lays over /etc. */
export async function writeWorkstationEtc(topology: LabTopology, workstation: LabHost): Promise<void> {
  await mkdir(workstationEtcDir, { recursive: true });
  const write = (name: string, text: string) => writeFile(join(workstationEtcDir, name), text);
  await write('hosts', workstationHosts(topology, workstation));
  // Nobody listens there: an unknown name fails at once instead of after the resolver's timeouts.
  await write('resolv.conf', 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n');
  // No name service of this machine may answer, such as a resolver behind a socket.
  await write(
    'nsswitch.conf',
    'passwd: files\ngroup: files\nshadow: files\nhosts: files dns\nservices: files\n',
  );
}
