// Doors that must stay shut, and answer.
import { describeService } from '../../config/plan/describe.ts';
import { closedRoutes, nodeOf } from '../../config/plan/select.ts';
import type { ClosedRoute } from '../../config/plan/types.ts';
import type { HostId } from '../../config/topology.ts';
import { doorKey } from '../keys.ts';
import { type Case, groupBy, subjects } from './case.ts';
import { firewallFix, firewallStamp } from './own-rules.ts';
import { portMapStamp } from './port-map.ts';

export function judgeShut(given: Case): void {
  const answering = Object.entries(given.facts.vantages).flatMap(([vantage, { closed }]) =>
    closedRoutes(given.plan, vantage)
      .filter((route) => closed[doorKey(route)] === 'open')
      .map((route) => ({ route, ...whose(given, route) }))
      .filter(({ route, host }) => {
        const cause = given.causeOf(subjects.host(host));
        if (cause?.id !== 'not-set-up') return true;
        given.follow(cause, `${doorKey(route)} (${describeService(route.service)}) answers ${route.vantage}`);
        return false;
      }),
  );
  for (const all of groupBy(answering, ({ host }) => host)) {
    const [first] = all;
    if (!first) continue;
    const { host, drift } = first;
    const doors = groupBy(all, ({ route }) => doorKey(route)).map((same) => {
      const vantages = same.map(({ route }) => route.vantage).join(', ');
      const { route } = same[0] ?? first;
      return `${doorKey(route)} (${describeService(route.service)}) answers ${vantages}`;
    });
    given.find(
      {
        id: 'answers-where-it-must-not',
        hosts: [host],
        expected: first.route.reason,
        found: doors.join('; '),
        ...(drift.length > 0 || given.host(host).managed
          ? firewallFix(given, host)
          : { fix: 'sudo nft list ruleset; sudo iptables-save', at: host }),
      },
      drift,
    );
  }
}

/** Who should have kept it shut: the host whose rules were changed, else the one that the plan counts on. */
function whose(given: Case, { service, closedBy, vantage }: ClosedRoute): { host: HostId; drift: string[] } {
  const target = given.hostOf(nodeOf(service)) ?? vantage;
  const network = given.topology.networks.find(({ id }) => id === given.host(target).network);
  const gateway = network?.gateway ?? target;
  const driftOf = (id: HostId): string[] =>
    [firewallStamp, portMapStamp]
      .filter((key) => given.factsOf(id)?.stamps[key]?.drift)
      .map((key) => subjects.drift(id, key));
  const changed = [target, gateway].find((id) => driftOf(id).length > 0);
  const host = changed ?? (closedBy === 'gateway' ? gateway : target);
  return { host, drift: driftOf(host) };
}
