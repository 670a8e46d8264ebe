// What keeps a host's firewall from being changed, before anything is.
import ipaddr from 'ipaddr.js';
import { pathText } from '../../config/problem.ts';
import { operatorName } from '../../ssh/operator.ts';
import type { Check, HostView } from './check.ts';

export const firewall = {
  id: 'firewall-unready',
  label: 'its firewall takes the rules, and they let its operator in',
  docs: {
    about: 'the firewall',
    holds:
      'sshd has the port that the config says; your address, as it arrives, may log in by the new rules; nobody else is trying rules; where firewalld runs, it is 0.9 or later, its configuration is whole, and our policy costs its owner nothing',
  },
  find: (view) => {
    if (!view.plan.policies[view.host.id]) return [];
    return [
      ...portFindings(view),
      ...addressFindings(view),
      ...trialFindings(view),
      ...firewalldFindings(view),
    ];
  },
} satisfies Check;

/** Rules for the wrong port would leave sshd open to all, or shut. */
function portFindings({ host, facts }: HostView): string[] {
  const port = host.ssh?.port;
  if (!facts.login || facts.login.port === port) return [];
  return [
    `answers logins on port ${facts.login.port}, and the config says ${port}: the rules would be for a port that sshd does not have. Something in between forwards to it. Let sshd listen on ${port} itself, or set ${pathText(['hosts', host.id, 'firewall'])} to off`,
  ];
}

/** The address as it arrives there: a gateway on the way may have put in its own. */
function addressFindings({ plan, host, facts }: HostView): string[] {
  const sshd = plan.policies[host.id]?.openings.find(({ port }) => port === host.ssh?.port);
  if (!facts.login || !sshd || sshd.allow === 'anywhere') return [];
  const { address } = facts.login;
  const local = ipaddr.process(address);
  if (local.range() === 'loopback' || sshd.allow.some((range) => lies(local, range))) return [];
  return [
    `sees you come from ${address}, which its new rules would not let in to sshd (allowed: ${host.sshAllow?.join(', ') ?? 'its own network'}): you would lock yourself out. Add ${address} to ${pathText(['hosts', host.id, 'ssh', 'allow'])}, or to ${pathText(['ssh', 'allow'])}`,
  ];
}

function lies(address: ReturnType<typeof ipaddr.process>, range: string): boolean {
  const [network, bits] = ipaddr.parseCIDR(range);
  return network.kind() === address.kind() && address.match(network, bits);
}

function trialFindings({ facts }: HostView): string[] {
  const { trial } = facts;
  // Our own host script waits for what an earlier run of ours left.
  if (!trial || trial.operator === operatorName()) return [];
  const left = Math.max(1, Math.ceil(trial.until - facts.time));
  return [
    `other firewall rules, of ${trial.operator}, are being tested here; unless confirmed, they are rolled back within ${left} s. Coordinate with that operator, then run the same command again`,
  ];
}

/** Where it runs, it has the say, so the rules go there: as a policy, which it must be able to take. */
function firewalldFindings({ host, facts }: HostView): string[] {
  if (!facts.firewalld) return [];
  const { knowsPolicies, broken, unsaved } = facts.firewalld;
  const off = `set ${pathText(['hosts', host.id, 'firewall'])} to off and open the ports there yourself`;
  const findings: string[] = [];
  if (broken !== '')
    findings.push(
      `runs firewalld, whose configuration is broken, so that its next start or reload would fail: ${broken}. Mend that file ('firewall-cmd --check-config' tells when it is whole), then run the same command again`,
    );
  if (!knowsPolicies)
    findings.push(
      `runs firewalld, which does not answer, or is older than 0.9 and knows no policies. See 'firewall-cmd --state' and 'firewall-cmd --version', or ${off}`,
    );
  if (unsaved !== '')
    findings.push(
      `runs firewalld, which has to be reloaded once for our policy, and that would change rules of yours (${unsaved}). Keep them by 'firewall-cmd --runtime-to-permanent', or drop them by 'firewall-cmd --reload', then run the same command again`,
    );
  return findings;
}
