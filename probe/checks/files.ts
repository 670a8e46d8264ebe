// What stands between services and their files. systemd starts such a service again and again, and none of that mends it.
import { nodesOf } from '../../config/coordination.ts';
import { dataDir, optDir, unitDir } from '../../config/host-paths.ts';
import { mirrorsOn } from '../../config/needs.ts';
import { dataFolderOf } from '../../config/roles.ts';
import { mirrorUnit } from '../../config/units.ts';
import type { FilesFacts, Unusable } from '../facts.ts';
import { asRoot, nodesOn, unitsAmong } from './affected.ts';
import type { Check, HostView } from './check.ts';

/** What was found of one service. */
interface Found {
  unit: string;
  text: string;
}

/** A service of the stack on this host. */
interface Service {
  unit: string;
  /** Where its data lies. */
  data: string;
  /** What was found of its files. */
  files: FilesFacts;
}

function servicesOn({ topology, host, facts }: HostView): Service[] {
  const nodes = topology.clusters.flatMap(nodesOf).filter((node) => node.host === host.id);
  const units = [
    ...nodes.map((node) => ({ unit: node.unit, data: dataFolderOf(node) })),
    ...mirrorsOn(topology, host.id).map(({ id }) => ({
      unit: mirrorUnit(id),
      data: dataDir(mirrorUnit(id)),
    })),
  ];
  return units.flatMap((service): Service[] => {
    const files = facts.files[service.unit];
    return files ? [{ ...service, files }] : [];
  });
}

/** What is typed on the host, as root. */
function mending({ data }: Service, { kind, path, immutable }: Unusable): string {
  if (immutable) return `chattr -R -i ${path}`;
  switch (kind) {
    case 'data':
      return `chown -R kafka-proxied: ${data}; chmod -R u+rwX ${data}`;
    case 'way':
      return `chmod a+x ${path}`;
    case 'keys':
    case 'programs':
      return `chgrp -R kafka-proxied ${path}; chmod -R g+rX ${path}`;
  }
}

function text(service: Service, found: Unusable): string {
  const { kind, path, owner, mode, immutable } = found;
  const marks = `${owner}, mode ${mode}${immutable ? ', immutable' : ''}`;
  const what = kind === 'way' ? 'go through' : kind === 'data' ? 'read and write' : 'read';
  return `the service user kafka-proxied can't ${what} ${path} (${marks}), and ${service.unit} needs it: it would fail at its start. Repair it with '${mending(service, found)}'`;
}

/** Of a few services that lack the same folder on their way, one is told. */
export function unusableOn(view: HostView): (Found & { fix: string })[] {
  const all = servicesOn(view).flatMap((service) =>
    service.files.unusable.map((found) => ({
      unit: service.unit,
      path: found.path,
      text: text(service, found),
      fix: mending(service, found),
    })),
  );
  return all.filter(({ path }, index) => all.findIndex((one) => one.path === path) === index);
}

export const unusableFiles = {
  id: 'files-unusable',
  label: 'services can use their files',
  docs: {
    about: 'the files of services',
    holds: 'the service user can read and write data, enter the folders above, and read keys and programs',
  },
  doctor: {
    is: 'the service user can’t use a file or folder of a service: owner, mode, an access list, `chattr +i`',
    why: 'A service that can’t use its files fails at each start.',
    toDo: 'the command in the finding',
    command: (view) =>
      unusableOn(view)
        .flatMap(({ fix }) => fix.split('; '))
        .map(asRoot)
        .join('; '),
    affects: (view) => unitsAmong(view, unusableOn(view)),
  },
  find: (view) => unusableOn(view).map(({ text: found }) => found),
} satisfies Check;

