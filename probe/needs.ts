// How much room a run takes on a host, and where: what is there already needs none.
import { brokersFirst } from '../config/coordination.ts';
import { etcDir, optDir, runDir, stagingDir, versionsDir } from '../config/host-paths.ts';
import { versionsOn } from '../config/needs.ts';
import { dataFolderOf, roomOf } from '../config/roles.ts';
import type { HostId, Topology } from '../config/topology.ts';
import { type HostFacts, hasData } from './facts.ts';

export interface Need {
  /** A folder; it may not be there yet. */
  place: string;
  kib: number;
  inodes: number;
}

const mib = 1024;

/** A Kafka version: 56 MiB of jars from Maven, 120 MB in Apache's archive; copied here, then unpacked beside it. */
const archive = { kib: 160 * mib, inodes: 500 };
/** Debian's headless JRE 17 unpacks to 190 MiB, with the libraries that it draws in to less than 300. */
const java = { kib: 300 * mib, inodes: 2000 };
const javaPackages = { kib: 120 * mib, inodes: 200 };
/**
 * Rooms that a run may take on this host.
 * @param facts what is there; undefined: nothing
 */
export function needsOn(topology: Topology, host: HostId, facts: HostFacts | undefined): Need[] {
  return [
    { place: '/etc', kib: 1 * mib, inodes: 10 },
    { place: etcDir, kib: 4 * mib, inodes: 200 },
    { place: optDir, kib: 4 * mib, inodes: 100 },
    { place: runDir, kib: 8 * mib, inodes: 200 },
    ...programNeeds(topology, host, facts),
    ...dataNeeds(topology, host, facts),
  ];
}

/** Kafka versions whose archive this run copies to the host. */
export function versionsToCopy(topology: Topology, host: HostId, facts: HostFacts | undefined): string[] {
  return versionsOn(topology, host).filter((version) => {
    const stamp = facts?.stamps[`install--${version}`];
    return stamp === undefined || stamp.drift !== undefined;
  });
}

function programNeeds(topology: Topology, host: HostId, facts: HostFacts | undefined): Need[] {
  if (versionsOn(topology, host).length === 0) return [];
  return [
    { place: '/usr/local/bin', kib: 1 * mib, inodes: 5 },
    ...versionsToCopy(topology, host, facts).flatMap(() => [
      { place: stagingDir, ...archive },
      { place: versionsDir, ...archive },
    ]),
    ...(facts?.system?.java
      ? []
      : [
          { place: '/usr/lib', ...java },
          { place: '/var/cache', ...javaPackages },
        ]),
  ];
}

function dataNeeds(topology: Topology, host: HostId, facts: HostFacts | undefined): Need[] {
  return topology.clusters
    .flatMap(brokersFirst)
    .filter((node) => node.host === host)
    .map((node) => {
      const { mib: room, inodes } = roomOf(node.role, facts !== undefined && hasData(facts, node.unit));
      return { place: dataFolderOf(node), kib: room * mib, inodes };
    });
}
