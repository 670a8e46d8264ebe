// What the probe found on one host, as plain data.
import type { DeclaredTopic } from '../config/changes/declared-topics.ts';
import type { Properties } from '../config/topology.ts';
import type { RegistrationFacts } from './cluster-state.ts';
import type { NameFacts } from './name-facts.ts';

/** A stamp as the host recorded it, and whether what it stands for still holds. */
export interface RecordedStamp {
  stamp: string;
  /** Hash of the document that made it. */
  body: string;
  /** Why it no longer holds, for people; undefined: all is as recorded. */
  drift?: string;
}

/** What a broker that runs speaks, by Kafka's names of protocols. */
export interface ProtocolFacts {
  /** On its INTERNAL listener. */
  internal: string;
  zookeeper: string;
}

/** The Kafka release that a service starts from. */
export interface VersionFacts {
  version: string;
  /** Of a broker: its `inter.broker.protocol.version`; '' where it has none. */
  protocol: string;
}

export interface ServiceFacts {
  active: string;
  sub: string;
  /** When it became active, as systemd prints it. */
  since: string;
  pid: number;
  /** Hash of the configuration that the running process was started with. */
  started: string;
  /** Name of the stores that it has read; '' where it has none. */
  stores: string;
  /** How often systemd had to start it again by itself, and its last error ('': none that can be told). Undefined: never. */
  ended?: { times: number; said: string };
}

/** Certificates that a service has read, or that a client holds. */
export interface KeyFacts {
  /** Mark of the CA that issued its own; undefined: it has none. */
  issuer?: string;
  /** Marks of the CAs that it trusts. */
  trusts: string[];
  /** When its own ends, RFC 3339; undefined: not known there. */
  end?: string;
  /** Names and addresses that its own is for; undefined: not known there. */
  names?: string[];
  /** Its own, base64 of its DER. */
  certificate?: string;
  /** Certificates of the CAs that a client trusts, base64 of their DER. */
  authorities?: string[];
}

/** What our scripts build on. */
export interface SystemFacts {
  /** The package manager that we use here: `apt-get`, `dnf`, or '' where neither is there. */
  packages: string;
  /** What runs as the first process; `systemd` where systemd does. */
  init: string;
  /** Version of /usr/bin/java; '' where there is none, `broken` where it does not run. */
  java: string;
}

/** A place that will be written, by what stands there now, or above it. */
export interface DiskFacts {
  mount: string;
  freeKib: number;
  /** NaN: the file system does not count them. */
  freeInodes: number;
  /** False on a read-only file system. */
  writable: boolean;
  /** False on a mount with noexec. */
  runsCode: boolean;
}

/** A path that the service user can't use. */
export interface Unusable {
  /** `way`: a folder above the others that it can't go through. */
  kind: 'data' | 'keys' | 'programs' | 'way';
  path: string;
  /** `USER:GROUP`. */
  owner: string;
  /** Octal. */
  mode: string;
  /** Marked so by chattr: nobody can change it. */
  immutable: boolean;
}

/** What a look at a service's files found. */
export interface FilesFacts {
  /** The first of each kind. */
  unusable: Unusable[];
  /** A folder among a broker's data that Kafka takes for a partition, and is none. */
  strange?: string;
  /** True for a broker that became ready once and has no data now. */
  emptied: boolean;
  /** The mount point of its data, where nothing is mounted now. */
  unmounted?: string;
  /** Where Java unpacks native libraries, and whether they can be loaded from there. Undefined: not known. */
  libraries?: { path: string; runsCode: boolean };
}

export const noFilesFacts = (): FilesFacts => ({ unusable: [], emptied: false });

/** A process that listens; its name and id are '' and NaN where the host does not say. */
export interface ListeningSocket {
  /** IPv4 address; `*` or `0.0.0.0`: all of them; `::`: all of IPv6. */
  address: string;
  port: number;
  process: string;
  pid: number;
}

/** firewalld, where it runs. */
export interface FirewalldFacts {
  /** False where it does not answer, or is older than 0.9. */
  knowsPolicies: boolean;
  /** What is wrong in its configuration, with the file's name where that can be told; '' where nothing is. */
  broken: string;
  /** What the reload that makes it know our policy would lose; '' where it loses nothing, or none is needed. */
  unsaved: string;
}

/** Registrations are those with the servers on this host that coordinate clusters. */
export interface HostFacts extends RegistrationFacts {
  os: { id: string; name: string };
  /** Undefined: not looked at. */
  system?: SystemFacts;
  /** What services may take of memory; `limited`: by a control group, as a container has one. Undefined: not known. */
  memory?: { kib: number; limited: boolean };
  /** By unit, also of services that are stopped: the heap that it starts with, such as `512m`. */
  heaps: Record<string, string>;
  /** Commands that are not here, of those that our scripts use. */
  lacks: string[];
  /** Seconds since the epoch. */
  time: number;
  /** Seconds by which the host's clock is at least ahead of ours; negative: behind. Undefined: not measured. */
  clockAhead?: number;
  /** Why its sshd doesn't take files, for people. Undefined: it does, or none is to be copied. */
  sftpFault?: string;
  owner?: string;
  /** The run that holds the host's lock just now. */
  busy?: string;
  /** Our address as it arrived there, and the port of sshd that it came to. */
  login?: { address: string; port: number };
  /** Firewall rules that somebody is trying just now: who, and when they go back unless confirmed, in seconds since the epoch. */
  trial?: { operator: string; until: number };
  /** All nftables rules of the host, as it prints them in JSON. Undefined: not known. */
  ruleset?: string;
  /** Undefined where firewalld does not run. */
  firewalld?: FirewalldFacts;
  /** By IPv4 address of the host: the interface that has it. */
  interfaces: Record<string, string>;
  /** By path. */
  places: Record<string, DiskFacts>;
  /** Who listens on the ports that were asked for. */
  listeners: ListeningSocket[];
  /** By destination: the next hop and the interface that packets take; a `via` of '' is no gateway, or no route. */
  ways: Record<string, { via: string; dev: string }>;
  /** By name: the IPv4 addresses that it resolves to on this host. */
  names: Record<string, string[]>;
  naming: NameFacts;
  stamps: Record<string, RecordedStamp>;
  services: Record<string, ServiceFacts>;
  /** By unit. */
  files: Record<string, FilesFacts>;
  /** By unit, also of services that are stopped. */
  versions: Record<string, VersionFacts>;
  /** By unit, of brokers that run. */
  protocols: Record<string, ProtocolFacts>;
  /** By unit, of brokers: what they were started with, but for secrets; values as they are escaped there. */
  properties: Record<string, Properties>;
  /** By cluster, of hosts that its topics were declared from: by name, as they were last. */
  topics: Record<string, Record<string, DeclaredTopic>>;
  /** By unit, and by `<unit>/<cluster>` of mirrors: the certificates that its running process has read. */
  keys: Record<string, KeyFacts>;
  /** By cluster: the certificates of its client here. */
  clientKeys: Record<string, KeyFacts>;
  /** By unit: whose data lies in its data directory. */
  data: Record<string, { brokerId: string; clusterId: string }>;
  /** Units of ZooKeeper servers that have data. */
  ensembleData: string[];
}

/** Whether a node's data is there. */
export function hasData({ data, ensembleData }: HostFacts, unit: string): boolean {
  return data[unit] !== undefined || ensembleData.includes(unit);
}
