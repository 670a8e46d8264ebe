// A check of the preflight: facts of a host in, what stands in the way out.
import type { Plan } from '../../config/plan/types.ts';
import type { Host, HostId, Topology } from '../../config/topology.ts';
import type { HostFacts } from '../facts.ts';

/** A host as a check sees it. */
export interface HostView {
  topology: Topology;
  plan: Plan;
  host: Host;
  facts: HostFacts;
  /** Facts of any host that could be looked at. */
  factsOf: (host: HostId) => HostFacts | undefined;
}

export interface Check {
  /** What holds when nothing is found. */
  label: string;
  /** True where it must hold even if things are only taken back: a full disk, or a wrong clock, must not stop that. */
  whenRemoving?: boolean;
  /** What does not hold here: what, why it matters, what to do. Each follows the host's name. */
  find: (view: HostView) => string[];
}
