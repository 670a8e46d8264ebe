// Which addresses and ports the plan's services bind on a host.
import { coordinatorsOf } from '../config/coordination.ts';
import { plannedServers } from '../config/plan/coordination.ts';
import { pathText } from '../config/problem.ts';
import type { Plan } from '../config/plan/types.ts';
import type { Cluster, Host, Topology } from '../config/topology.ts';
import { brokerUnit, jmxAddress, tunnelUnit } from '../config/units.ts';

export interface Binding {
  address: string;
  port: number;
  /** The unit that binds it, without `.service`. */
  unit: string;
  /** Where the config says so. */
  path: string;
}

/** Listeners of brokers; ports of what coordinates them, for clients and among its servers; JMX of both; ends of tunnels. */
export function bindingsOn(topology: Topology, plan: Plan, host: Host): Binding[] {
  return topology.clusters.flatMap((cluster) => [
    ...coordinatorBindings(cluster, plan, host),
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

function coordinatorBindings(cluster: Cluster, plan: Plan, host: Host): Binding[] {
  const planned = plannedServers(cluster);
  return coordinatorsOf(cluster)
    .filter((node) => node.host === host.id)
    .flatMap(({ role, id, unit, jmxPort }) => {
      const path = (key: string): string => pathText(['clusters', cluster.id, role, String(id), key]);
      const { ports = [], channels = [] } = planned.find((one) => one.id === id) ?? {};
      const address = plan.coordinators[cluster.id]?.[id]?.bind.address ?? host.address;
      return [
        ...ports.map(({ port, key }) => ({ address, port, unit, path: path(key) })),
        ...channels.map(({ port, key }) => ({ address: host.address, port, unit, path: path(key) })),
        ...jmxBinding({ ...(jmxPort !== undefined && { jmxPort }) }, unit, path('jmxPort')),
      ];
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
