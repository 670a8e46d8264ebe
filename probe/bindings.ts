// Which addresses and ports the plan's services bind on a host.
import { usesTls } from '../config/listener-security.ts';
import { pathText } from '../config/problem.ts';
import type { Plan } from '../config/plan/types.ts';
import type { Cluster, Host, Topology } from '../config/topology.ts';
import { brokerUnit, jmxAddress, tunnelUnit, zookeeperUnit } from '../config/units.ts';

export interface Binding {
  address: string;
  port: number;
  /** The unit that binds it, without `.service`. */
  unit: string;
  /** Where the config says so. */
  path: string;
}

/** Listeners of brokers; of ZooKeeper the client port, and in an ensemble the two for its other nodes; JMX of both; ends of tunnels. */
export function bindingsOn(topology: Topology, plan: Plan, host: Host): Binding[] {
  return topology.clusters.flatMap((cluster) => [
    ...zookeeperBindings(cluster, plan, host),
    ...brokerBindings(cluster, plan, host),
    ...tunnelBindings(cluster, plan, host),
  ]);
}

function tunnelBindings({ id, clients }: Cluster, { tunnels }: Plan, host: Host): Binding[] {
  const unit = tunnelUnit(id);
  const path = pathText(['clusters', id, 'clients', clients.indexOf(host.id)]);
  return tunnels
    .filter(({ cluster, from }) => cluster === id && from === host.id)
    .flatMap(({ forwards }) => forwards.map(({ address, port }) => ({ address, port, unit, path })));
}

function zookeeperBindings(cluster: Cluster, plan: Plan, host: Host): Binding[] {
  const channels = cluster.zookeeper.length > 1 ? (['peerPort', 'electionPort'] as const) : [];
  return cluster.zookeeper
    .filter((node) => node.host === host.id)
    .flatMap((node) => {
      const unit = zookeeperUnit(cluster.id, node.id);
      const path = (key: string): string =>
        pathText(['clusters', cluster.id, 'zookeeper', String(node.id), key]);
      const endpoint = plan.zookeeper[cluster.id]?.[node.id];
      const key = endpoint && usesTls(endpoint) ? 'securePort' : 'port';
      const client = endpoint ? [{ ...endpoint.bind, unit, path: path(key) }] : [];
      const plain = endpoint?.plain ? [{ ...endpoint.plain, unit, path: path('port') }] : [];
      const others = channels.map((key) => ({
        address: host.address,
        port: node[key],
        unit,
        path: path(key),
      }));
      return [...client, ...plain, ...others, ...jmxBinding(node, unit, path('jmxPort'))];
    });
}

function brokerBindings(cluster: Cluster, plan: Plan, host: Host): Binding[] {
  return cluster.brokers
    .filter((broker) => broker.host === host.id)
    .flatMap((broker) => {
      const unit = brokerUnit(cluster.id, broker.id);
      const path = (...keys: string[]): string =>
        pathText(['clusters', cluster.id, 'brokers', String(broker.id), ...keys]);
      const listeners = (plan.listeners[cluster.id]?.[broker.id] ?? []).map(({ name, bind }) => {
        const keys = name === 'EXTERNAL' ? ['external', 'port'] : ['port'];
        return { ...bind, unit, path: path(...keys) };
      });
      return [...listeners, ...jmxBinding(broker, unit, path('jmxPort'))];
    });
}

function jmxBinding({ jmxPort: port }: { jmxPort?: number }, unit: string, path: string): Binding[] {
  return port === undefined ? [] : [{ address: jmxAddress, port, unit, path }];
}
