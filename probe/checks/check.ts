// A check of the preflight: facts of a host in, what stands in the way out.
import type { Plan } from '../../config/plan/types.ts';
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

/** Names of what is found, stable: docs/troubleshooting.md and doctor go by them. */
export type CheckId =
  | 'ca-not-in-state'
  | 'ca-step-left-out'
  | 'clock-off'
  | 'cluster-id-differs'
  | 'data-of-other-broker'
  | 'disk-not-mounted'
  | 'files-unusable'
  | 'firewall-unready'
  | 'firewalld-shut'
  | 'host-unfit'
  | 'hosts-file-passed-over'
  | 'hosts-file-protected'
  | 'name-resolves-elsewhere'
  | 'name-step-left-out'
  | 'no-space'
  | 'other-owner'
  | 'owner-rules-drop'
  | 'port-step-left-out'
  | 'port-taken'
  | 'protocol-step-left-out'
  | 'runs-no-code'
  | 'sftp-unusable'
  | 'source-address-masqueraded'
  | 'strange-folder'
  | 'state-lost'
  | 'too-little-memory'
  | 'version-step-left-out'
  | 'way-back-elsewhere'
  | 'zookeeper-data-gone';

export interface Check {
  id: CheckId;
  /** What holds when nothing is found. */
  label: string;
  /** True where it must hold even if things are only taken back: a full disk, or a wrong clock, must not stop that. */
  whenRemoving?: boolean;
  /** What does not hold here: what, why it matters, what to do. Each follows the host's name. */
  find: (view: HostView) => string[];
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
