// A broker that runs can't change what it speaks with those that haven't restarted yet.
import { npmRun } from '../../config/advice.ts';
import {
  isSecurityProtocol,
  type ListenerName,
  type ListenerSecurity,
  securityCalled,
  securityName,
  securityProtocol,
  type Transport,
  zookeeperTransports,
} from '../../config/listener-security.ts';
import type { Listener } from '../../config/plan/types.ts';
import { pathText } from '../../config/problem.ts';
import type { Cluster } from '../../config/topology.ts';
import { listenersIn } from '../running-listeners.ts';
import { brokersOn } from './affected.ts';
import type { Check, HostView } from './check.ts';

/** What Kafka calls so, where it is something of ours. */
function called(protocol: string): ListenerSecurity | undefined {
  return isSecurityProtocol(protocol) ? securityCalled(protocol) : undefined;
}

/** Whether who speaks the one can't speak with who speaks the other. */
function differ(before: ListenerSecurity, after: ListenerSecurity): boolean {
  return securityProtocol(before) !== securityProtocol(after);
}

function wantedOf(
  { plan }: HostView,
  cluster: Cluster,
  id: number,
  name: ListenerName,
): ListenerSecurity | undefined {
  return plan.listeners[cluster.id]?.[id]?.find((listener) => listener.name === name)?.security;
}

/** Between brokers, in one step: those that restarted and those that didn't would be two halves. */
function internal(view: HostView, cluster: Cluster, id: number, protocol: string): string[] {
  const [running, wanted] = [called(protocol), wantedOf(view, cluster, id, 'INTERNAL')];
  if (!running || !wanted || !differ(running, wanted)) return [];
  return [
    `broker ${id} of ${cluster.id} uses ${securityName(running)} with the other brokers, and would use ${securityName(wanted)} after its restart (${pathText(['clusters', cluster.id, 'tls', 'internal'])}): until the last one has restarted, they could not replicate, and producers would fail. Set it back. Or first stop the whole cluster (${npmRun('stop', cluster.id)}), then run this again`,
  ];
}

/** One listener can't speak both, and clients learn of each broker what the one that they asked says. */
function external(view: HostView, cluster: Cluster, id: number, running: readonly Listener[]): string[] {
  const before = running.find(({ name }) => name === 'EXTERNAL')?.security;
  const after = wantedOf(view, cluster, id, 'EXTERNAL');
  if (!before || !after || !differ(before, after)) return [];
  return [
    `broker ${id} of ${cluster.id} uses ${securityName(before)} with outside clients, and would use ${securityName(after)} after its restart (${pathText(['clusters', cluster.id, 'tls', 'external'])}): no client can use both, so outside clients would lose one broker after the other. Set it back. Or first stop the whole cluster, with an outage for outside clients (${npmRun('stop', cluster.id)}), then run this again, and change the clients`,
  ];
}

/** What a broker uses with ZooKeeper now, if ZooKeeper would not answer that. @param protocol by Kafka's name */
export function refusedByZookeeper({ tls }: Cluster, protocol: string): ListenerSecurity | undefined {
  const answered: readonly Transport[] = zookeeperTransports[tls.zookeeper];
  const running = called(protocol);
  return running && !answered.includes(running.transport) ? running : undefined;
}

function zookeeper(cluster: Cluster, id: number, protocol: string): string[] {
  const { zookeeper: mode } = cluster.tls;
  const running = refusedByZookeeper(cluster, protocol);
  if (!running) return [];
  const way =
    mode === 'only'
      ? 'Set it to both, run this again, and then only'
      : `Set it back. Or first stop the whole cluster (${npmRun('stop', cluster.id)}), then run this again`;
  return [
    `broker ${id} of ${cluster.id} uses ${securityName(running)} with ZooKeeper, which would not answer that any more (${pathText(['clusters', cluster.id, 'tls', 'zookeeper'])}: ${mode}). ${way}`,
  ];
}

function findOn(view: HostView): string[] {
  const { facts } = view;
  return brokersOn(view).flatMap(({ cluster, id, unit }) => {
    const running = facts.protocols[unit];
    if (!running || facts.services[unit]?.active !== 'active') return [];
    return [
      ...internal(view, cluster, id, running.internal),
      ...external(view, cluster, id, listenersIn(facts.properties[unit] ?? {})),
      ...zookeeper(cluster, id, running.zookeeper),
    ];
  });
}

export const protocols = {
  id: 'protocol-step-left-out',
  label: 'running brokers use the same protocols as restarted ones',
  docs: {
    about: 'protocols of running brokers',
    holds:
      'with other brokers, with outside clients, and with ZooKeeper: the same as after their restart, or a protocol that will still be answered',
  },
  find: findOn,
} satisfies Check;
