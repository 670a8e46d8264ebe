// What puts a host's own rules back in force.
import type { HostId } from '../../config/topology.ts';
import { firewalldPolicy } from '../../templates/firewalld.ts';
import type { Case } from './case.ts';

/** firewalld that somebody stopped still has our rules, and would shut others out if it came back after the next `up`. */
export function firewallFix(given: Case, host: HostId): { fix: string; at?: HostId } {
  const drift = given.factsOf(host)?.stamps[`firewall--${firewalldPolicy}`]?.drift;
  return drift === 'firewalld does not run'
    ? { fix: 'sudo systemctl start firewalld', at: host }
    : { fix: given.npm('up') };
}
