// Services that were started just now and are not there yet.
import { coordinatorsOf, nodesOf } from '../../config/coordination.ts';
import { isDirect } from '../../config/plan/hops.ts';
import type { Service } from '../../config/plan/types.ts';
import { registrations } from '../../probe/cluster-state.ts';
import type { Cluster, HostId, NodeId } from '../../config/topology.ts';
import { type Diagnosis, type RouteFacts, secondsSince, subjects } from './diagnosis.ts';
import { partitionsOf } from './told.ts';

type Node = Pick<Service, 'cluster' | 'kind' | 'id'>;

export interface Starting {
  cluster: Cluster;
  service: Node;
  host: HostId;
  unit: string;
  /** Since its start. */
  seconds: number;
}

/** Seconds that a start may take: to listen, to register, and to get the copies in sync. */
const startSeconds = 60;

/** Those of them that nothing found before explains. */
export function* notThereYet(d: Diagnosis): Generator<Starting, void> {
  for (const cluster of d.topology.clusters) {
    for (const { role: kind, id, host, unit } of nodesOf(cluster)) {
      const service = { cluster: cluster.id, kind, id };
      const facts = d.factsOf(host)?.services[unit];
      if (facts?.active !== 'active') continue;
      const seconds = Math.max(0, Math.round(secondsSince(facts.since, d.facts.at)));
      if (!(seconds < startSeconds) || d.causeOf(subjects.node(service))) continue;
      const tried = triesOf(d, service);
      const isThere = !isSilent(tried) && !tried.some(wasRefused);
      if (!isThere || (kind === 'broker' && isOutside(d, cluster, id)))
        yield { cluster, service, host, unit, seconds };
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
  return tries.length > 0 && tries.every(({ tried }) => tried.response?.kind !== 'answered');
}

/** Before it listened, while others came after that: not all look at one moment. */
function wasRefused({ route, tried }: RouteFacts): boolean {
  return tried.outcome === 'refused' && isDirect(route);
}

/** Whether a broker is missing among those that are registered, or among the copies in sync. */
function isOutside(d: Diagnosis, cluster: Cluster, id: NodeId): boolean {
  const facts = coordinatorsOf(cluster).flatMap(({ host }) => d.factsOf(host) ?? []);
  const isUnregistered = facts.length > 0 && !registrations(cluster, facts).registered.includes(id);
  const lags = partitionsOf(d, cluster).some(
    ({ replicas, isr }) => replicas.includes(id) && !isr.includes(id),
  );
  return isUnregistered || lags;
}
