// What explains that a broker is not there, can't start, or is not followed.
import { coordinatorsOf } from '../../config/coordination.ts';
import { openRoutes } from '../../config/plan/select.ts';
import type { Cluster, NodeId } from '../../config/topology.ts';
import type { Finding } from '../findings.ts';
import { type Diagnosis, subjects } from './diagnosis.ts';

/** What explains that a broker is not there: it is down, or it can't reach what coordinates the cluster. */
export function causeOfBroker(d: Diagnosis, cluster: Cluster, broker: NodeId): Finding | undefined {
  const { id, brokers } = cluster;
  const host = brokers.find((one) => one.id === broker)?.host;
  const nodes = coordinatorsOf(cluster).flatMap((node) => [subjects.nodeOf(node), subjects.host(node.host)]);
  const ways = host === undefined ? [] : openRoutes(d.plan, host);
  const toCoordinators = ways.filter(({ service }) => service.cluster === id && service.kind !== 'broker');
  return d.causeOf(
    subjects.broker(id, broker),
    ...(host === undefined ? [] : [subjects.host(host)]),
    ...nodes,
    ...toCoordinators.map(subjects.route),
  );
}

/** What explains that a broker can't start: its host, or that most servers of what coordinates are not there for it. */
export function causeOfNoStart(d: Diagnosis, cluster: Cluster, broker: NodeId): Finding | undefined {
  const { id, brokers } = cluster;
  const coordinators = coordinatorsOf(cluster);
  const host = brokers.find((one) => one.id === broker)?.host;
  const ways = host === undefined ? [] : openRoutes(d.plan, host);
  const causes = coordinators.flatMap((node) => {
    const own = ways.filter(
      ({ service }) => service.cluster === id && service.kind === node.role && service.id === node.id,
    );
    const routes = own.map(subjects.route);
    return d.causeOf(subjects.nodeOf(node), subjects.host(node.host), ...routes) ?? [];
  });
  const hasMajority = 2 * (coordinators.length - causes.length) > coordinators.length;
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
