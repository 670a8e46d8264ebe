// Facts and plan in, findings and a verdict on every route out. Pure.
import { closedRoutes, openRoutes } from '../../config/plan/select.ts';
import type { OpenRoute, Plan } from '../../config/plan/types.ts';
import type { Topology } from '../../config/topology.ts';
import type { Facts } from '../facts.ts';
import type { Cell, Report, Shut } from '../findings.ts';
import { doorKey, serviceKey } from '../keys.ts';
import { judgeArrivals } from './arrivals.ts';
import { judgeAuthorization } from './authorization.ts';
import { Diagnosis, subjects } from './diagnosis.ts';
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
const steps: readonly ((d: Diagnosis) => void)[] = [
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

export interface DiagnoseOptions {
  /** How commands name the stack, such as `--stack cluster1`. Default: not at all. */
  stackOption?: string;
}

export function diagnose(
  topology: Topology,
  plan: Plan,
  facts: Facts,
  { stackOption = '' }: DiagnoseOptions = {},
): Report {
  const d = new Diagnosis(topology, plan, facts, stackOption);
  for (const step of steps) step(d);
  return {
    findings: d.findings,
    cells: openRoutes(plan)
      .filter(({ vantage }) => facts.vantages[vantage] !== undefined)
      .map((route) => cellOf(d, route)),
    shut: Object.keys(facts.vantages).flatMap((vantage) => shutOf(d, vantage)),
    untried: Object.entries(facts.vantages).flatMap(([vantage, { untried, mute }]) => [
      ...(untried === undefined ? [] : [`from ${vantage}: ${untried}`]),
      ...(mute === undefined ? [] : [`from ${vantage}, more than connections: ${mute}`]),
    ]),
  };
}

function cellOf(d: Diagnosis, route: OpenRoute): Cell {
  const { vantage } = route;
  const { untried, mute, open } = d.facts.vantages[vantage] ?? {};
  const common = { vantage, route };
  const doors = route.hops.flatMap((hop) =>
    hop.kind === 'portMap' ? [subjects.door(hop.gateway, hop.port)] : [],
  );
  const cause = d.causeOf(subjects.route(route), subjects.name(vantage, route.name), ...doors);
  const tried = open?.[serviceKey(route.service)];
  if (untried !== undefined || !tried)
    return { ...common, verdict: 'untried', reason: untried ?? 'not tried' };
  if (cause) return { ...common, verdict: 'fault', finding: d.findings.indexOf(cause) };
  if (!tried.spoken) return { ...common, verdict: 'untried', reason: mute ?? 'nothing was sent' };
  return { ...common, verdict: 'fine' };
}

function shutOf(d: Diagnosis, vantage: string): Shut[] {
  const { closed = {}, untried } = d.facts.vantages[vantage] ?? {};
  const routes = closedRoutes(d.plan, vantage);
  if (routes.length === 0) return [];
  const tried = routes.filter((route) => closed[doorKey(route)] !== undefined);
  const answered = tried.filter((route) => closed[doorKey(route)] === 'open').map(doorKey);
  return [{ vantage, tried: tried.length, answered, ...(untried !== undefined && { reason: untried }) }];
}
