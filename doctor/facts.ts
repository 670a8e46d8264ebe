// What was found when every route of a plan was tried, as plain data.
import type { Transport } from '../config/listener-security.ts';
import type { ClusterId, HostId } from '../config/topology.ts';
import type { Partition } from '../probe/cluster-state.ts';
import type { KnownState } from '../probe/known.ts';
import type { ProbeResult } from '../probe/probe-result.ts';

/** Doctor's own topic. Kafka's own names begin with two underscores, and no stack declares such; mirrors leave them out. */
export const canaryTopic = '__kafka-proxied-doctor';

/** Milliseconds that a record may wait: a mirror looks for new topics every 10 s, and carries within seconds. */
export const mirrorPatienceMs = 60_000;

/**
 * What became of a TCP connection. `refused`: a reset; `unreachable`: an ICMP error, or no route; `silent`: nothing came
 * back in time.
 */
export type Outcome = 'open' | 'refused' | 'unreachable' | 'silent';

/** A certificate as it was shown. */
export interface CertificateFacts {
  subject: string;
  /** DNS names and addresses that it holds. */
  names: string[];
  /** Whether it holds the name that the client used. */
  coversName: boolean;
  /** RFC 3339. */
  from: string;
  until: string;
  /** Why the plan's CA does not vouch for it, by OpenSSL's name of the error; undefined: it does. */
  chain?: string;
  /** Such as `TLSv1.3`. */
  protocol: string;
}

export interface BrokerAddress {
  id: number;
  name: string;
  port: number;
}

/** What a broker did not let a client do. */
export interface Refusal {
  /** Kafka's name of the operation, such as `Describe`. */
  operation: string;
  /** Type and name, such as `Topic:records`. */
  resource: string;
  /** Kafka's name of the error. */
  said: string;
}

/** What a broker returned to this very vantage. */
export interface BrokerResponse {
  /** Who answered; undefined where it can't say (Kafka before 0.11). */
  id?: number;
  clusterId?: string;
  controller?: number;
  /** As advertised to this vantage. */
  brokers: BrokerAddress[];
  partitions: Partition[];
  /** Topics that were asked for by name, and are not there. Undefined: none is missing. */
  missing?: string[];
  /** What the one who asked may not do. Undefined: whatever was tried is allowed. */
  refused?: Refusal[];
}

/** A record that was produced to a partition that this broker leads, and read again. */
export type Canary =
  | {
      ok: true;
      /** By codec: what became of a compressed one; '' where it was taken. Undefined: not tried. */
      codecs?: Record<string, string>;
    }
  | { ok: false; step: 'produce' | 'consume'; said: string };

/** What an open port answered. */
export type ServiceResponse =
  /** It took the connection, and never said a word. */
  | { kind: 'silent' }
  /** It ended the connection, whichever transport was tried. */
  | { kind: 'closed'; said: string }
  | {
      kind: 'answered';
      transport: Transport;
      certificate?: CertificateFacts;
      /** Subject of the certificate that was offered, as Kafka writes it (RFC 2253); undefined: none was. */
      offered?: string;
      /** The alert by which it turned our certificate, or the lack of one, away. */
      alert?: string;
      /** Of a broker. */
      broker?: BrokerResponse;
      /** Why it did not answer as the kind of service that is expected. */
      stranger?: string;
      /** Undefined: not tried. */
      canary?: Canary;
    };

/** One route that must answer. */
export interface Tried {
  outcome: Outcome;
  /** Undefined: nothing could be sent from here. */
  response?: ServiceResponse;
  /** Source address with which this vantage's connection stood at the service's host; undefined: not seen. */
  arrivedFrom?: string;
}

/** What a name resolves to beside its IPv4 addresses. */
export interface Ipv6Facts {
  all: string[];
  /** Those of them that /etc/hosts gives. */
  inFile: string[];
  /** By `name:port address`: what became of a connection to that address. */
  outcomes: Record<string, Outcome>;
}

export interface VantageFacts {
  /** Why nothing could be tried from here. */
  untried?: string;
  /** Why connections could be tried, but nothing sent through them. */
  noForwarding?: string;
  /** By name: IPv4 addresses. */
  names: Record<string, string[]>;
  /** By name, of those that have any. Default: none has. */
  ipv6?: Record<string, Ipv6Facts>;
  /** By {@link serviceKey}: the routes that must answer. */
  open: Record<string, Tried>;
  /** By {@link addressKey}: those that must not. */
  closed: Record<string, Outcome>;
}

/** Records of one partition that a mirror takes for carried, and that its target does not have. */
export interface Skipped {
  /** Offset of the first of them at the source, and of the last one that the mirror has carried, as it keeps it. */
  first: number;
  kept: number;
  /** Whether the target has younger records. */
  hasYounger: boolean;
}

export interface MirrorState {
  /** By `topic-partition`: since when, RFC 3339, the oldest record waits that the target lacks. */
  waiting: Record<string, string>;
  /** By `topic-partition`, none of which are among those that wait. Undefined: none. */
  skipped?: Record<string, Skipped>;
  /** By `topic-partition`: how many offsets the source deleted before they were carried. Undefined: none. */
  overtaken?: Record<string, number>;
  /** Why a task of it failed, in Java's words, where records wait. Undefined: none did, or it is not known. */
  failed?: string;
  /** MirrorMaker's own topics that its target does not have. Undefined: all are there. */
  gone?: string[];
  /** What the mirror may not do, by cluster. Undefined: nothing was refused. */
  refused?: { cluster: ClusterId; offered?: string; refused: Refusal[] }[];
  /** Of the last record that the target holds, RFC 3339; undefined: it has none. */
  last?: string;
  /** Why it could not be told; undefined: it could. */
  unknown?: string;
}

export interface Facts {
  /** When it was looked, RFC 3339. */
  at: string;
  hosts: ReadonlyMap<HostId, ProbeResult>;
  vantages: Record<HostId, VantageFacts>;
  /** By mirror. */
  mirrors: Record<string, MirrorState>;
  /** What the stack's state knows. Undefined: it could not be read. */
  known?: KnownState | undefined;
}
