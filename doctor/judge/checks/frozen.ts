// Processes that take connections and do nothing.
import { isMapped, tunnelOf } from '../../../config/plan/hops.ts';
import type { HostId } from '../../../config/topology.ts';
import { check } from '../check.ts';
import { type Diagnosis, groupBy, subjects } from '../diagnosis.ts';

export const frozen = check({
  topic: 'Hosts and services',
  reads: ['connections', 'sessions'],
  findings: {
    'service-frozen': {
      is: 'it accepts connections and never answers: stopped, or out of memory',
      why: 'The kernel still accepts connections, but the process does nothing: clients hang until they time out, instead of trying another broker.',
      toDo: 'restart it',
    },
  },
  at: { starts: findFrozen },
  onSession(d, { route, response, target }) {
    if (response.kind !== 'silent') return undefined;
    const unit = d.unitOf(route.service);
    return {
      finding: {
        id: 'service-frozen',
        hosts: [target],
        expected: `${unit} answers every client that connects`,
        found: `${unit} accepts connections of some clients and never answers them`,
        fix: `sudo systemctl restart ${unit}`,
        at: target,
      },
      explains: [subjects.service(route.service)],
    };
  },
});

/** Nobody who came this far got a word. */
function findFrozen(d: Diagnosis<'service-frozen'>): void {
  const connected = d.tried().filter(({ tried }) => tried.outcome === 'open' && tried.response);
  const byNode = groupBy(connected, ({ route }) => subjects.node(route.service));
  for (const all of byNode) {
    const [{ route }] = all;
    if (!all.every(({ tried }) => tried.response?.kind === 'silent')) continue;
    const host = d.hostOfService(route.service);
    const through = all.every((one) => tunnelOf(one.route) !== undefined);
    // A tunnel's near end takes connections by itself.
    if (host === undefined || through || d.causeOfRoute(route)) continue;
    // What a map brings elsewhere is not this process.
    if (all.every((one) => isMapped(one.route)) && d.factsOf(host) === undefined) continue;
    const unit = d.unitOf(route.service);
    d.find(
      {
        id: 'service-frozen',
        hosts: [host],
        route: routeOf(all.map((one) => one.route.vantage)),
        expected: `${unit} answers every client that connects`,
        found: `${unit} accepts connections and never answers`,
        fix: `sudo systemctl restart ${unit}`,
        at: host,
      },
      [subjects.node(route.service)],
    );
  }
}

function routeOf(vantages: readonly HostId[]): string {
  return `from ${[...new Set(vantages)].join(', ')}`;
}
