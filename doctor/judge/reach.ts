// Routes on which no connection came about: dropped, rejected, or nobody there.
import { describeService } from '../../config/plan/describe.ts';
import { isMapped } from '../../config/plan/firewall.ts';
import type { HostId } from '../../config/topology.ts';
import { firewalldShut, openingCommands } from '../../probe/checks/firewalld-shut.ts';
import { ownerRules, showingChains } from '../../probe/checks/owner-rules.ts';
import type { Finding } from '../findings.ts';
import { routeText } from '../keys.ts';
import { type Diagnosis, groupBy, type RouteFacts, subjects } from './diagnosis.ts';
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

export function judgeReach(d: Diagnosis): void {
  const failed = d.tried().filter(({ tried }) => tried.outcome !== 'open');
  const open: RouteFacts[] = [];
  for (const one of failed) {
    const cause = d.causeOfRoute(one.route);
    if (cause) follow(d, cause, one);
    else open.push(one);
  }
  const judged = open.map((one) => ({ one, reason: reasonOf(d, one) }));
  for (const all of groupBy(judged, ({ reason }) => `${reason.id} ${reason.host}`)) {
    const [first] = all;
    if (!first) continue;
    const { says, host, explains: _ofOne, ...reason } = first.reason;
    const found = [...new Set(all.map((each) => each.reason.found))].join('; ');
    const explains = [...new Set(all.flatMap((each) => each.reason.explains))];
    const routes = all.map(({ one }) => one.route);
    const services = [...new Set(routes.map(({ service }) => describeService(service)))];
    const finding = d.find(
      {
        ...reason,
        hosts: [host],
        found: says === undefined ? found : `${found}: ${says}`,
        route: routes.map(routeText).join('; '),
        expected: `${services.join(', ')} answers`,
      },
      [...explains, ...routes.map(subjects.route)],
    );
    if (all.length > 1) d.follow(finding, `${all.length} routes get no connection`);
  }
}

function follow(d: Diagnosis, cause: Finding, { route, tried }: RouteFacts): void {
  d.explain(cause, [subjects.route(route)]);
  if (tried.outcome !== 'open') d.follow(cause, `${routeText(route)}: ${outcomes[tried.outcome]}`);
}

function reasonOf(d: Diagnosis, { route, tried }: RouteFacts): Reason {
  const outcome = tried.outcome === 'open' ? 'silent' : tried.outcome;
  const { service, vantage, hops } = route;
  const tunnel = hops.find((hop) => hop.kind === 'tunnel');
  if (tunnel) {
    return {
      id: 'tunnel-down',
      host: vantage,
      found: `its near end: ${outcomes[outcome]}`,
      fix: d.npm('up'),
      explains: [subjects.tunnel(tunnel.tunnel)],
    };
  }
  const target = d.hostOf(service) ?? vantage;
  const facts = d.factsOf(target);
  const bind = bindOf(d, service);
  if (facts && bind && !listenerAt(facts.listeners, bind)) {
    return {
      id: 'nothing-listens',
      host: target,
      found: `nothing listens on ${bind.address}:${bind.port} of ${target}`,
      fix: isEdited(d, target, d.unitOf(service)) ? d.npm('up') : d.npm('restart', d.unitOf(service)),
      explains: [subjects.service(service)],
    };
  }
  if (!facts && outcome === 'refused' && !isMapped(route)) {
    return {
      id: 'nothing-listens',
      host: target,
      found: `${route.address}:${route.port} refuses at once; ${target} itself can't be looked at`,
      fix: `nc -vz ${route.address} ${route.port}`,
      ...(d.host(vantage).managed && { at: vantage }),
      explains: [subjects.service(service)],
    };
  }
  return filtered(d, route, outcome, target, bind?.port);
}

/** Somebody listens, and a filter stands before it. */
function filtered(
  d: Diagnosis,
  route: RouteFacts['route'],
  outcome: keyof typeof outcomes,
  target: HostId,
  port = route.port,
): Reason {
  const door = route.hops.find((hop) => hop.kind === 'portMap');
  const map = door && mapToEnter(d, door.gateway);
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
  const suspects = isMapped(route) && door ? [target, door.gateway] : [target];
  const host =
    suspects.find((id) => driftOfRules(d, id).length > 0 || ownRules(d, id) || isLeftOut(d, id)) ?? target;
  const drift = driftOfRules(d, host);
  const isNew = drift.length === 0 && isLeftOut(d, host);
  const rules = ownRules(d, host);
  const says =
    drift.length > 0
      ? `our rules on ${host} were changed`
      : isNew
        ? `firewalld runs there, and was started after our rules were made, which are nftables' own: it has none of them`
        : rules?.says;
  return {
    id: outcome === 'silent' ? 'dropped-by-firewall' : 'rejected-by-firewall',
    host,
    found: `${outcomes[outcome]}${d.factsOf(target) ? `, while ${target} listens on port ${port}` : ` on port ${port}`}`,
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