export function unmountedOn(view: HostView): Found[] {
  return servicesOn(view).flatMap(({ unit, files: { unmounted } }) =>
    unmounted === undefined
      ? []
      : [
          {
            unit,
            text: `nothing is mounted at ${unmounted}, the place of the data of ${unit} (by /etc/fstab, a mount unit or the record of its last start): it would start without its records, on the disk below. Run 'systemctl status ${unmounted}', then 'mount ${unmounted}'. If that disk is lost, remove it from /etc/fstab and remove ${unitDir(unit)}/data-mount`,
          },
        ],
  );
}

export const unmounted = {
  id: 'disk-not-mounted',
  label: 'the disks of data are mounted',
  docs: {
    about: 'the disks of data',
    holds:
      'all mounts of `/etc/fstab` or mount units at or above a data folder are mounted, and so is the disk that had the data when the broker last became ready',
  },
  doctor: {
    is: 'the disk with the data is not mounted',
    why: 'A broker that starts without its disk has no records. It copies all of them again, to the system disk.',
    toDo: 'mount it; the finding has the place',
    command: () => 'findmnt --fstab; findmnt',
    affects: (view) => unitsAmong(view, unmountedOn(view)),
  },
  find: (view) => unmountedOn(view).map(({ text: found }) => found),
} satisfies Check;

export function strangeOn(view: HostView): (Found & { folder: string })[] {
  return servicesOn(view).flatMap(({ unit, files: { strange } }) =>
    strange === undefined
      ? []
      : [
          {
            unit,
            folder: strange,
            text: `${strange} is not a partition, and Kafka refuses to start if its data folder has any other folder. ${wayOut(unit, strange)}`,
          },
        ],
  );
}

function wayOut(unit: string, folder: string): string {
  return folder.endsWith('/lost+found')
    ? `Mount that disk one folder higher, at ${dataDir(unit)}, and move its contents into a folder 'data' there. Or remove lost+found ('rmdir ${folder}'); a check of the file system will create it again`
    : 'Move it away';
}

export const strangeFolders = {
  id: 'strange-folder',
  label: 'data folders contain only partitions',
  docs: { about: 'data folders', holds: 'a broker’s data folder has no folders except partitions' },
  doctor: {
    is: 'a folder in a broker’s data that is not a partition, such as `lost+found`',
    why: 'Kafka treats each folder in its data as a partition. If one is not, it takes the whole disk offline.',
    toDo: 'mount the disk one folder higher, or move that folder away',
    command: (view) =>
      strangeOn(view)
        .map(({ folder }) => `sudo ls -lA ${folder}`)
        .join('; '),
    affects: (view) => unitsAmong(view, strangeOn(view)),
  },
  find: (view) => strangeOn(view).map(({ text: found }) => found),
} satisfies Check;

/** Our programs are scripts, and Java's native libraries are unpacked beside them. */
const programs = optDir;

export const noCode = {
  id: 'runs-no-code',
  label: 'programs and native libraries may run in their folders',
  docs: {
    about: 'where programs may run',
    holds: `\`${programs}\` is not on a mount with \`noexec\`: the scripts of kafka-proxied run there, and brokers load the native libraries of snappy and zstd from there. \`/tmp\`, \`/var\` and \`/run\` may have it`,
  },
  doctor: {
    is: 'the programs of kafka-proxied are on a mount with `noexec`',
    why: 'Scripts can’t run there, and Java can’t load the libraries that brokers and clients need for records compressed with snappy or zstd.',
    toDo: `mount it with \`exec\`, or mount a separate file system at \`${programs}\``,
    command: () => `findmnt --target ${programs}`,
    affects: nodesOn,
  },
  find: ({ facts }) => {
    const found = facts.places[programs];
    if (!found || found.runsCode) return [];
    return [
      `${programs} is on ${found.mount}, which is mounted with noexec: neither the scripts of kafka-proxied nor the native libraries of Kafka (snappy, zstd) may run there, and hardened hosts forbid that in /tmp as well. Allow it with 'mount -o remount,exec ${found.mount}' and in /etc/fstab, or mount a separate file system at ${programs}`,
    ];
  },
} satisfies Check;
