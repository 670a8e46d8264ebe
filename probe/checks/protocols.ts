// A broker that runs can't change what it speaks with those that haven't restarted yet.
import { npmRun } from '../../config/advice.ts';
import type { Listener } from '../../config/plan/types.ts';
import { pathText } from '../../config/problem.ts';
import type { Cluster, ZookeeperTls } from '../../config/topology.ts';
import { brokerUnit } from '../../config/units.ts';
import { listenersIn } from '../running-listeners.ts';
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

/** One listener can't speak both, and clients learn of each broker what the one that they asked says. */
function external(cluster: Cluster, id: number, running: readonly Listener[], wanted: Listener[]): string[] {
  const [before, after] = [running, wanted].map(
    (listeners) => listeners.find(({ name }) => name === 'EXTERNAL')?.protocol,
  );
  if (before === undefined || after === undefined || before === after) return [];
  return [
    `broker ${id} of ${cluster.id} speaks ${named[before]} with outside clients, and would speak ${named[after]} after its restart (${pathText(['clusters', cluster.id, 'tls', 'external'])}): no client can speak both, so outside clients would lose one broker after the other, whatever they are set to. Set it back; or let outside clients wait: stop the whole cluster first (${npmRun('stop', cluster.id)}), then run this again, and change the clients`,
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

function findOn({ topology, plan, host, facts }: HostView): string[] {
  return topology.clusters.flatMap((cluster) =>
    cluster.brokers
      .filter((broker) => broker.host === host.id)
      .flatMap(({ id }) => {
        const unit = brokerUnit(cluster.id, id);
        const running = facts.protocols[unit];
        if (!running || facts.services[unit]?.active !== 'active') return [];
        return [
          ...internal(cluster, id, running.internal),
          ...external(
            cluster,
            id,
            listenersIn(facts.properties[unit] ?? {}),
            plan.listeners[cluster.id]?.[id] ?? [],
          ),
          ...zookeeper(cluster, id, running.zookeeper),
        ];
      }),
  );
}

export const protocols = {
  id: 'protocol-step-left-out',
  label: 'brokers that run speak what the others will',
  docs: {
    about: 'what brokers that run speak',
    holds:
      'with the others, with outside clients, and with ZooKeeper, the same as after their restart, or something that will still be answered',
  },
  find: findOn,
} satisfies Check;
