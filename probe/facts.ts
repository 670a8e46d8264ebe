// What the probe found on one host, as plain data.

/** A stamp as the host recorded it, and whether what it stands for still holds. */
export interface RecordedStamp {
  stamp: string;
  /** Hash of the document that made it. */
  body: string;
  /** Why it no longer holds, for people; undefined: all is as recorded. */
  drift?: string;
}

export interface ServiceFacts {
  active: string;
  sub: string;
  /** When it became active, as systemd prints it. */
  since: string;
  pid: number;
  /** Hash of the configuration that the running process was started with. */
  started: string;
}

export interface HostFacts {
  os: { id: string; name: string };
  /** Seconds since the epoch. */
  time: number;
  owner?: string;
  /** The run that holds the host's lock just now. */
  busy?: string;
  /** By mount point: free KiB and free inodes. */
  disks: Record<string, { freeKib: number; freeInodes: number }>;
  /** By name: the IPv4 addresses that it resolves to on this host. */
  names: Record<string, string[]>;
  stamps: Record<string, RecordedStamp>;
  services: Record<string, ServiceFacts>;
  /** By unit: whose data lies in its data directory. */
  data: Record<string, { brokerId: string; clusterId: string }>;
  /** Ephemeral nodes of the ZooKeeper servers on this host, by session. */
  ephemerals: { session: string; path: string }[];
}

type FactReader = (facts: HostFacts, fields: string[]) => void;

const readers: Record<string, FactReader> = {
  os: (facts, [id = '', name = '']) => (facts.os = { id, name }),
  time: (facts, [seconds]) => (facts.time = Number(seconds)),
  owner: (facts, [owner]) => {
    if (owner) facts.owner = owner;
  },
  busy: (facts, [holder = 'unknown']) => (facts.busy = holder),
  disk: (facts, [mount = '', kib, inodes]) => {
    facts.disks[mount] = { freeKib: Number(kib), freeInodes: Number(inodes) };
  },
  name: (facts, [name = '', addresses]) => (facts.names[name] = addresses ? addresses.split(',') : []),
  stamp: (facts, [key = '', stamp = '', body = '', drift]) => {
    facts.stamps[key] = { stamp, body, ...(drift ? { drift } : {}) };
  },
  service: (facts, [unit = '', active = '', sub = '', since = '', pid, started = '']) => {
    facts.services[unit] = { active, sub, since, pid: Number(pid), started };
  },
  data: (facts, [unit = '', brokerId = '', clusterId = '']) => (facts.data[unit] = { brokerId, clusterId }),
  ephemeral: (facts, [session = '', path = '']) => void facts.ephemerals.push({ session, path }),
};

/** Parses the probe's output; undefined when it is not whole. */
export function parseFacts(output: string): HostFacts | undefined {
  const facts: HostFacts = {
    os: { id: 'unknown', name: 'unknown' },
    time: 0,
    disks: {},
    names: {},
    stamps: {},
    services: {},
    data: {},
    ephemerals: [],
  };
  const lines = output.split('\n');
  if (!lines.includes('done')) return undefined;
  for (const line of lines) {
    const [kind = '', ...fields] = line.split('\t');
    readers[kind]?.(facts, fields);
  }
  return facts;
}
