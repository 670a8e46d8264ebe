// Records of doctor's own that went through each broker.
import type { ClusterId } from '../../../config/topology.ts';
import type { Finding } from '../../findings.ts';
import { routeText } from '../../keys.ts';
import { type Diagnosis, groupBy, subjects } from '../diagnosis.ts';
import { causeOfBroker, causeOfLeader } from '../causes.ts';
import { refusalCode } from '../refusal-code.ts';
import { check } from '../check.ts';

export const records = check({
  topic: 'Clusters, records, mirrors',
  reads: ['records'],
  findings: {
    'canary-failed': {
      is: 'doctor’s test record could not be produced and read back',
      why: 'A test record could not be produced and read back.',
      toDo: 'the finding has Kafka’s message; restart the broker',
    },
  },
  at: { records: findFailed },
});

function findFailed(d: Diagnosis<'canary-failed'>): void {
  const failed = d
    .answered()
    .flatMap(({ route, response: { canary } }) => (canary?.ok === false ? [{ route, canary }] : []))
    // Who may not write there was judged, or left what it may.
    .filter(({ canary }) => refusalCode(canary.said) === undefined);
  const open = failed.filter(({ route, canary }) => {
    const cause =
      d.causeOfRoute(route) ??
      d.causeOf(subjects.cluster(route.service.cluster)) ??
      causeOfOther(d, route.service.cluster);
    const what = `${routeText(route)}: the test record failed (${canary.step}: ${canary.said})`;
    return !d.follow(cause, what, [subjects.route(route)]);
  });
  for (const all of groupBy(open, ({ route, canary }) => `${subjects.node(route.service)} ${canary.step}`)) {
    const [{ route, canary }] = all;
    const host = d.hostOfService(route.service) ?? route.vantage;
    d.find(
      {
        id: 'canary-failed',
        hosts: [host],
        route: all.map((one) => routeText(one.route)).join('; '),
        expected: 'a record is produced and consumed',
        found: `${canary.step === 'produce' ? 'producing' : 'consuming'} ends with: ${canary.said}`,
        fix: d.npm('restart', d.unitOf(route.service)),
      },
      all.map((one) => subjects.route(one.route)),
    );
  }
}

/** A broker that is away, or can't be reached by the others, keeps them waiting for its acknowledgement until it is out of the ISR. */
function causeOfOther(d: Diagnosis, id: ClusterId): Finding | undefined {
  const cluster = d.topology.clusters.find((one) => one.id === id);
  if (!cluster) return undefined;
  return cluster.brokers
    .map(({ id: broker }) => causeOfBroker(d, cluster, broker) ?? causeOfLeader(d, cluster, broker))
    .find((one) => one !== undefined);
}
