// A host's own rules: whether they are as they were written, and what puts them back in force.
import type { HostId } from '../../config/topology.ts';
import { parseRuleset } from '../../probe/nft/ruleset.ts';
import { filterTable } from '../../templates/firewall.ts';
import { type Diagnosis, subjects } from './diagnosis.ts';

/** The record of a host's rules, be they firewalld's or nftables' own. */
export const firewallStamp = `firewall--${filterTable}`;

/** Records of our rules that no longer hold. */
export function driftOfRules(d: Diagnosis, host: HostId): string[] {
  return driftOf(d, host) === undefined ? [] : [subjects.drift(host, firewallStamp)];
}

function driftOf(d: Diagnosis, host: HostId): string | undefined {
  return d.factsOf(host)?.stamps[firewallStamp]?.drift;
}

/** firewalld that somebody stopped still has our rules, and would shut others out if it came back after the next `up`. */
export function firewallFix(d: Diagnosis, host: HostId): { fix: string; at?: HostId } {
  return driftOf(d, host) === 'firewalld does not run'
    ? { fix: 'sudo systemctl start firewalld', at: host }
    : { fix: d.npm('up') };
}

/** Whether firewalld came to a host that we filter by nftables: it drops what its zones do not let in. */
export function isLeftOut(d: Diagnosis, host: HostId): boolean {
  const facts = d.factsOf(host);
  if (facts?.firewalld === undefined || facts.ruleset === undefined) return false;
  return parseRuleset(facts.ruleset)?.chains.some(({ table }) => table === filterTable) === true;
}
