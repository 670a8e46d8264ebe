// Places on a host. The scripts in scripts/ use the same (lib.sh).

/** Installed scripts, staged archives, Kafka versions. */
export const optDir = '/opt/kafka-proxied';
/** The program that every remote command runs. */
export const hostProgram = `${optDir}/bin/host`;
/** Data directories; nothing here is removed unless the stack says so. */
export const dataRoot = '/var/lib/kafka-proxied';
/** The files of a running service, joined at its start. */
export const runDir = '/run/kafka-proxied';
/** Configuration, stamps, keys. */
export const etcDir = '/etc/kafka-proxied';
/** What a client of clusters has: a folder for each cluster. */
export const clientDir = `${etcDir}/client`;
/** The unprivileged user that services run as. */
export const serviceUser = 'kafka-proxied';

/** Where an archive is copied to before it is verified and unpacked. */
export function stagedArchive(sha256: string): string {
  return `${optDir}/staging/kafka-${sha256}.tar`;
}

/** Jars of an installed version, as a Java class path. */
export function classPath(version: string): string {
  return `${optDir}/versions/${version}/libs/*`;
}
