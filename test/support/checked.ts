// What one check of a host finds in facts.
import { makePlan } from '../../config/plan/make.ts';
import type { Topology, Host } from '../../config/topology.ts';
import type { Check } from '../../probe/checks/check.ts';
import type { HostFacts } from '../../probe/facts.ts';
import { bareHost } from './deployment.ts';

export function hostOf(topology: Topology, id: string): Host {
  const host = topology.hosts.find((each) => each.id === id);
  if (!host) throw new Error(`no host ${id}`);
  return host;
}

/** @param facts in which the host differs from a bare one */
export function found(check: Check, topology: Topology, id: string, facts: Partial<HostFacts>): string[] {
  const whole = { ...bareHost(), ...facts };
  const view = { topology, plan: makePlan(topology), host: hostOf(topology, id), facts: whole };
  return check.find({ ...view, factsOf: (other) => (other === id ? whole : undefined) });
}
