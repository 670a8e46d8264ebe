// Routes on which no connection came about: dropped, rejected, or nobody there.
import { describeService } from '../../config/plan/describe.ts';
import { isMapped, mappedPortOf, tunnelOf } from '../../config/plan/hops.ts';
import type { HostId } from '../../config/topology.ts';
import { firewalldShut, openingCommands } from '../../probe/checks/firewalld-shut.ts';
import { ownerRules, showingChains } from '../../probe/checks/owner-rules.ts';
import type { Finding } from '../findings.ts';
import { routeText } from '../keys.ts';
import { type Case, groupBy, type RouteFacts, subjects } from './case.ts';
import { isEdited } from './failing.ts';
import { driftOfRules, firewallFix, isLeftOut } from './own-rules.ts';
import { mapToEnter } from './hosts.ts';
import { bindOf, listenerAt } from './places.ts';

const outcomes = { refused: 'refused at once', unreachable: 'unreachable', silent: 'no answer' } as const;

/** Why a door stays shut, with the host whose doing that is. */
interface Reason {
  id: 'nothing-listens' | 'dropped-by-firewall' | 'rejected-by-firewall' | 'tunnel-down' | 'port-map-missing';
  host: HostId;
  found: string;
  /** What accounts for it, where that is known. */
  says?: string;
  fix: string;
  at?: HostId;
  explains: string[];
}

export function judgeReach(given: Case): void {
  const failed = given.tried().filter(({ tried }) => tried.outcome !== 'open');
  const open: RouteFacts[] = [];
  for (const one of failed) {
    const cause = given.causeOfRoute(one.route);
    if (cause) follow(given, cause, one);
    else open.push(one);
  }
  const judged = open.map((one) => ({ one, reason: reasonOf(given, one) }));
  for (const all of groupBy(judged, ({ reason }) => `${reason.id} ${reason.host}`)) {
    const [first] = all;
    if (!first) continue;
    const { says, host, explains: _ofOne, ...reason } = first.reason;
    const found = [...new Set(all.map((each) => each.reason.found))].join('; ');
    const explains = [...new Set(all.flatMap((each) => each.reason.explains))];
    const routes = all.map(({ one }) => one.route);
    const services = [...new Set(routes.map(({ service }) => describeService(service)))];
    const finding = given.find(
      {
        ...reason,
        hosts: [host],
        found: says === undefined ? found : `${found}: ${says}`,
        route: routes.map(routeText).join('; '),
        expected: `${services.join(', ')} answers`,
      },
      [...explains, ...routes.map(subjects.route)],
    );
    if (all.length > 1) given.follow(finding, `${all.length} routes get no connection`);
  }
}

function follow(given: Case, cause: Finding, { route, tried }: RouteFacts): void {
  given.explain(cause, [subjects.route(route)]);
  if (tried.outcome !== 'open') given.follow(cause, `${routeText(route)}: ${outcomes[tried.outcome]}`);
}

function reasonOf(given: Case, { route, tried }: RouteFacts): Reason {
  const outcome = tried.outcome === 'open' ? 'silent' : tried.outcome;
  const { service, vantage } = route;
  const tunnel = tunnelOf(route);
  if (tunnel !== undefined) {
    return {
      id: 'tunnel-down',
      host: vantage,
      found: `its near end: ${outcomes[outcome]}`,
      fix: given.npm('up'),
      explains: [subjects.tunnel(tunnel)],
    };
  }
  const target = given.hostOf(service) ?? vantage;
  const facts = given.factsOf(target);
  const bind = bindOf(given, service);
  if (facts && bind && !listenerAt(facts.listeners, bind)) {
    return {
      id: 'nothing-listens',
      host: target,
      found: `nothing listens on ${bind.address}:${bind.port} of ${target}`,
      fix: isEdited(given, target, given.unitOf(service))
        ? given.npm('up')
        : given.npm('restart', given.unitOf(service)),
      explains: [subjects.service(service)],
    };
  }
  if (!facts && outcome === 'refused' && !isMapped(route)) {
    return {
      id: 'nothing-listens',
      host: target,
      found: `${route.address}:${route.port} refuses at once; ${target} itself can't be looked at`,
      fix: `nc -vz ${route.address} ${route.port}`,
      ...(given.host(vantage).managed && { at: vantage }),
      explains: [subjects.service(service)],
    };
  }
  return filtered(given, route, outcome, target, bind?.port);
}

/** Somebody listens, and a filter stands before it. */
function filtered(
  given: Case,
  route: RouteFacts['route'],
  outcome: keyof typeof outcomes,
  target: HostId,
  port = route.port,
): Reason {
  const door = mappedPortOf(route);
  const map = door && mapToEnter(given, door.gateway);
  if (door && map !== undefined) {
    return {
      id: 'port-map-missing',
      host: door.gateway,
      found: `${outcomes[outcome]}, while ${target} listens on port ${port}`,
      says: `the map is not there or leads elsewhere, or source addresses do not survive it. ${map}`,
      fix: `nc -vz ${route.address} ${door.port}`,
      at: route.vantage,
      explains: [subjects.door(door.gateway, door.port)],
    };
  }
  const suspects = door ? [target, door.gateway] : [target];
  const host =
    suspects.find(
      (id) => driftOfRules(given, id).length > 0 || ownRules(given, id) || isLeftOut(given, id),
    ) ?? target;
  const drift = driftOfRules(given, host);
  const isNew = drift.length === 0 && isLeftOut(given, host);
  const rules = ownRules(given, host);
  const says =
    drift.length > 0
      ? `our rules on ${host} were changed`
      : isNew
        ? `firewalld runs there, and was started after our rules were made, which are nftables' own: it has none of them`
        : rules?.says;
  return {
    id: outcome === 'silent' ? 'dropped-by-firewall' : 'rejected-by-firewall',
    host,
    found: `${outcomes[outcome]}${given.factsOf(target) ? `, while ${target} listens on port ${port}` : ` on port ${port}`}`,
    ...(says !== undefined && { says }),
    ...(drift.length > 0 || isNew
      ? firewallFix(given, host)
      : { fix: rules?.fix ?? 'sudo nft list ruleset; sudo iptables-save', at: host }),
    explains: drift,
  };
}

/** Rules of the owner that drop, and what shows them. */
function ownRules(given: Case, id: HostId): { says: string; fix: string } | undefined {
  const facts = given.factsOf(id);
  const view = facts && given.view(given.host(id), facts);
  const [says] = view ? [...ownerRules.find(view), ...firewalldShut.find(view)] : [];
  if (!view || says === undefined) return undefined;
  return {
    says,
    fix: [...showingChains(view).map((command) => `sudo ${command}`), ...openingCommands(view)].join('; '),
  };
}
