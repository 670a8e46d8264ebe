// Where everything of ours lies on a host: the one list for all of TypeScript. The scripts in templates/scripts/ use the same
// (lib.sh), and a test holds the two together.

/** Installed scripts, staged archives, Kafka versions. */
export const optDir = '/opt/kafka-proxied';
/** The program that every remote command runs. */
export const hostProgram = `${optDir}/bin/host`;
/** Installed Kafka versions, a folder each. */
export const versionsDir = `${optDir}/versions`;
/** Where archives are copied to before they are verified and unpacked. */
export const stagingDir = `${optDir}/staging`;
/** Data directories; nothing here is removed unless the stack says so. */
export const dataRoot = '/var/lib/kafka-proxied';
/** The files of a running service, joined at its start. */
export const runDir = '/run/kafka-proxied';
/** Held by whoever changes the host. */
export const lockFile = `${runDir}/lock`;
/** Who holds it, for people. */
export const lockHolder = `${lockFile}.holder`;
/** Configuration, stamps, keys. */
export const etcDir = '/etc/kafka-proxied';
/** Names the stack that the host belongs to. */
export const ownerMark = `${etcDir}/owner`;
/** Records of what was made, one for each resource. */
export const stampDir = `${etcDir}/stamps`;
/** What a client of clusters has: a folder for each cluster. */
export const clientDir = `${etcDir}/client`;
/** The topics that a cluster has been given, a file for each cluster. */
export const declaredTopicsDir = `${etcDir}/declared-topics`;
/** nftables rules, read at boot. */
export const filterRules = `${etcDir}/firewall/filter.nft`;
export const portMapRules = `${etcDir}/gateway/portmap.nft`;
/** The unprivileged user that services run as. */
export const serviceUser = 'kafka-proxied';

/** The folder of a unit's data, which is its mount point if the data has a disk of its own. */
export function dataDir(unit: string): string {
  return `${dataRoot}/${unit}`;
}

/** A broker's `log.dirs`. */
export function brokerDataDir(unit: string): string {
  return `${dataDir(unit)}/data`;
}

/** A unit's configuration. */
export function unitDir(unit: string): string {
  return `${etcDir}/${unit}`;
}

/** Where an archive is copied to before it is verified and unpacked. */
export function stagedArchive(sha256: string): string {
  return `${stagingDir}/kafka-${sha256}.tar`;
}

/** Jars of an installed version, as a Java class path. */
export function classPath(version: string): string {
  return `${versionsDir}/${version}/libs/*`;
}
