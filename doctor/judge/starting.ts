// Services that were started just now and are not there yet: everything else that is amiss with them may pass by itself.
import { registrations } from '../../probe/registrations.ts';
import type { Cluster, NodeId } from '../../config/topology.ts';
import { type Case, subjects } from './case.ts';
import { partitionsOf } from './partitions.ts';

/** Seconds that a start may take: to listen, to register, and to get the copies in sync. */
const startSeconds = 60;

/** systemd prints `Thu 2026-01-01 00:00:00 UTC`. */
function secondsSince(started: string, at: string): number {
  return (Date.parse(at) - Date.parse(started.replace(/^[A-Z][a-z]{2} /, ''))) / 1000;
}

export function judgeStarting(given: Case): void {
  for (const cluster of given.topology.clusters) {
    const nodes = [
      ...cluster.zookeeper.map(({ id, host }) => ({ kind: 'zookeeper' as const, id, host })),
      ...cluster.brokers.map(({ id, host }) => ({ kind: 'broker' as const, id, host })),
    ];
    for (const { kind, id, host } of nodes) {
      const service = { cluster: cluster.id, kind, id };
      const unit = given.unitOf(service);
      const facts = given.factsOf(host)?.services[unit];
      if (facts?.active !== 'active') continue;
      const seconds = Math.max(0, Math.round(secondsSince(facts.since, given.facts.at)));
      if (!(seconds < startSeconds) || given.causeOf(subjects.node(service))) continue;
      if (!isSilent(given, service) && !(kind === 'broker' && isOutside(given, cluster, id))) continue;
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

/** Whether nobody who tried got a word. */
function isSilent(given: Case, service: { cluster: string; kind: string; id: NodeId }): boolean {
  const tried = given
    .tried()
    .filter(
      ({ route }) =>
        route.service.cluster === service.cluster &&
        route.service.kind === service.kind &&
        route.service.id === service.id,
    );
  return tried.length > 0 && tried.every((one) => one.tried.spoken?.kind !== 'answered');
}

/** Whether a broker is missing in ZooKeeper, or among the copies in sync. */
function isOutside(given: Case, cluster: Cluster, id: NodeId): boolean {
  const facts = cluster.zookeeper.flatMap(({ host }) => given.factsOf(host) ?? []);
  const isUnregistered = facts.length > 0 && !registrations(cluster, facts).registered.includes(id);
  const lags = partitionsOf(given, cluster).some(
    ({ replicas, isr }) => replicas.includes(id) && !isr.includes(id),
  );
  return isUnregistered || lags;
}
