// How names resolve on a host, and what writes its /etc/hosts, as the probe tells it.

/** /etc/hosts, where a link leads to it: what it leads to. */
export interface HostsFile {
  path: string;
  isThere: boolean;
  /** False on a read-only file system. */
  writable: boolean;
  /** Of lsattr's letters: `i` and `a`, which keep root from replacing it. */
  flags: string;
}

/** What writes /etc/hosts by itself. */
export type HostsWriter =
  | { kind: 'cloud-init'; place: string; value: string }
  | { kind: 'wsl'; place: string }
  /** What mounted something over it. */
  | { kind: 'mount'; place: string }
  /** A script, a unit or a table of cron. */
  | { kind: 'file'; place: string };

export interface NameFacts {
  /** By name: the IPv6 addresses that it resolves to here, and those of them that /etc/hosts gives. */
  ipv6: Record<string, { all: string[]; inFile: string[] }>;
  /** The line `hosts:` of /etc/nsswitch.conf; '' where it has none. Undefined: not looked at. */
  order?: string;
  /** By what is asked before /etc/hosts, then by name: its answer. */
  before: Record<string, Record<string, string[]>>;
  /** False where systemd-resolved was told not to. */
  resolvedReadsHosts: boolean;
  /** Undefined: not looked at. */
  file?: HostsFile;
  writers: HostsWriter[];
}

export function noNameFacts(): NameFacts {
  return { ipv6: {}, before: {}, resolvedReadsHosts: true, writers: [] };
}

type Reader = (facts: { naming: NameFacts }, fields: string[]) => void;

const list = (text: string | undefined): string[] => (text ? text.split(',') : []);

function writerOf([kind, place = '', value = '']: string[]): HostsWriter | undefined {
  if (kind === 'cloud-init') return { kind, place, value };
  return kind === 'wsl' || kind === 'mount' || kind === 'file' ? { kind, place } : undefined;
}

export const nameReaders: Record<string, Reader> = {
  'name-order': ({ naming }, [order = '']) => (naming.order = order.trim()),
  name6: ({ naming }, [name = '', all, inFile]) =>
    (naming.ipv6[name] = { all: list(all), inFile: list(inFile) }),
  'name-before': ({ naming }, [name = '', module = '', found]) =>
    void ((naming.before[module] ??= {})[name] = list(found)),
  'resolved-reads-no-hosts': ({ naming }) => (naming.resolvedReadsHosts = false),
  'hosts-file': ({ naming }, [path = '', kind, writable, flags = '']) => {
    const isThere = kind === 'file';
    naming.file = { path, isThere, writable: writable !== 'no', flags };
  },
  'hosts-writer': ({ naming }, fields) => {
    const writer = writerOf(fields);
    if (writer) naming.writers.push(writer);
  },
};
