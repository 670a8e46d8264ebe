// What explains that a broker is not there, can't start, or is not followed.
import { openRoutes } from '../../config/plan/select.ts';
import type { Cluster, NodeId } from '../../config/topology.ts';
import type { Finding } from '../findings.ts';
import { type Diagnosis, subjects } from './diagnosis.ts';

/** What explains that a broker is not there: it is down, or it can't reach ZooKeeper. */
export function causeOfBroker(d: Diagnosis, cluster: Cluster, broker: NodeId): Finding | undefined {
  const { id, brokers, zookeeper } = cluster;
  const host = brokers.find((one) => one.id === broker)?.host;
  const nodes = zookeeper.flatMap((node) => [
    subjects.node({ cluster: id, kind: 'zookeeper', id: node.id }),
    subjects.host(node.host),
  ]);
  const ways = host === undefined ? [] : openRoutes(d.plan, host);
  const toZookeeper = ways.filter(({ service }) => service.cluster === id && service.kind === 'zookeeper');
  return d.causeOf(
    subjects.broker(id, broker),
    ...(host === undefined ? [] : [subjects.host(host)]),
    ...nodes,
    ...toZookeeper.map(subjects.route),
  );
}

/** What explains that a broker can't start: its host, or that most of its ZooKeepers are not there for it. */
export function causeOfNoStart(d: Diagnosis, cluster: Cluster, broker: NodeId): Finding | undefined {
  const { id, brokers, zookeeper } = cluster;
  const host = brokers.find((one) => one.id === broker)?.host;
  const ways = host === undefined ? [] : openRoutes(d.plan, host);
  const causes = zookeeper.flatMap((node) => {
    const own = ways.filter(
      ({ service }) => service.cluster === id && service.kind === 'zookeeper' && service.id === node.id,
    );
    const subject = subjects.node({ cluster: id, kind: 'zookeeper', id: node.id });
    return d.causeOf(subject, subjects.host(node.host), ...own.map(subjects.route)) ?? [];
  });
  const hasMajority = 2 * (zookeeper.length - causes.length) > zookeeper.length;
  const own = d.causeOf(subjects.broker(id, broker), ...(host === undefined ? [] : [subjects.host(host)]));
  return own ?? (hasMajority ? undefined : causes[0]);
}

/** What explains that the others get nothing from a broker that leads: copies are fetched through INTERNAL. */
export function causeOfLeader(d: Diagnosis, { id, brokers }: Cluster, leader: NodeId): Finding | undefined {
  const hosts = brokers.map(({ host }) => host);
  const ways = openRoutes(d.plan).filter(
    ({ vantage, service }) =>
      hosts.includes(vantage) &&
      service.kind === 'broker' &&
      service.cluster === id &&
      service.id === leader &&
      service.listener === 'INTERNAL',
  );
  return d.causeOf(...ways.map(subjects.route));
}
