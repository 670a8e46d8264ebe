// Which partitions have a leader and all of their copies in sync, and whose absence explains those that have not.
import { openRoutes } from '../../config/plan/select.ts';
import type { Cluster, NodeId } from '../../config/topology.ts';
import type { BrokerFacts, Partition } from '../facts.ts';
import type { Finding } from '../findings.ts';
import { type Diagnosis, groupBy, subjects } from './diagnosis.ts';
import { toldBy } from './metadata.ts';

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

type Fault = 'partition-without-leader' | 'below-min-isr' | 'under-replicated';

const faultWords: Record<Fault, string> = {
  'partition-without-leader': 'without a leader',
  'below-min-isr': 'below min.insync.replicas',
  'under-replicated': 'with fewer copies in sync than they should have',
};

function faultOf(
  { settings, topics }: Cluster,
  { topic, leader, replicas, isr }: Partition,
): Fault | undefined {
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

/** What the broker says that is likeliest to be right: one that nothing speaks against, to somebody who may know all. */
export function tellerOf(d: Diagnosis, cluster: Cluster): BrokerFacts | undefined {
  // A listener that some broker lacks shows its partitions without a leader.
  const isInternal = ({ route }: ReturnType<typeof toldBy>[number]) => route.service.listener === 'INTERNAL';
  const isLimited = ({ broker }: ReturnType<typeof toldBy>[number]) => broker.refused !== undefined;
  const told = toldBy(d)
    .filter(({ route }) => route.service.cluster === cluster.id)
    .sort(
      (a, b) => Number(isLimited(a)) - Number(isLimited(b)) || Number(isInternal(b)) - Number(isInternal(a)),
    );
  const sound = told.filter(({ route }) => d.causeOfRoute(route) === undefined);
  const whole = sound.filter((one) => !isLimited(one));
  const among = whole.length > 0 ? whole : sound;
  const best = among.find(({ broker }) => broker.id === broker.controller) ?? among[0] ?? told[0];
  return best?.broker;
}

export function partitionsOf(d: Diagnosis, cluster: Cluster): Partition[] {
  return tellerOf(d, cluster)?.partitions ?? [];
}

export function judgePartitions(d: Diagnosis, cluster: Cluster): void {
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
    const [first] = all;
    if (!first) continue;
    const { fault, cause } = first;
    const what = `${all.length === 1 ? '1 partition' : `${all.length} partitions`} of ${cluster.id} ${faultWords[fault]}: ${listText(all.map(({ partition }) => partition))}`;
    if (cause) {
      d.follow(cause, what);
      d.explain(cause, [subjects.cluster(cluster.id)]);
      continue;
    }
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
        expected: `every partition of ${cluster.id} has a leader and all of its copies in sync`,
        found: `${what}; missing: ${named.join('; ')}`,
        fix: d.npm('status'),
      },
      [subjects.cluster(cluster.id)],
    );
  }
}
