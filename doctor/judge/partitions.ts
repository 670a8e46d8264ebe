// Which partitions have a leader and all of their copies in sync, and whose absence explains those that have not.
import { coordinatorsOf } from '../../config/coordination.ts';
import { openRoutes } from '../../config/plan/select.ts';
import type { Cluster, NodeId } from '../../config/topology.ts';
import type { Partition } from '../../probe/cluster-state.ts';
import type { BrokerFacts } from '../facts.ts';
import type { Finding } from '../findings.ts';
import { type Case, groupBy, subjects } from './case.ts';
import { toldBy } from './metadata.ts';

/** What explains that a broker is not there: it is down, or it can't reach what coordinates the cluster. */
export function causeOfBroker(given: Case, cluster: Cluster, broker: NodeId): Finding | undefined {
  const { id, brokers } = cluster;
  const host = brokers.find((one) => one.id === broker)?.host;
  const nodes = coordinatorsOf(cluster).flatMap((node) => [subjects.nodeOf(node), subjects.host(node.host)]);
  const ways = host === undefined ? [] : openRoutes(given.plan, host);
  const toCoordinators = ways.filter(({ service }) => service.cluster === id && service.kind !== 'broker');
  return given.causeOf(
    subjects.broker(id, broker),
    ...(host === undefined ? [] : [subjects.host(host)]),
    ...nodes,
    ...toCoordinators.map(subjects.route),
  );
}

/** What explains that a broker can't start: its host, or that most servers of what coordinates are not there for it. */
export function causeOfNoStart(given: Case, cluster: Cluster, broker: NodeId): Finding | undefined {
  const { id, brokers } = cluster;
  const coordinators = coordinatorsOf(cluster);
  const host = brokers.find((one) => one.id === broker)?.host;
  const ways = host === undefined ? [] : openRoutes(given.plan, host);
  const causes = coordinators.flatMap((node) => {
    const own = ways.filter(
      ({ service }) => service.cluster === id && service.kind === node.role && service.id === node.id,
    );
    const routes = own.map(subjects.route);
    return given.causeOf(subjects.nodeOf(node), subjects.host(node.host), ...routes) ?? [];
  });
  const hasMajority = 2 * (coordinators.length - causes.length) > coordinators.length;
  const own = given.causeOf(
    subjects.broker(id, broker),
    ...(host === undefined ? [] : [subjects.host(host)]),
  );
  return own ?? (hasMajority ? undefined : causes[0]);
}

/** What explains that the others get nothing from a broker that leads: copies are fetched through INTERNAL. */
export function causeOfLeader(given: Case, { id, brokers }: Cluster, leader: NodeId): Finding | undefined {
  const hosts = brokers.map(({ host }) => host);
  const ways = openRoutes(given.plan).filter(
    ({ vantage, service }) =>
      hosts.includes(vantage) &&
      service.kind === 'broker' &&
      service.cluster === id &&
      service.id === leader &&
      service.listener === 'INTERNAL',
  );
  return given.causeOf(...ways.map(subjects.route));
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
export function tellerOf(given: Case, cluster: Cluster): BrokerFacts | undefined {
  // A listener that some broker lacks shows its partitions without a leader.
  const isInternal = ({ route }: ReturnType<typeof toldBy>[number]) => route.service.listener === 'INTERNAL';
  const isLimited = ({ broker }: ReturnType<typeof toldBy>[number]) => broker.refused !== undefined;
  const told = toldBy(given)
    .filter(({ route }) => route.service.cluster === cluster.id)
    .sort(
      (a, b) => Number(isLimited(a)) - Number(isLimited(b)) || Number(isInternal(b)) - Number(isInternal(a)),
    );
  const sound = told.filter(({ route }) => given.causeOfRoute(route) === undefined);
  const whole = sound.filter((one) => !isLimited(one));
  const among = whole.length > 0 ? whole : sound;
  const best = among.find(({ broker }) => broker.id === broker.controller) ?? among[0] ?? told[0];
  return best?.broker;
}

export function partitionsOf(given: Case, cluster: Cluster): Partition[] {
  return tellerOf(given, cluster)?.partitions ?? [];
}

export function judgePartitions(given: Case, cluster: Cluster): void {
  const ill = partitionsOf(given, cluster).flatMap((partition) => {
    const fault = faultOf(cluster, partition);
    if (!fault) return [];
    const missing = partition.replicas.filter(
      (id) => fault === 'partition-without-leader' || !partition.isr.includes(id),
    );
    const causes = [
      ...missing.map((id) => causeOfBroker(given, cluster, id)),
      ...[...missing, ...(partition.leader === undefined ? [] : [partition.leader])].map((id) =>
        causeOfLeader(given, cluster, id),
      ),
    ];
    const cause = causes.find((one) => one !== undefined);
    return [{ partition, fault, missing, cause }];
  });
  for (const all of groupBy(
    ill,
    ({ fault, cause }) => `${fault} ${given.findings.indexOf(cause as Finding)}`,
  )) {
    const [first] = all;
    if (!first) continue;
    const { fault, cause } = first;
    const what = `${all.length === 1 ? '1 partition' : `${all.length} partitions`} of ${cluster.id} ${faultWords[fault]}: ${listText(all.map(({ partition }) => partition))}`;
    if (cause) {
      given.follow(cause, what);
      given.explain(cause, [subjects.cluster(cluster.id)]);
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
    given.find(
      {
        id: fault,
        hosts: [...new Set(hosts)],
        expected: `every partition of ${cluster.id} has a leader and all of its copies in sync`,
        found: `${what}; missing: ${named.join('; ')}`,
        fix: given.npm('status'),
      },
      [subjects.cluster(cluster.id)],
    );
  }
}
