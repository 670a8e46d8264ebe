// Which properties of brokers that run, and of topics, become others, and what that costs; preview and up say so before anything else.
import { declaredTopicsDir } from '../config/host-paths.ts';
import * as pulumi from '@pulumi/pulumi';
import { npmRun } from '../config/advice.ts';
import { propertyChanges, type ChangedBroker } from '../config/changes/compare.ts';
import { kafkaDefaults } from '../config/changes/defaults.ts';
import { changeLine } from '../config/changes/describe.ts';
import { propertiesIn } from '../config/changes/property.ts';
import { type TopicChange, topicChanges, topicLine } from '../config/changes/topics.ts';
import { pathText } from '../config/problem.ts';
import type { Plan } from '../config/plan/types.ts';
import type { Cluster, Host, HostId, Topology } from '../config/topology.ts';
import { brokerUnit } from '../config/units.ts';
import type { HostFacts } from '../probe/facts.ts';
import { brokerFiles } from '../templates/broker.ts';
import { topicsBroker } from '../templates/endpoint.ts';

export interface ChangesArgs {
  topology: Topology;
  plan: Plan;
  /** What the probe found on a host; undefined: nothing is known. */
  factsOf: (host: HostId) => HostFacts | undefined;
}

/** What is known of a cluster and of the hosts that it shares with others. */
interface Known extends ChangesArgs {
  cluster: Cluster;
  hosts: ReadonlyMap<HostId, Host>;
}

/**
 * Logs a line for each change: a warning where it destroys data, or can't be made. Brokers that don't run, and secret properties,
 * are left out, and so are topics that are new or no longer declared.
 * @throws RunError with the changes that no cluster takes
 */
export function announceChanges(args: ChangesArgs): void {
  const hosts = new Map(args.topology.hosts.map((host) => [host.id, host]));
  const impossible: string[] = [];
  for (const cluster of args.topology.clusters) {
    const running = runningBrokers({ ...args, cluster, hosts });
    for (const change of propertyChanges(running, cluster.version)) {
      const line = changeLine(cluster, change);
      if (change.cost.kind === 'impossible') impossible.push(`${line}. ${wayOut(cluster)}`);
      else announce(line, change.cost.kind === 'destroys data');
    }
    for (const change of changedTopics({ ...args, cluster, hosts }, running)) {
      const line = topicLine(cluster, change);
      // Copies may have been moved by hand, as Kafka has them moved; partitions never go.
      if (change.cost.kind === 'refused' && change.property === 'partitions')
        impossible.push(`${line}. ${partitionsBack(cluster, change, hosts)}`);
      else announce(line, ['destroys data', 'refused'].includes(change.cost.kind));
    }
  }
  if (impossible.length > 0)
    throw new pulumi.RunError(`Nothing was changed anywhere:\n  ${impossible.join('\n  ')}`);
}

function announce(line: string, isWarning: boolean): void {
  void pulumi.log[isWarning ? 'warn' : 'info'](line);
}

function wayOut({ id }: Cluster): string {
  return `Set ${pathText(['clusters', id, 'chroot'])} back, or declare another cluster beside this one; if it was changed by hand on the hosts, stop the cluster first (${npmRun('stop', id)}), then run this again`;
}

function partitionsBack(cluster: Cluster, { topic }: TopicChange, hosts: Known['hosts']): string {
  const path = pathText(['clusters', cluster.id, 'topics', topic, 'partitions']);
  const { host } = topicsBroker(hosts, cluster);
  return `Set ${path} back; if somebody made the topic anew with fewer, 'sudo rm ${declaredTopicsDir}/${cluster.id}' on ${host} forgets what it had, then run this again`;
}

function runningBrokers({ cluster, plan, hosts, factsOf }: Known): ChangedBroker[] {
  return cluster.brokers.flatMap((broker) => {
    const unit = brokerUnit(cluster.id, broker.id);
    const facts = factsOf(broker.host);
    const running = facts?.properties[unit];
    if (!running || facts?.services[unit]?.active !== 'active') return [];
    const files = brokerFiles({ cluster, broker, plan, hosts });
    return [{ id: broker.id, running, wanted: propertiesIn(files['server.properties'] ?? '') }];
  });
}

/** Against the broker properties of one that runs: what topics leave to brokers is the same on all. */
function changedTopics({ cluster, hosts, factsOf }: Known, [broker]: ChangedBroker[]): TopicChange[] {
  const before = factsOf(topicsBroker(hosts, cluster).host)?.topics[cluster.id] ?? {};
  const defaults = kafkaDefaults(cluster.version);
  return topicChanges(before, cluster, {
    before: { ...defaults, ...broker?.running },
    after: { ...defaults, ...broker?.wanted },
  });
}
