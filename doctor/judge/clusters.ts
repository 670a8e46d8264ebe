// Clusters as what coordinates them and the brokers see them: who is registered, where, and for which listeners.
import { coordinationName, coordinatorsOf, registrationScope } from '../../config/coordination.ts';
import { brokerDataDir } from '../../config/host-paths.ts';
import type { Cluster, NodeId } from '../../config/topology.ts';
import { brokerUnit } from '../../config/units.ts';
import { type RegistrationFacts, registrations } from '../../probe/cluster-state.ts';
import { routeText } from '../keys.ts';
import { type Case, groupBy, subjects } from './case.ts';
import { toldBy } from './metadata.ts';
import { causeOfBroker, judgePartitions } from './partitions.ts';

export function judgeClusters(given: Case): void {
  for (const cluster of given.topology.clusters) {
    judgeRegistrations(given, cluster);
    judgeClusterIds(given, cluster);
    judgeListeners(given, cluster);
    judgePartitions(given, cluster);
  }
}

function judgeRegistrations(given: Case, cluster: Cluster): void {
  const coordinators = coordinatorsOf(cluster);
  const facts = coordinators.flatMap(({ host }) => given.factsOf(host) ?? []);
  if (facts.length === 0) return;
  const { registered, controller } = registrations(cluster, facts);
  for (const { id, host } of cluster.brokers.filter((one) => !registered.includes(one.id))) {
    const cause = causeOfBroker(given, cluster, id);
    if (cause) {
      given.follow(cause, `broker ${id} of ${cluster.id} is not registered in ${coordinationName(cluster)}`);
      continue;
    }
    if (given.factsOf(host) === undefined) continue;
    const other = otherScope(given, facts, id);
    given.find(
      {
        id: other === undefined ? 'broker-not-registered' : 'registered-under-other-chroot',
        hosts: [host],
        expected: `broker ${id} of ${cluster.id} is registered under ${registrationScope(cluster)}/brokers/ids`,
        found:
          other === undefined ? 'it is registered nowhere' : `it is registered under ${other}/brokers/ids`,
        ...(other === undefined
          ? { fix: given.npm('restart', brokerUnit(cluster.id, id)) }
          : { fix: given.npm('up') }),
      },
      [subjects.broker(cluster.id, id)],
    );
  }
  if (controller !== undefined || registered.length === 0) return;
  const [first] = coordinators;
  given.find(
    {
      id: 'no-controller',
      hosts: first ? [first.host] : [],
      expected: `one broker of ${cluster.id} is the controller`,
      found: `${registered.length} are registered, and none is`,
      fix: given.npm('restart', cluster.id),
    },
    [subjects.cluster(cluster.id)],
  );
}

/** Where else a broker of this id is registered, but for where other clusters are. */
function otherScope(
  { topology }: Case,
  facts: readonly RegistrationFacts[],
  broker: NodeId,
): string | undefined {
  const known = topology.clusters.map(registrationScope);
  return facts
    .flatMap(({ registered }) => registered)
    .find(({ scope, id }) => id === broker && !known.includes(scope))?.scope;
}

/** Brokers of one cluster that say they are of two. */
function judgeClusterIds(given: Case, cluster: Cluster): void {
  const told = toldBy(given).filter(
    ({ route, broker }) =>
      route.service.cluster === cluster.id &&
      broker.clusterId !== undefined &&
      given.causeOfRoute(route) === undefined,
  );
  const all = groupBy(told, ({ broker }) => broker.clusterId ?? '').sort((a, b) => b.length - a.length);
  const [usual, ...others] = all;
  for (const [first] of others) {
    if (!first) continue;
    const { route, broker } = first;
    const host = given.hostOf(route.service) ?? route.vantage;
    given.find(
      {
        id: 'cluster-id-differs',
        hosts: [host],
        route: routeText(route),
        expected: `it is of the cluster ${usual?.[0]?.broker.clusterId} like the others of ${cluster.id}`,
        found: `it is of the cluster ${broker.clusterId}`,
        fix: `sudo grep -H cluster.id ${brokerDataDir('*')}/meta.properties`,
        at: host,
      },
      [subjects.node(route.service), subjects.route(route)],
    );
  }
}

/** Brokers that clients of EXTERNAL are not told of, though they are registered. */
function judgeListeners(given: Case, cluster: Cluster): void {
  const told = toldBy(given).filter(
    ({ route, broker }) => route.service.cluster === cluster.id && broker.id === route.service.id,
  );
  for (const { id, host } of cluster.brokers) {
    const lacking = told.filter(({ route, broker }) => {
      const listens = given.plan.listeners[cluster.id]?.[id]?.some(
        ({ name }) => name === route.service.listener,
      );
      return listens && broker.brokers.length > 0 && !broker.brokers.some((one) => one.id === id);
    });
    const [first] = lacking;
    if (!first) continue;
    const cause =
      causeOfBroker(given, cluster, id) ?? given.causeOf(subjects.service({ ...first.route.service, id }));
    if (cause) {
      given.follow(cause, `clients are not told of broker ${id} of ${cluster.id}`);
      continue;
    }
    const { listener } = first.route.service;
    given.find(
      {
        id: 'broker-lacks-listener',
        hosts: [host],
        route: routeText(first.route),
        expected: `clients of ${listener} are told of broker ${id}`,
        found: `they are told of ${first.broker.brokers.map((one) => one.id).join(', ')} only`,
        fix: given.npm('up'),
      },
      [subjects.broker(cluster.id, id)],
    );
  }
}
