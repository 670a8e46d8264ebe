// What is shown before the file is written: who reaches what, what costs something, and what the machines are.
import { openRouteRows, portMapsToEnter } from '../../config/plan/describe.ts';
import type { Plan } from '../../config/plan/types.ts';
import type { Note } from '../../config/problem.ts';
import type { HostId, Topology } from '../../config/topology.ts';
import { formatTable } from '../../lib/table.ts';
import type { ProbeResult } from '../../probe/probe-result.ts';

/** The plan as a table, with what its owner should know. */
export function planText(topology: Topology, plan: Plan, notes: readonly Note[]): string {
  return [
    formatTable(openRouteRows(plan)),
    ...portMapsToEnter(topology, plan),
    ...notes.map(({ path, text }) => `${path}: ${text}`),
  ].join('\n\n');
}

const managers: Readonly<Record<string, string>> = { 'apt-get': 'Debian family', dnf: 'RPM family' };

function system(result: ProbeResult): string[] {
  if (!result.ok) return ['could not be checked', result.reason];
  const { os, system: found, owner } = result.facts;
  const family = managers[found?.packages ?? ''] ?? 'neither Debian nor RPM family';
  return [os.name, owner === undefined ? family : `${family}; belongs to the stack ${owner}`];
}

/** What each machine turned out to be. */
export function machinesText(looked: ReadonlyMap<HostId, ProbeResult>): string {
  return formatTable([
    ['MACHINE', 'SYSTEM', ''],
    ...[...looked].map(([host, result]) => [host, ...system(result)]),
  ]);
}
