// Brokers that clients of one listener are not told of.
import type { Cluster } from '../../../config/topology.ts';
import { routeText } from '../../keys.ts';
import { causeOfBroker } from '../causes.ts';
import { check } from '../check.ts';
import { type Diagnosis, subjects } from '../diagnosis.ts';
import { toldBy } from '../told.ts';

export const listeners = check({
  topic: 'Clusters, records, mirrors',
  reads: ['metadata'],
  findings: {
    'broker-lacks-listener': {
      is: 'clients of one listener do not see this broker (`LISTENER_NOT_FOUND`)',
      why: 'Clients of a listener see only brokers that have it: for them, partitions that this broker leads have no leader (LISTENER_NOT_FOUND).',
      toDo: '`npm run up`',
    },
  },
  at: {
    clusters(d) {
      for (const cluster of d.topology.clusters) findLacking(d, cluster);
    },
  },
});

/** Brokers that clients of EXTERNAL are not told of, though they are registered. */
function findLacking(d: Diagnosis<'broker-lacks-listener'>, cluster: Cluster): void {
  const told = toldBy(d).filter(
    ({ route, broker }) => route.service.cluster === cluster.id && broker.id === route.service.id,
  );
  for (const { id, host } of cluster.brokers) {
    const lacking = told.filter(({ route, broker }) => {
      const listens = d.plan.listeners[cluster.id]?.[id]?.some(({ name }) => name === route.service.listener);
      return listens && broker.brokers.length > 0 && !broker.brokers.some((one) => one.id === id);
    });
    const [first] = lacking;
    if (!first) continue;
    const cause =
      causeOfBroker(d, cluster, id) ?? d.causeOf(subjects.service({ ...first.route.service, id }));
    if (d.follow(cause, `clients do not see broker ${id} of ${cluster.id}`)) continue;
    const { listener } = first.route.service;
    d.find(
      {
        id: 'broker-lacks-listener',
        hosts: [host],
        route: routeText(first.route),
        expected: `clients of ${listener} see broker ${id}`,
        found: `they see ${first.broker.brokers.map((one) => one.id).join(', ')} only`,
        fix: d.npm('up'),
      },
      [subjects.broker(cluster.id, id)],
    );
  }
}
