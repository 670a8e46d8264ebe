// What a host of the lab has from the start, and what its package manager can get.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Debian release of the hosts. */
export const release = 'bookworm';

/** Installed besides Debian's essential and required packages: about what the installer leaves on a bare server. */
export const basePackages = [
  'dbus',
  'iproute2',
  'iputils-ping',
  'less',
  'libpam-systemd',
  'netbase',
  'openssh-server',
  'procps',
  'sudo',
  'systemd-sysv',
];

/** Offered with all that they depend on by the hosts' local package repository: `apt-get install` without a network. */
export const offeredPackages = [
  'ca-certificates',
  'curl',
  'faketime',
  'kcat',
  'netcat-openbsd',
  'nftables',
  'openjdk-17-jre-headless',
  'openssl',
  'tcpdump',
  'unzip',
];

/** What makes the bare root one of the RPM family, and RPMs of .deb files; offered as well, to be installed from there. */
export const rpmFamilyPackages = ['createrepo-c', 'dnf', 'firewalld', 'rpm'];

/** Where a host finds the repository. */
export const packagesMountPoint = '/srv/packages';

/** Script that makes the bare root a lab host; part of the recipe. */
export const customizeScript = join(import.meta.dirname, 'customize.sh');

/** Script that makes the layer of the RPM family; part of the recipe. */
export const rpmFamilyScript = join(import.meta.dirname, 'rpm-family.sh');

/** Name of the recipe: another recipe is another image. */
export async function recipeHash(): Promise<string> {
  const parts = [
    release,
    ...basePackages,
    '',
    ...offeredPackages,
    '',
    ...rpmFamilyPackages,
    packagesMountPoint,
    await readFile(customizeScript, 'utf8'),
    await readFile(rpmFamilyScript, 'utf8'),
  ];
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 12);
}
