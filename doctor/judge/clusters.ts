// Clusters as ZooKeeper and the brokers see them: who is registered, where, and for which listeners.
import type { Cluster, NodeId } from '../../config/topology.ts';
import { brokerUnit } from '../../config/units.ts';
import { registrations } from '../../probe/registrations.ts';
import { routeText } from '../keys.ts';
import { type Diagnosis, groupBy, subjects } from './diagnosis.ts';
import { toldBy } from './metadata.ts';
import { causeOfBroker, judgePartitions } from './partitions.ts';

export function judgeClusters(d: Diagnosis): void {
  for (const cluster of d.topology.clusters) {
    judgeRegistrations(d, cluster);
    judgeClusterIds(d, cluster);
    judgeListeners(d, cluster);
    judgePartitions(d, cluster);
  }
}

function judgeRegistrations(d: Diagnosis, cluster: Cluster): void {
  const facts = cluster.zookeeper.flatMap(({ host }) => d.factsOf(host) ?? []);
  const ephemerals = facts.flatMap((host) => host.ephemerals);
  if (facts.length === 0) return;
  const { registered, controller } = registrations(cluster, facts);
  for (const { id, host } of cluster.brokers.filter((one) => !registered.includes(one.id))) {
    const cause = causeOfBroker(d, cluster, id);
    if (cause) {
      d.follow(cause, `broker ${id} of ${cluster.id} is not registered in ZooKeeper`);
      continue;
    }
    if (d.factsOf(host) === undefined) continue;
    const other = otherChroot(d, ephemerals, id);
    d.find(
      {
        id: other === undefined ? 'broker-not-registered' : 'registered-under-other-chroot',
        hosts: [host],
        expected: `broker ${id} of ${cluster.id} is registered under ${cluster.chroot}/brokers/ids`,
        found:
          other === undefined ? 'it is registered nowhere' : `it is registered under ${other}/brokers/ids`,
        ...(other === undefined
          ? { fix: d.npm('restart', brokerUnit(cluster.id, id)) }
          : { fix: d.npm('up') }),
      },
      [subjects.broker(cluster.id, id)],
    );
  }
  if (controller !== undefined || registered.length === 0) return;
  const [first] = cluster.zookeeper;
  d.find(
    {
      id: 'no-controller',
      hosts: first ? [first.host] : [],
      expected: `one broker of ${cluster.id} is the controller`,
      found: `${registered.length} are registered, and none is`,
      fix: d.npm('restart', cluster.id),
    },
    [subjects.cluster(cluster.id)],
  );
}

/** Where else a broker of this id is registered, but for the chroots of other clusters. */
function otherChroot(
  { topology }: Diagnosis,
  ephemerals: readonly { path: string }[],
  id: NodeId,
): string | undefined {
  const known = topology.clusters.map(({ chroot }) => chroot);
  const end = `/brokers/ids/${id}`;
  return ephemerals
    .map(({ path }) => path)
    .filter((path) => path.endsWith(end))
    .map((path) => path.slice(0, -end.length))
    .find((chroot) => !known.includes(chroot));
}

/** Brokers of one cluster that say they are of two. */
function judgeClusterIds(d: Diagnosis, cluster: Cluster): void {
  const told = toldBy(d).filter(
    ({ route, broker }) =>
      route.service.cluster === cluster.id &&
      broker.clusterId !== undefined &&
      d.causeOfRoute(route) === undefined,
  );
  const all = groupBy(told, ({ broker }) => broker.clusterId ?? '').sort((a, b) => b.length - a.length);
  const [usual, ...others] = all;
  for (const [first] of others) {
    if (!first) continue;
    const { route, broker } = first;
    const host = d.hostOf(route.service) ?? route.vantage;
    d.find(
      {
        id: 'cluster-id-differs',
        hosts: [host],
        route: routeText(route),
        expected: `it is of the cluster ${usual?.[0]?.broker.clusterId} like the others of ${cluster.id}`,
        found: `it is of the cluster ${broker.clusterId}`,
        fix: 'sudo grep -H cluster.id /var/lib/kafka-proxied/*/data/meta.properties',
        at: host,
      },
      [subjects.node(route.service), subjects.route(route)],
    );
  }
}

/** Brokers that clients of EXTERNAL are not told of, though they are registered. */
function judgeListeners(d: Diagnosis, cluster: Cluster): void {
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
    if (cause) {
      d.follow(cause, `clients are not told of broker ${id} of ${cluster.id}`);
      continue;
    }
    const { listener } = first.route.service;
    d.find(
      {
        id: 'broker-lacks-listener',
        hosts: [host],
        route: routeText(first.route),
        expected: `clients of ${listener} are told of broker ${id}`,
        found: `they are told of ${first.broker.brokers.map((one) => one.id).join(', ')} only`,
        fix: d.npm('up'),
      },
      [subjects.broker(cluster.id, id)],
    );
  }
}
