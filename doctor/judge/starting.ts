// Services that were started just now and are not there yet: everything else that is amiss with them may pass by itself.
import { registrations } from '../../probe/registrations.ts';
import type { Cluster, NodeId } from '../../config/topology.ts';
import { type Diagnosis, type RouteFacts, secondsSince, subjects } from './diagnosis.ts';
import { failureOf } from './failing.ts';
import { causeOfNoStart, partitionsOf } from './partitions.ts';

interface Node {
  cluster: string;
  kind: 'zookeeper' | 'broker';
  id: NodeId;
}

/** Seconds that a start may take: to listen, to register, and to get the copies in sync. */
const startSeconds = 60;

export function judgeStarting(d: Diagnosis): void {
  for (const cluster of d.topology.clusters) {
    const nodes = [
      ...cluster.zookeeper.map(({ id, host }) => ({ kind: 'zookeeper' as const, id, host })),
      ...cluster.brokers.map(({ id, host }) => ({ kind: 'broker' as const, id, host })),
    ];
    for (const { kind, id, host } of nodes) {
      const service = { cluster: cluster.id, kind, id };
      const unit = d.unitOf(service);
      const facts = d.factsOf(host)?.services[unit];
      if (facts?.active !== 'active') continue;
      const seconds = Math.max(0, Math.round(secondsSince(facts.since, d.facts.at)));
      if (!(seconds < startSeconds) || d.causeOf(subjects.node(service))) continue;
      const tried = triesOf(d, service);
      const isThere = !isSilent(tried) && !tried.some(wasRefused);
      if (isThere && !(kind === 'broker' && isOutside(d, cluster, id))) continue;
      const failure = failureOf(d, host, unit, d.nodeText(service));
      const cause = failure && kind === 'broker' ? causeOfNoStart(d, cluster, id) : undefined;
      if (cause) {
        d.follow(cause, `${unit} on ${host} can't start`);
        d.explain(cause, [subjects.node(service)]);
        continue;
      }
      if (failure) {
        d.find(failure, [subjects.node(service)]);
        continue;
      }
      d.find(
        {
          id: 'service-starting',
          hosts: [host],
          expected: `${unit} listens, is registered and has its copies in sync`,
          found: `it was started ${seconds} s ago, and does not yet`,
          fix: d.npm('doctor'),
        },
        [subjects.node(service)],
      );
    }
  }
}

function triesOf(d: Diagnosis, { cluster, kind, id }: Node): RouteFacts[] {
  return d
    .tried()
    .filter(
      ({ route: { service } }) => service.cluster === cluster && service.kind === kind && service.id === id,
    );
}

/** Whether nobody who tried got a word. */
function isSilent(tries: readonly RouteFacts[]): boolean {
  return tries.length > 0 && tries.every(({ tried }) => tried.spoken?.kind !== 'answered');
}

/** Before it listened, while others came after that: not all look at one moment. */
function wasRefused({ route, tried }: RouteFacts): boolean {
  return tried.outcome === 'refused' && route.hops.every(({ kind }) => kind === 'direct');
}

/** Whether a broker is missing in ZooKeeper, or among the copies in sync. */
function isOutside(d: Diagnosis, cluster: Cluster, id: NodeId): boolean {
  const facts = cluster.zookeeper.flatMap(({ host }) => d.factsOf(host) ?? []);
  const isUnregistered = facts.length > 0 && !registrations(cluster, facts).registered.includes(id);
  const lags = partitionsOf(d, cluster).some(
    ({ replicas, isr }) => replicas.includes(id) && !isr.includes(id),
  );
  return isUnregistered || lags;
}
