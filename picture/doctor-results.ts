// What doctor found, as far as a picture shows it.
import type { OpenRoute, Verdict } from '../config/plan/types.ts';
import type { HostId } from '../config/topology.ts';

/** What doctor found in a stack. */
export interface DoctorResults {
  /** When, RFC 3339. */
  at: string;
  /** Of a route that must answer. */
  verdictOf: (route: OpenRoute) => Verdict;
  /** What is wrong on a host, in few words. */
  faultsOf: (host: HostId) => string[];
}
