// Hosts whose firewall lets in otherwise than the plan says.
import { mappedPortOf } from '../../../config/plan/hops.ts';
import type { HostId } from '../../../config/topology.ts';
import { firewalldShut, openingCommands } from '../../../probe/checks/firewalld-shut.ts';
import { ownerRules, showingChains } from '../../../probe/checks/owner-rules.ts';
import { bindOf } from '../bindings.ts';
import { check, type ConnectionFault, type FailedConnection } from '../check.ts';
import { outcomeWords } from '../connections.ts';
import type { Diagnosis } from '../diagnosis.ts';
import { driftOfRules, firewallFix, firewallStamp, isLeftOut } from '../own-rules.ts';

export const firewall = check({
  topic: 'Routes',
  reads: ['hosts', 'connections'],
  findings: {
    'dropped-by-firewall': {
      is: 'no answer, though the service listens',
      why: 'Packets are dropped: clients hang until their connection times out.',
      toDo: '`npm run up` if rules of kafka-proxied were changed; else remove the rule that the finding names',
    },
    'rejected-by-firewall': {
      is: 'refused at once, or unreachable, though the service listens',
      why: 'A firewall rejects the connection, though the service listens: clients fail at once.',
      toDo: 'the same as for `dropped-by-firewall`',
    },
    'firewall-rules-changed': {
      is: 'rules of kafka-proxied were changed, with no effect on clients yet',
      why: 'The host’s rules differ from the plan: too much or too little is allowed.',
      toDo: '`npm run up`',
    },
  },
  onFailedConnection: filteredAt,
  onDrift(d, { view, key }) {
    if (key !== firewallStamp) return undefined;
    return {
      id: 'firewall-rules-changed',
      expected: 'the host has the rules of kafka-proxied, unchanged',
      ...firewallFix(d, view.host.id),
    };
  },
});

/** Somebody listens, and a filter stands before it. */
function filteredAt(
  d: Diagnosis,
  { route, outcome, target }: FailedConnection,
): ConnectionFault<'dropped-by-firewall' | 'rejected-by-firewall'> {
  const port = bindOf(d, route.service)?.port ?? route.port;
  const mapped = mappedPortOf(route);
  const suspects = mapped ? [target, mapped.gateway] : [target];
  const host =
    suspects.find((id) => driftOfRules(d, id).length > 0 || ownRules(d, id) || isLeftOut(d, id)) ?? target;
  const drift = driftOfRules(d, host);
  const isNew = drift.length === 0 && isLeftOut(d, host);
  const rules = ownRules(d, host);
  const says =
    drift.length > 0
      ? `rules of kafka-proxied on ${host} were changed`
      : isNew
        ? `firewalld was started there after the rules of kafka-proxied were made in nftables: firewalld has none of them`
        : rules?.says;
  return {
    id: outcome === 'silent' ? 'dropped-by-firewall' : 'rejected-by-firewall',
    host,
    found: `${outcomeWords[outcome]}${d.factsOf(target) ? `, while ${target} listens on port ${port}` : ` on port ${port}`}`,
    ...(says !== undefined && { says }),
    ...(drift.length > 0 || isNew
      ? firewallFix(d, host)
      : { fix: rules?.fix ?? 'sudo nft list ruleset; sudo iptables-save', at: host }),
    explains: drift,
  };
}

/** Rules of the owner that drop, and what shows them. */
function ownRules(d: Diagnosis, id: HostId): { says: string; fix: string } | undefined {
  const facts = d.factsOf(id);
  const view = facts && d.view(d.host(id), facts);
  const [says] = view ? [...ownerRules.find(view), ...firewalldShut.find(view)] : [];
  if (!view || says === undefined) return undefined;
  return {
    says,
    fix: [...showingChains(view).map((command) => `sudo ${command}`), ...openingCommands(view)].join('; '),
  };
}
