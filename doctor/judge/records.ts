// Records of doctor's own that went through each broker.
import type { ClusterId } from '../../config/topology.ts';
import type { Finding } from '../findings.ts';
import { routeText } from '../keys.ts';
import { type Case, groupBy, subjects } from './case.ts';
import { causeOfBroker, causeOfLeader } from './partitions.ts';
import { refusalCode } from './refusal-code.ts';

export function judgeCanaries(given: Case): void {
  const failed = given
    .answered()
    .flatMap(({ route, spoken: { canary } }) => (canary?.ok === false ? [{ route, canary }] : []))
    // Who may not write there was judged, or left what it may.
    .filter(({ canary }) => refusalCode(canary.said) === undefined);
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
