// Records: the doctor's own that went through each broker, and those that mirrors carry.
import { openRoutes } from '../../config/plan/select.ts';
import type { ClusterId } from '../../config/topology.ts';
import { mirrorUnit } from '../../config/units.ts';
import type { Finding } from '../findings.ts';
import { routeText } from '../keys.ts';
import { type Case, groupBy, subjects } from './case.ts';
import { causeOfBroker, causeOfLeader } from './partitions.ts';

export function judgeCanaries(given: Case): void {
  const failed = given
    .answered()
    .flatMap(({ route, spoken: { canary } }) => (canary?.ok === false ? [{ route, canary }] : []));
  const open = failed.filter(({ route, canary }) => {
    const cause =
      given.causeOfRoute(route) ??
      given.causeOf(subjects.cluster(route.service.cluster)) ??
      causeOfOther(given, route.service.cluster);
    if (!cause) return true;
    given.explain(cause, [subjects.route(route)]);
    given.follow(cause, `${routeText(route)}: no record gets through (${canary.step}: ${canary.said})`);
    return false;
  });
  for (const all of groupBy(open, ({ route, canary }) => `${subjects.node(route.service)} ${canary.step}`)) {
    const [first] = all;
    if (!first) continue;
    const { route, canary } = first;
    const host = given.hostOf(route.service) ?? route.vantage;
    given.find(
      {
        id: 'canary-failed',
        hosts: [host],
        route: all.map((one) => routeText(one.route)).join('; '),
        expected: 'a record is produced and consumed',
        found: `${canary.step === 'produce' ? 'producing' : 'consuming'} ends with: ${canary.said}`,
        fix: given.npm('restart', given.unitOf(route.service)),
      },
      all.map((one) => subjects.route(one.route)),
    );
  }
}

/** A broker that is away, or can't be reached by the others, keeps them waiting for its acknowledgement until it is out of the ISR. */
function causeOfOther(given: Case, id: ClusterId): Finding | undefined {
  const cluster = given.topology.clusters.find((one) => one.id === id);
  if (!cluster) return undefined;
  return cluster.brokers
    .map(({ id: broker }) => causeOfBroker(given, cluster, broker) ?? causeOfLeader(given, cluster, broker))
    .find((one) => one !== undefined);
}

/** Milliseconds that a record may wait: a mirror looks for new topics every 10 s, and carries within seconds. */
export const mirrorPatienceMs = 60_000;

export function judgeMirrors(given: Case): void {
  const { topology, plan, facts } = given;
  for (const { id, host, from, to } of topology.mirrors) {
    const found = facts.mirrors[id];
    if (!found) continue;
    const late = Object.entries(found.waiting)
      .filter(([, since]) => Date.parse(facts.at) - Date.parse(since) > mirrorPatienceMs)
      .sort(([, a], [, b]) => (a < b ? -1 : 1));
    const [oldest] = late;
    if (!oldest) continue;
    const [partition, since] = oldest;
    const text = `${late.length === 1 ? '1 partition waits' : `${late.length} partitions wait`}, ${partition} since ${since}`;
    const used = openRoutes(plan, host).filter(({ service }) => [from, to].includes(service.cluster));
    const cause =
      given.causeOf(subjects.mirror(id), subjects.host(host)) ??
      used.map((route) => given.causeOfRoute(route)).find((one) => one !== undefined) ??
      given.causeOf(subjects.cluster(from), subjects.cluster(to));
    if (cause) {
      given.follow(cause, `mirror ${id}: ${text}`);
      continue;
    }
    const unit = mirrorUnit(id);
    given.find(
      {
        id: 'mirror-stuck',
        hosts: [host],
        expected: `${unit} carries what ${from} has to ${to} within ${mirrorPatienceMs / 1000} s`,
        found: `${text}; ${found.last === undefined ? `${to} has none` : `the last record that ${to} has is of ${found.last}`}`,
        fix: given.npm('restart', unit),
      },
      [subjects.mirror(id)],
    );
  }
}
