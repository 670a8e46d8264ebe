// Facts and plan in, findings and a verdict on every route out. Pure.
import { mappedPortOf } from '../../config/plan/hops.ts';
import { closedRoutes, openRoutes } from '../../config/plan/select.ts';
import type { OpenRoute, Plan } from '../../config/plan/types.ts';
import type { Topology } from '../../config/topology.ts';
import type { Facts } from '../facts.ts';
import type { Cell, Diagnosis, Shut } from '../findings.ts';
import { doorKey, serviceKey } from '../keys.ts';
import { judgeArrivals } from './arrivals.ts';
import { judgeAuthorization } from './authorization.ts';
import { Case, subjects } from './case.ts';
import { judgeCertificates } from './certificates.ts';
import { judgeCodecs } from './codecs.ts';
import { judgeClusters } from './clusters.ts';
import { judgeDrift } from './drift.ts';
import { judgeFamilies } from './families.ts';
import { judgeHosts, judgeLogins } from './hosts.ts';
import { judgeKnownState } from './known-state.ts';
import { judgeMetadata } from './metadata.ts';
import { judgeNames } from './names.ts';
import { judgePortMaps } from './port-map.ts';
import { judgeReach } from './reach.ts';
import { judgeMirrors } from './mirrors.ts';
import { judgeCanaries } from './records.ts';
import { judgeFrozen, judgeUnits } from './services.ts';
import { judgeSetUp } from './set-up.ts';
import { judgeShut } from './shut.ts';
import { judgeSpeech } from './speech.ts';
import { judgeStartedWith } from './started-with.ts';
import { judgeStarting } from './starting.ts';
import { judgeTopics } from './topics.ts';

/** Causes before what follows from them: a later step first asks whether an earlier finding explains what it sees. */
const steps: readonly ((given: Case) => void)[] = [
  judgeLogins,
  judgeSetUp,
  judgeKnownState,
  judgeHosts,
  judgeStartedWith,
  judgeUnits,
  judgeNames,
  judgeFamilies,
  judgePortMaps,
  judgeFrozen,
  judgeStarting,
  judgeReach,
  judgeArrivals,
  judgeMetadata,
  judgeSpeech,
  judgeAuthorization,
  judgeClusters,
  judgeTopics,
  judgeCanaries,
  judgeCodecs,
  judgeMirrors,
  judgeShut,
  judgeDrift,
  judgeCertificates,
];

export interface JudgeOptions {
  /** How commands name the stack, such as `--stack cluster1`. Default: not at all. */
  stackOption?: string;
}

export function judge(
  topology: Topology,
  plan: Plan,
  facts: Facts,
  { stackOption = '' }: JudgeOptions = {},
): Diagnosis {
  const given = new Case(topology, plan, facts, stackOption);
  for (const step of steps) step(given);
  return {
    findings: given.findings,
    cells: openRoutes(plan)
      .filter(({ vantage }) => facts.vantages[vantage] !== undefined)
      .map((route) => cellOf(given, route)),
    shut: Object.keys(facts.vantages).flatMap((vantage) => shutOf(given, vantage)),
    untried: Object.entries(facts.vantages).flatMap(([vantage, { untried, mute }]) => [
      ...(untried === undefined ? [] : [`from ${vantage}: ${untried}`]),
      ...(mute === undefined ? [] : [`from ${vantage}, more than connections: ${mute}`]),
    ]),
  };
}

function cellOf(given: Case, route: OpenRoute): Cell {
  const { vantage } = route;
  const { untried, mute, open } = given.facts.vantages[vantage] ?? {};
  const common = { vantage, route };
  const mapped = mappedPortOf(route);
  const doors = mapped === undefined ? [] : [subjects.door(mapped.gateway, mapped.port)];
  const cause = given.causeOf(subjects.route(route), subjects.name(vantage, route.name), ...doors);
  const tried = open?.[serviceKey(route.service)];
  if (untried !== undefined || !tried)
    return { ...common, verdict: 'untried', reason: untried ?? 'not tried' };
  if (cause) return { ...common, verdict: 'fault', finding: given.findings.indexOf(cause) };
  if (!tried.spoken) return { ...common, verdict: 'untried', reason: mute ?? 'nothing was sent' };
  return { ...common, verdict: 'fine' };
}

function shutOf(given: Case, vantage: string): Shut[] {
  const { closed = {}, untried } = given.facts.vantages[vantage] ?? {};
  const routes = closedRoutes(given.plan, vantage);
  if (routes.length === 0) return [];
  const tried = routes.filter((route) => closed[doorKey(route)] !== undefined);
  const answered = tried.filter((route) => closed[doorKey(route)] === 'open').map(doorKey);
  return [{ vantage, tried: tried.length, answered, ...(untried !== undefined && { reason: untried }) }];
}
