// Which partitions have a leader and all of their copies in sync, and whose absence explains those that have not.
import type { Cluster, NodeId } from '../../../config/topology.ts';
import type { Partition } from '../../../probe/cluster-state.ts';
import type { Finding } from '../../findings.ts';
import { causeOfBroker, causeOfLeader } from '../causes.ts';
import { check } from '../check.ts';
import { type Diagnosis, groupBy, subjects } from '../diagnosis.ts';
import { partitionsOf } from '../told.ts';

export const partitions = check({
  topic: 'Clusters, records, mirrors',
  reads: ['metadata'],
  findings: {
    'partition-without-leader': {
      is: 'all of its replicas are down, or the only one that was in sync (`LEADER_NOT_AVAILABLE`)',
      why: 'Nothing can be produced to it or consumed from it: LEADER_NOT_AVAILABLE.',
      toDo: 'start those brokers',
    },
    'below-min-isr': {
      is: 'fewer replicas in sync than `min.insync.replicas` (`NOT_ENOUGH_REPLICAS`)',
      why: 'Producers with acks=all are refused: NOT_ENOUGH_REPLICAS.',
      toDo: 'find out why the other replicas don’t follow: `npm run logs -- HOST UNIT`',
    },
    'under-replicated': {
      is: 'a replica does not follow',
      why: 'A replica is missing: if another broker fails, records may be lost.',
      toDo: 'the same as for `below-min-isr`',
    },
  },
  at: {
    clusters(d) {
      for (const cluster of d.topology.clusters) findFaults(d, cluster);
    },
  },
});

type PartitionFault = 'partition-without-leader' | 'below-min-isr' | 'under-replicated';

const faultWords: Record<PartitionFault, string> = {
  'partition-without-leader': 'without a leader',
  'below-min-isr': 'below min.insync.replicas',
  'under-replicated': 'with too few replicas in sync',
};

function faultOf(
  { settings, topics }: Cluster,
  { topic, leader, replicas, isr }: Partition,
): PartitionFault | undefined {
  if (leader === undefined) return 'partition-without-leader';
  const own = topics.find(({ name }) => name === topic)?.config['min.insync.replicas'];
  const least = Number(own ?? settings['min.insync.replicas'] ?? 1);
  if (isr.length < Math.min(least, replicas.length)) return 'below-min-isr';
  return isr.length < replicas.length ? 'under-replicated' : undefined;
}

/** Longest list that is written out. */
const listed = 5;

function listText(partitions: readonly Partition[]): string {
  const names = partitions.slice(0, listed).map(({ topic, partition }) => `${topic}-${partition}`);
  const more = partitions.length > listed ? ` and ${partitions.length - listed} more` : '';
  return `${names.join(', ')}${more}`;
}

function findFaults(d: Diagnosis<PartitionFault>, cluster: Cluster): void {
  const ill = partitionsOf(d, cluster).flatMap((partition) => {
    const fault = faultOf(cluster, partition);
    if (!fault) return [];
    const missing = partition.replicas.filter(
      (id) => fault === 'partition-without-leader' || !partition.isr.includes(id),
    );
    const causes = [
      ...missing.map((id) => causeOfBroker(d, cluster, id)),
      ...[...missing, ...(partition.leader === undefined ? [] : [partition.leader])].map((id) =>
        causeOfLeader(d, cluster, id),
      ),
    ];
    const cause = causes.find((one) => one !== undefined);
    return [{ partition, fault, missing, cause }];
  });
  for (const all of groupBy(ill, ({ fault, cause }) => `${fault} ${d.findings.indexOf(cause as Finding)}`)) {
    const [{ fault, cause }] = all;
    const what = `${all.length === 1 ? '1 partition' : `${all.length} partitions`} of ${cluster.id} ${faultWords[fault]}: ${listText(all.map(({ partition }) => partition))}`;
    if (d.follow(cause, what, [subjects.cluster(cluster.id)])) continue;
    const ids = [...new Set(all.flatMap(({ missing }) => missing))].sort((a, b) => a - b);
    const hostsOf = (some: readonly NodeId[]) =>
      cluster.brokers.filter(({ id }) => some.includes(id)).map(({ host }) => host);
    const missing = hostsOf(ids);
    // Copies may lie on a broker that the stack no longer has: the others are where to look.
    const hosts = missing.length > 0 ? missing : hostsOf(all.flatMap(({ partition }) => partition.replicas));
    const isOwn = (id: NodeId) => cluster.brokers.some((one) => one.id === id);
    const named = ids.map((id) => `broker ${id}${isOwn(id) ? '' : ', which this stack does not have'}`);
    d.find(
      {
        id: fault,
        hosts: [...new Set(hosts)],
        expected: `every partition of ${cluster.id} has a leader and all replicas in sync`,
        found: `${what}; missing: ${named.join('; ')}`,
        fix: d.npm('status'),
      },
      [subjects.cluster(cluster.id)],
    );
  }
}
