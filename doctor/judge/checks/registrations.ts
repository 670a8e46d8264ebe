// Brokers that are not registered with what coordinates their cluster, or elsewhere.
import {
  coordinationName,
  registrationScope,
  registrationTellers,
  registryOf,
} from '../../../config/coordination.ts';
import { anyCoordination } from '../../../config/roles.ts';
import type { Cluster, NodeId } from '../../../config/topology.ts';
import { brokerUnit } from '../../../config/units.ts';
import { type RegistrationFacts, registrations as registrationsIn } from '../../../probe/cluster-state.ts';
import { causeOfBroker } from '../causes.ts';
import { check } from '../check.ts';
import { type Diagnosis, subjects } from '../diagnosis.ts';

export const registrations = check({
  topic: 'Clusters, records, mirrors',
  reads: ['hosts'],
  findings: {
    'broker-not-registered': {
      is: `it runs, but is not registered with ${anyCoordination}`,
      why: 'Clients never see a broker that is not registered: its partitions have no leader, or one replica less.',
      toDo: 'restart it; its log says what it waits for',
    },
    'registered-under-other-chroot': {
      is: 'it registered, or would register, apart from the others, as another cluster',
      why: 'The broker forms another cluster, apart from the others (LEADER_NOT_AVAILABLE for all that it should lead). Since Kafka 2.4, it refuses to start on its own data.',
      toDo: '`npm run up`',
    },
  },
  at: {
    services: findStarted,
    clusters(d) {
      for (const cluster of d.topology.clusters) findUnregistered(d, cluster);
    },
  },
});

type Id = 'broker-not-registered' | 'registered-under-other-chroot';

/** Brokers that were started below another chroot; those of another kind of coordination have none. */
function findStarted(d: Diagnosis<Id>): void {
  for (const cluster of d.topology.clusters) {
    for (const { id, host } of cluster.brokers) {
      const unit = brokerUnit(cluster.id, id);
      const chroot = chrootIn(d.factsOf(host)?.properties[unit]?.['zookeeper.connect']);
      const subject = subjects.broker(cluster.id, id);
      if (chroot === undefined || chroot === cluster.chroot || d.causeOf(subject)) continue;
      d.find(
        {
          id: 'registered-under-other-chroot',
          hosts: [host],
          expected: `${unit} registers under ${registryOf(cluster, cluster.chroot)}`,
          found: `it was started to register under ${registryOf(cluster, chroot)}`,
          fix: d.npm('up'),
        },
        [subject],
      );
    }
  }
}

/** The path behind the servers; '' where there is none. Properties escape colons. */
function chrootIn(connect: string | undefined): string | undefined {
  if (connect === undefined) return undefined;
  const path = connect.slice((connect + '/').indexOf('/'));
  return path === '/' ? '' : path;
}

function findUnregistered(d: Diagnosis<Id>, cluster: Cluster): void {
  const facts = registrationTellers(cluster).flatMap((host) => d.factsOf(host) ?? []);
  if (facts.length === 0) return;
  const { registered } = registrationsIn(cluster, facts);
  for (const { id, host } of cluster.brokers.filter((one) => !registered.includes(one.id))) {
    const what = `broker ${id} of ${cluster.id} is not registered with ${coordinationName(cluster)}`;
    if (d.follow(causeOfBroker(d, cluster, id), what) || d.factsOf(host) === undefined) continue;
    const other = otherScope(d, facts, id);
    d.find(
      {
        id: other === undefined ? 'broker-not-registered' : 'registered-under-other-chroot',
        hosts: [host],
        expected: `broker ${id} of ${cluster.id} is registered under ${registryOf(cluster, registrationScope(cluster))}`,
        found:
          other === undefined
            ? 'it is registered nowhere'
            : `it is registered under ${registryOf(cluster, other)}`,
        ...(other === undefined
          ? { fix: d.npm('restart', brokerUnit(cluster.id, id)) }
          : { fix: d.npm('up') }),
      },
      [subjects.broker(cluster.id, id)],
    );
  }
}

/** Where else a broker of this id is registered, but for where other clusters are. */
function otherScope(
  { topology }: Diagnosis,
  facts: readonly RegistrationFacts[],
  broker: NodeId,
): string | undefined {
  const known = topology.clusters.map(registrationScope);
  return facts
    .flatMap(({ registered }) => registered)
    .find(({ scope, id }) => id === broker && !known.includes(scope))?.scope;
}
