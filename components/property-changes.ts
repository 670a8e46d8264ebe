// Which properties of brokers that run become others, and what that costs; preview and up say so before anything else.
import * as pulumi from '@pulumi/pulumi';
import { propertyChanges, type RunningBroker } from '../config/changes/compare.ts';
import { changeLine } from '../config/changes/describe.ts';
import { propertiesIn } from '../config/changes/property.ts';
import { pathText } from '../config/problem.ts';
import type { Plan } from '../config/plan/types.ts';
import type { Cluster, HostId, Topology } from '../config/topology.ts';
import { brokerUnit } from '../config/units.ts';
import type { HostFacts } from '../probe/facts.ts';
import { brokerFiles } from '../templates/broker.ts';

export interface ChangesArgs {
  topology: Topology;
  plan: Plan;
  /** What the probe found on a host; undefined: nothing is known. */
  factsOf: (host: HostId) => HostFacts | undefined;
}

/**
 * Logs a line for each change: a warning where it destroys data. Brokers that don't run, and secret properties, are left out.
 * @throws RunError with the changes that no running cluster takes
 */
export function announceChanges(args: ChangesArgs): void {
  const impossible: string[] = [];
  for (const cluster of args.topology.clusters) {
    for (const change of propertyChanges(runningBrokers(cluster, args), cluster.version)) {
      const line = changeLine(cluster, change);
      if (change.cost.kind === 'impossible') impossible.push(`${line}. ${wayOut(cluster)}`);
      else void pulumi.log[change.cost.kind === 'destroys data' ? 'warn' : 'info'](line);
    }
  }
  if (impossible.length > 0)
    throw new pulumi.RunError(`Nothing was changed anywhere:\n  ${impossible.join('\n  ')}`);
}

function wayOut({ id }: Cluster): string {
  return `Set ${pathText(['clusters', id, 'chroot'])} back, or declare another cluster beside this one; if it was changed by hand on the hosts, stop the cluster first (npm run stop -- ${id}), then run this again`;
}

function runningBrokers(cluster: Cluster, { topology, plan, factsOf }: ChangesArgs): RunningBroker[] {
  const hosts = new Map(topology.hosts.map((host) => [host.id, host]));
  return cluster.brokers.flatMap((broker) => {
    const unit = brokerUnit(cluster.id, broker.id);
    const facts = factsOf(broker.host);
    const running = facts?.properties[unit];
    if (!running || facts?.services[unit]?.active !== 'active') return [];
    const files = brokerFiles({ cluster, broker, plan, hosts });
    return [{ id: broker.id, running, wanted: propertiesIn(files['server.properties'] ?? '') }];
  });
}
