// Facts and plan in, findings and a verdict on every route out. Pure.
import { mappedPortOf } from '../../config/plan/hops.ts';
import { closedRoutes, openRoutes } from '../../config/plan/select.ts';
import type { OpenRoute, Plan } from '../../config/plan/types.ts';
import type { Topology } from '../../config/topology.ts';
import type { Facts } from '../facts.ts';
import type { Cell, Report, ClosedPorts } from '../findings.ts';
import { addressKey, serviceKey } from '../keys.ts';
import { checks, explanations } from './checks/all.ts';
import { type Check, type Stage, stages } from './check.ts';
import { judgeConnections } from './connections.ts';
import { Diagnosis, subjects } from './diagnosis.ts';
import { judgeDrift } from './drift.ts';
import { judgeSessions } from './sessions.ts';

/** Stages at which the checks are asked about one thing after the other. */
const asked: { [stage in Stage]?: (d: Diagnosis, checks: readonly Check[]) => void } = {
  connections: judgeConnections,
  sessions: judgeSessions,
  drift: judgeDrift,
};

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
  const d = new Diagnosis(topology, plan, facts, explanations, stackOption);
  for (const stage of stages) {
    for (const { at } of checks) at?.[stage]?.(d);
    asked[stage]?.(d, checks);
  }
  return {
    findings: d.findings,
    cells: openRoutes(plan)
      .filter(({ vantage }) => facts.vantages[vantage] !== undefined)
      .map((route) => cellOf(d, route)),
    closed: Object.keys(facts.vantages).flatMap((vantage) => closedOf(d, vantage)),
    untried: Object.entries(facts.vantages).flatMap(([vantage, { untried, noForwarding }]) => [
      ...(untried === undefined ? [] : [`from ${vantage}: ${untried}`]),
      ...(noForwarding === undefined ? [] : [`from ${vantage}, more than connections: ${noForwarding}`]),
    ]),
  };
}

function cellOf(d: Diagnosis, route: OpenRoute): Cell {
  const { vantage } = route;
  const { untried, noForwarding, open } = d.facts.vantages[vantage] ?? {};
  const common = { vantage, route };
  const mapped = mappedPortOf(route);
  const ports = mapped === undefined ? [] : [subjects.mappedPort(mapped.gateway, mapped.port)];
  const cause = d.causeOf(subjects.route(route), subjects.name(vantage, route.name), ...ports);
  const tried = open?.[serviceKey(route.service)];
  if (untried !== undefined || !tried)
    return { ...common, verdict: 'untried', reason: untried ?? 'not tried' };
  if (cause) return { ...common, verdict: 'fault', finding: d.findings.indexOf(cause) };
  if (!tried.response) return { ...common, verdict: 'untried', reason: noForwarding ?? 'nothing was sent' };
  return { ...common, verdict: 'fine' };
}

function closedOf(d: Diagnosis, vantage: string): ClosedPorts[] {
  const { closed = {}, untried } = d.facts.vantages[vantage] ?? {};
  const routes = closedRoutes(d.plan, vantage);
  if (routes.length === 0) return [];
  const tried = routes.filter((route) => closed[addressKey(route)] !== undefined);
  const answered = tried.filter((route) => closed[addressKey(route)] === 'open').map(addressKey);
  return [{ vantage, tried: tried.length, answered, ...(untried !== undefined && { reason: untried }) }];
}
