// What keeps a host's firewall from being changed, before anything is.
import ipaddr from 'ipaddr.js';
import { pathText } from '../../config/problem.ts';
import { operatorName } from '../../ssh/operator.ts';
import type { Check, HostView } from './check.ts';

export const firewall = {
  id: 'firewall-unready',
  label: 'its firewall accepts the rules, and they admit the operator',
  docs: {
    about: 'the firewall',
    holds:
      'sshd has the port of the config; the new rules admit the address that you log in from; no other operator is testing rules. If firewalld runs: it is 0.9 or later, its configuration is valid, and the policy of kafka-proxied does not change the owner’s rules',
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
    `accepts logins on port ${facts.login.port}, but the config says ${port}: the rules would be for a port that sshd does not use. Something in between forwards to it. Let sshd itself listen on ${port}, or set ${pathText(['hosts', host.id, 'firewall'])} to off`,
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
    `sees you connect from ${address}, which its new rules would not admit to sshd (allowed: ${host.sshAllow?.join(', ') ?? 'its own network'}): you would lock yourself out. Add ${address} to ${pathText(['hosts', host.id, 'ssh', 'allow'])}, or to ${pathText(['ssh', 'allow'])}`,
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
      `runs firewalld, whose configuration is broken, so its next start or reload would fail: ${broken}. Repair that file ('firewall-cmd --check-config' checks it), then run the same command again`,
    );
  if (!knowsPolicies)
    findings.push(
      `runs firewalld, which does not answer, or is older than 0.9 and has no policies. Run 'firewall-cmd --state' and 'firewall-cmd --version', or ${off}`,
    );
  if (unsaved !== '')
    findings.push(
      `runs firewalld, which must be reloaded once for the policy of kafka-proxied. That would change rules of yours (${unsaved}). Keep them by 'firewall-cmd --runtime-to-permanent', or drop them by 'firewall-cmd --reload', then run the same command again`,
    );
  return findings;
}
