// A check of the preflight: facts of a host in, what stands in the way out.
import type { OpenRoute, Plan, Service } from '../../config/plan/types.ts';
import type { Host, HostId, Topology } from '../../config/topology.ts';
import type { HostFacts } from '../facts.ts';
import type { KnownState } from '../known.ts';

/** A host as a check sees it. */
export interface HostView {
  topology: Topology;
  plan: Plan;
  host: Host;
  facts: HostFacts;
  /** Facts of any host that could be looked at. */
  factsOf: (host: HostId) => HostFacts | undefined;
  /** What the stack's state knows. Undefined: it was not looked at. */
  known?: KnownState | undefined;
}

/** What docs/troubleshooting.md and doctor say of a finding. */
export interface Explanation {
  /** What it is, in a few words. */
  is: string;
  why: string;
  /** What to do about it, in general; a finding has the command. */
  toDo: string;
}

/** Something of the stack that does not work while something else is amiss. */
export type Affected =
  | { node: Pick<Service, 'cluster' | 'kind' | 'id'> }
  | { mirror: string }
  /** A port that a gateway maps. */
  | { gateway: HostId; port: number }
  | { route: OpenRoute };

/** How doctor tells of it, once services run. */
export interface ToldByDoctor extends Explanation {
  /** What to type on the host. Default: `npm run preview` in this checkout, which says what to do. */
  command?: (view: HostView) => string;
  /** Default: nothing. */
  affects?: (view: HostView) => Affected[];
}

/** One thing that must hold on a host before anything is written there. */
export interface Check {
  /** Stable: docs/troubleshooting.md and doctor go by it. */
  id: Lowercase<string>;
  /** What holds when nothing is found. */
  label: string;
  /** For docs/troubleshooting.md: what is looked at, and what must hold of it. */
  docs: { about: string; holds: string };
  /** True where it must hold even if things are only taken back: a full disk, or a wrong clock, must not stop that. */
  whenRemoving?: boolean;
  /** What does not hold here: what, why it matters, what to do. Each follows the host's name. */
  find: (view: HostView) => string[];
  /** Undefined: it is of interest before a change alone. */
  doctor?: ToldByDoctor;
}

/** A finding that several hosts may have for one reason, which is told once. */
export interface SharedFinding {
  /** What is found with others of this mark has the same reason. */
  reason: string;
  /** What does not hold here, in one line. It follows the host's name. */
  what: string;
  /** Why that matters, and what to do. */
  advice: string;
}

/** A check whose findings may have one reason on many hosts. */
export interface SharedCheck extends Omit<Check, 'find'> {
  findShared: (view: HostView) => SharedFinding[];
}
