// What doctor looks for: each check is one object, in a file of its own in checks/.
import type { HostId } from '../../config/topology.ts';
import type { OpenRoute } from '../../config/plan/types.ts';
import type { Explanation, HostView } from '../../probe/checks/check.ts';
import type { ServiceResponse, Tried } from '../facts.ts';
import type { Diagnosis, NewFinding, RouteFacts } from './diagnosis.ts';

/** Parts of the page on which findings are listed, in its order. */
export const topics = ['Hosts and services', 'Routes', 'TLS', 'Clusters, records, mirrors'] as const;
export type Topic = (typeof topics)[number];

/**
 * In which order is judged: causes before what follows from them. A later stage first asks whether an earlier finding
 * explains what it sees.
 */
export const stages = [
  'logins',
  'set-up',
  'hosts',
  'services',
  'names',
  'port maps',
  'starts',
  'connections',
  'source addresses',
  'metadata',
  'sessions',
  'authorization',
  'clusters',
  'topics',
  'records',
  'mirrors',
  'closed ports',
  'drift',
  'certificates',
] as const;
export type Stage = (typeof stages)[number];

/** What doctor looked at. */
export type Read =
  | 'logins'
  | 'the state'
  | 'hosts'
  | 'names'
  | 'connections'
  | 'sessions'
  | 'metadata'
  | 'records'
  | 'mirrors'
  | 'closed ports';

/** Why no connection came about. Routes on which it is found with the same id and host make one finding. */
export interface ConnectionFault<Id extends string = string> {
  id: Id;
  /** Whose doing it is. */
  host: HostId;
  found: string;
  /** What accounts for it, where that is known. */
  says?: string;
  fix: string;
  at?: HostId;
  explains: readonly string[];
}

export interface FailedConnection extends RouteFacts {
  outcome: Exclude<Tried['outcome'], 'open'>;
  /** Host of the service; of another stack's, the vantage. */
  target: HostId;
}

/** What is wrong with what a service said. Routes on which the same is found make one finding. */
export interface SessionFault<Id extends string = string> {
  finding: NewFinding<Id>;
  explains: readonly string[];
  /** What would account for it, beside the causes of the route. */
  because?: readonly string[];
}

/** One connection that came about, and what was said. */
export interface Session {
  route: OpenRoute;
  response: ServiceResponse;
  /** Host of the service; of another stack's, the vantage. */
  target: HostId;
}

/** A record of a resource that no longer holds on its host. */
export interface Drift {
  view: HostView;
  /** The record's key: `KIND--SUBJECT`. */
  key: string;
  /** What does not hold, for people. */
  text: string;
}

/** What a drift is. Those of a host with the same id make one finding. */
export interface DriftFault<Id extends string = string> {
  id: Id;
  expected: string;
  fix: string;
  at?: HostId;
  /** What is told once beside it. */
  adds?: readonly string[];
  /** True: what else differs of the same unit is the same thing. */
  coversUnit?: true;
}

/** One idea of what may be wrong. */
export interface Check<Id extends string = string> {
  topic: Topic;
  reads: readonly Read[];
  /** What it finds, by id. Ids are stable, and belong to one check. */
  findings: Readonly<Record<Id, Explanation>>;
  /** How it looks, at one stage or at several. */
  at?: { [stage in Stage]?: (d: Diagnosis<NoInfer<Id>>) => void };
  /** Why no connection came about, where nothing found before explains it. The first check that knows it is told. */
  onFailedConnection?: (
    d: Diagnosis<NoInfer<Id>>,
    failed: FailedConnection,
  ) => ConnectionFault<NoInfer<Id>> | undefined;
  /** What is wrong with what was said. The first check that knows it is told. */
  onSession?: (d: Diagnosis<NoInfer<Id>>, session: Session) => SessionFault<NoInfer<Id>> | undefined;
  /** What a drift is. The first check that knows it is told. */
  onDrift?: (d: Diagnosis<NoInfer<Id>>, drift: Drift) => DriftFault<NoInfer<Id>> | undefined;
}

/** Holds the ids of what a check finds to those that it explains. */
export function check<Id extends string>(own: Check<Id>): Check<Id> {
  return own;
}
