// What services said on connections that came about: which check knows what is wrong with it.
import { routeText } from '../keys.ts';
import type { Check, Session, SessionFault } from './check.ts';
import { firstOf } from './connections.ts';
import { type Diagnosis, groupBy, subjects } from './diagnosis.ts';

interface FailedSession extends Pick<Session, 'route'> {
  fault: SessionFault;
}

export function judgeSessions(d: Diagnosis, checks: readonly Check[]): void {
  const failed = d.tried().flatMap(({ route, tried: { outcome, response } }): FailedSession[] => {
    if (outcome !== 'open' || response === undefined) return [];
    const session = { route, response, target: d.hostOfService(route.service) ?? route.vantage };
    const fault = firstOf(checks, (check) => check.onSession?.(d, session));
    if (!fault) return [];
    const cause = d.causeOfRoute(route) ?? d.causeOf(...(fault.because ?? []));
    const what = `${routeText(route)}: ${fault.finding.found}`;
    return d.follow(cause, what, [subjects.route(route)]) ? [] : [{ route, fault }];
  });
  const kindOf = ({ fault: { finding } }: FailedSession): string =>
    `${finding.id} ${finding.hosts.join()} ${finding.found}`;
  for (const all of groupBy(failed, kindOf)) {
    const [first] = all;
    const routes = all.map(({ route }) => route);
    d.find({ ...first.fault.finding, route: routes.map(routeText).join('; ') }, [
      ...new Set(all.flatMap(({ fault }) => fault.explains)),
      ...routes.map(subjects.route),
    ]);
  }
}
