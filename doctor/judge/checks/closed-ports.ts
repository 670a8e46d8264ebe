// Ports that must be closed, and answer.
import { describeService } from '../../../config/plan/describe.ts';
import { closedRoutes, nodeOf } from '../../../config/plan/select.ts';
import type { ClosedRoute } from '../../../config/plan/types.ts';
import type { HostId } from '../../../config/topology.ts';
import { addressKey } from '../../keys.ts';
import { type Diagnosis, groupBy, subjects } from '../diagnosis.ts';
import { firewallFix, firewallStamp } from '../own-rules.ts';
import { portMapStamp } from '../port-maps.ts';
import { check } from '../check.ts';

export const closedPorts = check({
  topic: 'Routes',
  reads: ['closed ports'],
  findings: {
    'answers-where-it-must-not': {
      is: 'a port that must be closed is open',
      why: 'A port that must be closed is open: everyone who finds it can read and write.',
      toDo: '`npm run up`; a rule of the host’s owner, or of the gateway’s, may admit too many',
    },
  },
  at: { 'closed ports': findOpen },
});

function findOpen(d: Diagnosis<'answers-where-it-must-not'>): void {
  const answering = Object.entries(d.facts.vantages).flatMap(([vantage, { closed }]) =>
    closedRoutes(d.plan, vantage)
      .filter((route) => closed[addressKey(route)] === 'open')
      .map((route) => ({ route, ...whose(d, route) }))
      .filter(({ route, host }) => {
        const cause = d.causeOf(subjects.host(host));
        if (cause?.id !== 'not-set-up') return true;
        d.follow(cause, `${addressKey(route)} (${describeService(route.service)}) answers ${route.vantage}`);
        return false;
      }),
  );
  for (const all of groupBy(answering, ({ host }) => host)) {
    const [first] = all;
    const { host, drift } = first;
    const ports = groupBy(all, ({ route }) => addressKey(route)).map((same) => {
      const vantages = same.map(({ route }) => route.vantage).join(', ');
      const [{ route }] = same;
      return `${addressKey(route)} (${describeService(route.service)}) answers ${vantages}`;
    });
    d.find(
      {
        id: 'answers-where-it-must-not',
        hosts: [host],
        expected: first.route.reason,
        found: ports.join('; '),
        ...(drift.length > 0 || d.host(host).managed
          ? firewallFix(d, host)
          : { fix: 'sudo nft list ruleset; sudo iptables-save', at: host }),
      },
      drift,
    );
  }
}

/** Who should have kept it closed: the host whose rules were changed, else the one that the plan counts on. */
function whose(d: Diagnosis, { service, closedBy, vantage }: ClosedRoute): { host: HostId; drift: string[] } {
  const target = d.hostOfService(nodeOf(service)) ?? vantage;
  const network = d.topology.networks.find(({ id }) => id === d.host(target).network);
  const gateway = network?.gateway ?? target;
  const driftOf = (id: HostId): string[] =>
    [firewallStamp, portMapStamp]
      .filter((key) => d.factsOf(id)?.stamps[key]?.drift)
      .map((key) => subjects.drift(id, key));
  const changed = [target, gateway].find((id) => driftOf(id).length > 0);
  const host = changed ?? (closedBy === 'gateway' ? gateway : target);
  return { host, drift: driftOf(host) };
}
