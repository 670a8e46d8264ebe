// Routes on which no connection came about: which check knows why.
import { describeService } from '../../config/plan/describe.ts';
import { routeText } from '../keys.ts';
import type { Check, FailedConnection } from './check.ts';
import { type Diagnosis, groupBy, subjects } from './diagnosis.ts';

export const outcomeWords = {
  refused: 'refused at once',
  unreachable: 'unreachable',
  silent: 'no answer',
} as const;

export function judgeConnections(d: Diagnosis, checks: readonly Check[]): void {
  const failed = d.tried().flatMap(({ route, tried }): FailedConnection[] => {
    const { outcome } = tried;
    const target = d.hostOfService(route.service) ?? route.vantage;
    return outcome === 'open' ? [] : [{ route, tried, outcome, target }];
  });
  const open = failed.filter(({ route, outcome }) => {
    const what = `${routeText(route)}: ${outcomeWords[outcome]}`;
    return !d.follow(d.causeOfRoute(route), what, [subjects.route(route)]);
  });
  const judged = open.flatMap((one) => {
    const fault = firstOf(checks, (check) => check.onFailedConnection?.(d, one));
    return fault ? [{ route: one.route, fault }] : [];
  });
  for (const all of groupBy(judged, ({ fault }) => `${fault.id} ${fault.host}`)) {
    const [first] = all;
    const { says, host, explains: _ofOne, ...fault } = first.fault;
    const found = [...new Set(all.map((one) => one.fault.found))].join('; ');
    const explains = [...new Set(all.flatMap((one) => one.fault.explains))];
    const routes = all.map(({ route }) => route);
    const services = [...new Set(routes.map(({ service }) => describeService(service)))];
    const finding = d.find(
      {
        ...fault,
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

/** What the first check that knows something says. */
export function firstOf<T>(checks: readonly Check[], ask: (check: Check) => T | undefined): T | undefined {
  for (const check of checks) {
    const said = ask(check);
    if (said !== undefined) return said;
  }
  return undefined;
}
