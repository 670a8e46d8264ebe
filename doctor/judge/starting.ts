// Services that were started just now and are not there yet: everything else that is amiss with them may pass by itself.
import { coordinatorsOf, nodesOf } from '../../config/coordination.ts';
import { isDirect } from '../../config/plan/hops.ts';
import type { Service } from '../../config/plan/types.ts';
import { registrations } from '../../probe/cluster-state.ts';
import type { Cluster, NodeId } from '../../config/topology.ts';
import { type Case, type RouteFacts, secondsSince, subjects } from './case.ts';
import { failureOf } from './failing.ts';
import { causeOfNoStart, partitionsOf } from './partitions.ts';

type Node = Pick<Service, 'cluster' | 'kind' | 'id'>;

/** Seconds that a start may take: to listen, to register, and to get the copies in sync. */
const startSeconds = 60;

export function judgeStarting(given: Case): void {
  for (const cluster of given.topology.clusters) {
    for (const { role: kind, id, host, unit } of nodesOf(cluster)) {
      const service = { cluster: cluster.id, kind, id };
      const facts = given.factsOf(host)?.services[unit];
      if (facts?.active !== 'active') continue;
      const seconds = Math.max(0, Math.round(secondsSince(facts.since, given.facts.at)));
      if (!(seconds < startSeconds) || given.causeOf(subjects.node(service))) continue;
      const tried = triesOf(given, service);
      const isThere = !isSilent(tried) && !tried.some(wasRefused);
      if (isThere && !(kind === 'broker' && isOutside(given, cluster, id))) continue;
      const failure = failureOf(given, host, unit, given.nodeText(service));
      const cause = failure && kind === 'broker' ? causeOfNoStart(given, cluster, id) : undefined;
      if (cause) {
        given.follow(cause, `${unit} on ${host} can't start`);
        given.explain(cause, [subjects.node(service)]);
        continue;
      }
      if (failure) {
        given.find(failure, [subjects.node(service)]);
        continue;
      }
      given.find(
        {
          id: 'service-starting',
          hosts: [host],
          expected: `${unit} listens, is registered and has its copies in sync`,
          found: `it was started ${seconds} s ago, and does not yet`,
          fix: given.npm('doctor'),
        },
        [subjects.node(service)],
      );
    }
  }
}

function triesOf(given: Case, { cluster, kind, id }: Node): RouteFacts[] {
  return given
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
  return tried.outcome === 'refused' && isDirect(route);
}

/** Whether a broker is missing among those that are registered, or among the copies in sync. */
function isOutside(given: Case, cluster: Cluster, id: NodeId): boolean {
  const facts = coordinatorsOf(cluster).flatMap(({ host }) => given.factsOf(host) ?? []);
  const isUnregistered = facts.length > 0 && !registrations(cluster, facts).registered.includes(id);
  const lags = partitionsOf(given, cluster).some(
    ({ replicas, isr }) => replicas.includes(id) && !isr.includes(id),
  );
  return isUnregistered || lags;
}
