// What a host consists of beside its packages: taken before the first `up`, and compared after everything was given back.
import { onHost } from './lab-places.ts';

/** Places that change by themselves: kernel, logs, caches, run-time files, state of the package manager and systemd. */
const passedOver = [
  ...['/proc', '/sys', '/dev', '/run', '/tmp', '/var/log', '/var/cache'],
  ...['/var/lib/dpkg', '/var/lib/apt', '/var/lib/rpm', '/var/lib/dnf', '/var/lib/systemd'],
];

/**
 * What packages make without owning it, above all the installation of Java and its dependencies. Java stays when a stack goes, as nftables does, like any
 * package that others may have come to use. Each is looked for on a line of path and state.
 */
const generated: Record<string, RegExp> = {
  // Maintainer scripts keep the chosen alternatives here, and link to them from the usual places.
  alternatives: /^\/etc\/alternatives\/|: l 777 \S+ \/etc\/alternatives\//,
  // The dynamic linker's list, written after each installation of a library.
  'linker cache': /^\/etc\/ld\.so\.cache: /,
  // useradd, groupadd and maintainer scripts keep the last version of each account file, and a lock.
  'account backups': /^\/etc\/((passwd|shadow|group|gshadow|subuid|subgid)-|\.pwd\.lock): /,
  // ca-certificates: the choices of its maintainer script, the certificates that it collects, and Java's copy of them.
  certificates:
    /^\/(etc\/ca-certificates\.conf|etc\/ssl\/certs(\/\S*)?|usr\/local\/share\/ca-certificates): /,
  // openjdk's maintainer script makes the store of system preferences.
  'Java preferences': /^\/etc\/\.java(\/\S*)?: /,
  // systemd's, one for each service with PrivateTmp and each boot; those of ours are looked for.
  'temporary folders': /^\/var\/tmp\/systemd-private-[0-9a-f]+-(?!kafka|zookeeper)\S+: /,
  // fontconfig, a dependency of Java: the links of its default choices, and a folder for the owner's fonts.
  fonts: /^\/(etc\/fonts\/conf\.d\/\S+|usr\/local\/share\/fonts): /,
};

export interface Fingerprint {
  /** By path: type, mode, owner, and the content's hash or a link's target. */
  paths: Map<string, string>;
  /** Paths that belong to a package. */
  owned: ReadonlySet<string>;
  /** By subject: users, groups, units, packet filter, kernel settings. */
  tables: Record<string, string>;
}

const prune = passedOver.map((path) => `-path ${path}`).join(' -o ');

/** Only the root file system: what is mounted is another's. Hashes of what packages own are theirs to know, but for /etc. */
const pathsScript = `
  work=$(mktemp -d /run/fingerprint.XXXXXX); trap 'rm -rf "$work"' EXIT; cd "$work"
  { cat /var/lib/dpkg/info/*.list 2>/dev/null || rpm -qal; } |
    sed -E 's,^/(bin|sbin|lib|lib64)/,/usr/&,; s,^/usr//,/usr/,' | sort -u >owned
  find / -xdev \\( ${prune} \\) -prune -o -printf '%p\\t%y %m %u:%g %l\\n' | sort >all
  cut -f 1 all | LC_ALL=C sort | LC_ALL=C comm -23 - <(LC_ALL=C sort owned) >unowned
  { cat unowned; find /etc -xdev -type f; } | sort -u | while IFS= read -r path; do
    if [ -f "$path" ] && [ ! -L "$path" ]; then printf '%s\\n' "$path"; fi; done |
    tr '\\n' '\\0' | xargs -0 -r sha256sum -- | sed -E 's/^([0-9a-f]+) [ *](.*)$/\\2\\t\\1/' | sort >hashes
  sed 's/^/path\\t/' all; sed 's/^/hash\\t/' hashes; sed 's/^/owned\\t/' owned`;

const tables: Record<string, string> = {
  users: 'getent passwd; getent group; sort /etc/shadow | cut -d : -f 1,2',
  units: 'systemctl list-unit-files --no-legend --no-pager',
  failed: 'systemctl --failed --no-legend --no-pager',
  rules: 'if command -v nft >/dev/null; then nft list ruleset; fi',
  hosts: 'cat /etc/hosts',
  'sysctl files':
    'for file in /etc/sysctl.conf /etc/sysctl.d/*; do echo "$file"; cat "$file"; done 2>/dev/null || true',
};

/** Takes the fingerprint of a host; changes nothing there. */
async function fingerprint(host: string): Promise<Fingerprint> {
  const paths = new Map<string, string>();
  const owned = new Set<string>();
  for (const line of (await onHost(host, pathsScript)).split('\n')) {
    const [kind, path = '', value = ''] = line.split('\t');
    if (kind === 'owned') owned.add(path);
    else if (kind === 'path') paths.set(path, value);
    else if (kind === 'hash') paths.set(path, `${paths.get(path)} ${value}`);
  }
  const found: Record<string, string> = {};
  for (const [name, script] of Object.entries(tables)) found[name] = await onHost(host, script);
  return { paths, owned, tables: found };
}

function isGenerated(path: string, state: string | undefined): boolean {
  const line = `${path}: ${state ?? ''}`;
  return Object.values(generated).some((pattern) => pattern.test(line));
}

/** Everything in which a host differs from what it was, but for what packages own or generate; empty: it is as before. */
function differences(before: Fingerprint, after: Fingerprint): string[] {
  const paths = [...new Set([...before.paths.keys(), ...after.paths.keys()])].sort();
  // A package that was there before still has to look as before.
  const ofNewPackage = (path: string): boolean => after.owned.has(path) && !before.owned.has(path);
  const changed = paths
    .filter((path) => !isGenerated(path, after.paths.get(path)) && !ofNewPackage(path))
    .filter((path) => before.paths.get(path) !== after.paths.get(path))
    .map(
      (path) => `${path}: ${before.paths.get(path) ?? 'nothing'} -> ${after.paths.get(path) ?? 'nothing'}`,
    );
  const now: Record<string, string | undefined> = {
    ...after.tables,
    units: withoutUnits(after.tables['units'], (unit) => ofNewPackage(`/usr/lib/systemd/system/${unit}`)),
  };
  const tableNames = Object.keys(before.tables).filter((name) => before.tables[name] !== now[name]);
  return [...changed, ...tableNames.map((name) => `${name}: ${lineChanges(before.tables[name], now[name])}`)];
}

/** A package stays, and so do the units that it came with; systemd's list names each first in its line. */
function withoutUnits(list = '', passed: (unit: string) => boolean): string {
  const kept = list.split('\n').filter((line) => !passed(line.split(' ')[0] ?? ''));
  return kept.join('\n');
}

/** The fingerprints of some hosts, by host. */
export async function fingerprintsOf(hosts: readonly string[]): Promise<Map<string, Fingerprint>> {
  const taken = new Map<string, Fingerprint>();
  for (const host of hosts) taken.set(host, await fingerprint(host));
  return taken;
}

/** By host, what differs from its fingerprint. */
export async function changesSince(
  before: ReadonlyMap<string, Fingerprint>,
): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const [host, old] of before) found[host] = differences(old, await fingerprint(host));
  return found;
}

function lineChanges(before = '', after = ''): string {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const gone = old.filter((line) => !now.includes(line)).map((line) => `-${line}`);
  return [...gone, ...now.filter((line) => !old.includes(line)).map((line) => `+${line}`)].join(' | ');
}
