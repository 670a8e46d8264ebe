// What stands between services and their files. systemd starts such a service again and again, and none of that mends it.
import { nodesOf } from '../../config/coordination.ts';
import { brokerDataDir, dataDir, optDir, unitDir } from '../../config/host-paths.ts';
import { mirrorsOn } from '../../config/needs.ts';
import { mirrorUnit } from '../../config/units.ts';
import type { FilesFacts, Unusable } from '../facts.ts';
import type { Check, HostView } from './check.ts';

/** What was found of one service. */
interface Found {
  unit: string;
  text: string;
}

/** Units of the stack on this host, and what was found of their files. */
function servicesOn({ topology, host, facts }: HostView): [string, FilesFacts][] {
  const nodes = topology.clusters.flatMap(nodesOf);
  const units = [
    ...nodes.filter((node) => node.host === host.id).map(({ unit }) => unit),
    ...mirrorsOn(topology, host.id).map(({ id }) => mirrorUnit(id)),
  ];
  return units.flatMap((unit): [string, FilesFacts][] => {
    const found = facts.files[unit];
    return found ? [[unit, found]] : [];
  });
}

const dataFolder = (unit: string): string =>
  unit.startsWith('zookeeper-') ? dataDir(unit) : brokerDataDir(unit);

/** What is typed on the host, as root. */
function mending(unit: string, { kind, path, immutable }: Unusable): string {
  if (immutable) return `chattr -R -i ${path}`;
  switch (kind) {
    case 'data':
      return `chown -R kafka-proxied: ${dataFolder(unit)}; chmod -R u+rwX ${dataFolder(unit)}`;
    case 'way':
      return `chmod a+x ${path}`;
    case 'keys':
    case 'programs':
      return `chgrp -R kafka-proxied ${path}; chmod -R g+rX ${path}`;
  }
}

function text(unit: string, found: Unusable): string {
  const { kind, path, owner, mode, immutable } = found;
  const marks = `${owner}, mode ${mode}${immutable ? ', immutable' : ''}`;
  const what = kind === 'way' ? 'go through' : kind === 'data' ? 'read and write' : 'read';
  return `the service user kafka-proxied can't ${what} ${path} (${marks}), and ${unit} needs it: it would end at its start. Mend it with '${mending(unit, found)}'`;
}

/** Of a few services that lack the same folder on their way, one is told. */
export function unusableOn(view: HostView): (Found & { fix: string })[] {
  const all = servicesOn(view).flatMap(([unit, { unusable }]) =>
    unusable.map((found) => ({ unit, path: found.path, text: text(unit, found), fix: mending(unit, found) })),
  );
  return all.filter(({ path }, index) => all.findIndex((one) => one.path === path) === index);
}

export const unusableFiles = {
  id: 'files-unusable',
  label: 'services can use their files',
  find: (view) => unusableOn(view).map(({ text: found }) => found),
} satisfies Check;

export function unmountedOn(view: HostView): Found[] {
  return servicesOn(view).flatMap(([unit, { unmounted }]) =>
    unmounted === undefined
      ? []
      : [
          {
            unit,
            text: `nothing is mounted at ${unmounted}, where the data of ${unit} belongs (/etc/fstab, a mount unit or the record of its last start says so): it would start without its records, on the disk below. See 'systemctl status ${unmounted}', then 'mount ${unmounted}'. If that disk is gone for good, take it out of /etc/fstab and remove ${unitDir(unit)}/data-mount`,
          },
        ],
  );
}

export const unmounted = {
  id: 'disk-not-mounted',
  label: 'the disks of data are mounted',
  find: (view) => unmountedOn(view).map(({ text: found }) => found),
} satisfies Check;

export function strangeOn(view: HostView): (Found & { folder: string })[] {
  return servicesOn(view).flatMap(([unit, { strange }]) =>
    strange === undefined
      ? []
      : [
          {
            unit,
            folder: strange,
            text: `${strange} is no partition, and Kafka refuses to start where its data folder has any other folder. ${wayOut(unit, strange)}`,
          },
        ],
  );
}

function wayOut(unit: string, folder: string): string {
  return folder.endsWith('/lost+found')
    ? `Mount that disk one folder higher, at ${dataDir(unit)}, with what it holds moved into a folder 'data' there; or remove lost+found ('rmdir ${folder}'), until a check of the file system makes it again`
    : 'Move it away';
}

export const strangeFolders = {
  id: 'strange-folder',
  label: 'data folders hold partitions alone',
  find: (view) => strangeOn(view).map(({ text: found }) => found),
} satisfies Check;

/** Our programs are scripts, and Java's native libraries are unpacked beside them. */
const programs = optDir;

export const noCode = {
  id: 'runs-no-code',
  label: 'programs and native libraries may run where they are put',
  find: ({ facts }) => {
    const found = facts.places[programs];
    if (!found || found.runsCode) return [];
    return [
      `${programs} lies on ${found.mount}, which is mounted with noexec: neither our scripts nor the native libraries of Kafka (snappy, zstd) may run there, and hardened hosts forbid that in /tmp as well. Allow it with 'mount -o remount,exec ${found.mount}' and in /etc/fstab, or mount a file system of its own at ${programs}`,
    ];
  },
} satisfies Check;
