// A broker that runs can't change what it speaks with those that haven't restarted yet.
import { npmRun } from '../../config/advice.ts';
import { pathText } from '../../config/problem.ts';
import type { Cluster, ZookeeperTls } from '../../config/topology.ts';
import { brokerUnit } from '../../config/units.ts';
import type { Check, HostView } from './check.ts';

const named: Record<string, string> = { SSL: 'TLS', PLAINTEXT: 'plain text' };

/** What ZooKeeper answers, by the config's word. */
const answered: Record<ZookeeperTls, string[]> = {
  off: ['PLAINTEXT'],
  both: ['SSL', 'PLAINTEXT'],
  only: ['SSL'],
};

/** Between brokers, in one step: those that restarted and those that didn't would be two halves. */
function internal(cluster: Cluster, id: number, running: string): string[] {
  const wanted = cluster.tls.internal ? 'SSL' : 'PLAINTEXT';
  if (running === wanted || !named[running]) return [];
  return [
    `broker ${id} of ${cluster.id} speaks ${named[running]} with the other brokers, and would speak ${named[wanted]} after its restart (${pathText(['clusters', cluster.id, 'tls', 'internal'])}): until the last one restarted they could not copy from each other, and writers would fail. Set it back; or stop the whole cluster first (${npmRun('stop', cluster.id)}), then run this again`,
  ];
}

function zookeeper(cluster: Cluster, id: number, running: string): string[] {
  const { zookeeper: mode } = cluster.tls;
  if (answered[mode].includes(running) || !named[running]) return [];
  const way =
    mode === 'only'
      ? 'Set it to both, run this again, and then only'
      : `Set it back; or stop the whole cluster first (${npmRun('stop', cluster.id)}), then run this again`;
  return [
    `broker ${id} of ${cluster.id} speaks ${named[running]} with ZooKeeper, which would not answer that any more (${pathText(['clusters', cluster.id, 'tls', 'zookeeper'])}: ${mode}). ${way}`,
  ];
}

function findOn({ topology, host, facts }: HostView): string[] {
  return topology.clusters.flatMap((cluster) =>
    cluster.brokers
      .filter((broker) => broker.host === host.id)
      .flatMap(({ id }) => {
        const unit = brokerUnit(cluster.id, id);
        const running = facts.protocols[unit];
        if (!running || facts.services[unit]?.active !== 'active') return [];
        return [...internal(cluster, id, running.internal), ...zookeeper(cluster, id, running.zookeeper)];
      }),
  );
}

export const protocols = {
  id: 'protocol-step-left-out',
  label: 'brokers that run speak what the others will',
  find: findOn,
} satisfies Check;
