// What doctor says: findings, and a verdict on every pair of vantage and service.
import type { HostId } from '../config/topology.ts';
import type { OpenRoute, Verdict } from '../config/plan/types.ts';

/** One cause, with all that follows from it. */
export interface Finding {
  /** Stable: docs/troubleshooting.md goes by it. */
  id: string;
  /** Where the cause lies. */
  hosts: HostId[];
  /** A route that shows it. */
  route?: string;
  expected: string;
  found: string;
  /** Why it matters. */
  why: string;
  /** A command to type. */
  fix: string;
  /** The host on which it is typed; undefined: in this checkout. */
  at?: HostId;
  /** What else is wrong because of this. */
  follows: string[];
}

/** How one vantage reaches one service. */
export interface Cell {
  vantage: HostId;
  route: OpenRoute;
  verdict: Verdict;
  /** Index of the finding that explains a fault; of an untried cell, why. */
  finding?: number;
  reason?: string;
}

/** How ports that must be closed did, from one vantage. */
export interface ClosedPorts {
  vantage: HostId;
  tried: number;
  /** Why none was tried. */
  reason?: string;
  /** `address:port` of those that answered. */
  answered: string[];
}

export interface Report {
  findings: Finding[];
  cells: Cell[];
  closed: ClosedPorts[];
  /** What could not be tried, and why, for people. */
  untried: string[];
}

/** The verdict on a route. */
export function verdictOf({ cells }: Report): (route: OpenRoute) => Verdict {
  return ({ vantage, name, port }) => {
    const cell = cells.find(
      (one) => one.vantage === vantage && one.route.name === name && one.route.port === port,
    );
    return cell?.verdict ?? 'untried';
  };
}

/** Findings that lie on a host, with their numbers in the report. */
export function findingsOn({ findings }: Report): (host: HostId) => string[] {
  return (host) =>
    findings.flatMap(({ id, hosts }, index) => (hosts.includes(host) ? [`[${index + 1}] ${id}`] : []));
}
