// Which addresses and ports the plan's services bind on a host.
import { nodesKey, nodeUnit } from '../config/roles.ts';
import { type Endpoint, endpointsOf } from '../config/plan/endpoints.ts';
import { nodeOf } from '../config/plan/select.ts';
import { pathText } from '../config/problem.ts';
import type { Plan } from '../config/plan/types.ts';
import type { Cluster, Host, Topology } from '../config/topology.ts';
import { tunnelUnit } from '../config/units.ts';

export interface Binding {
  address: string;
  port: number;
  /** The unit that binds it, without `.service`. */
  unit: string;
  /** Where the config says so. */
  path: string;
}

/** Ports of the nodes here, as the table of ports has them; ends of tunnels. */
export function bindingsOn(topology: Topology, plan: Plan, host: Host): Binding[] {
  const own = endpointsOf(topology).filter((endpoint) => endpoint.host.id === host.id);
  return topology.clusters.flatMap((cluster) => [
    ...own.filter((endpoint) => endpoint.cluster.id === cluster.id).map(nodeBinding),
    ...tunnelBindings(cluster, plan, host),
  ]);
}

function nodeBinding({ service, bind, role }: Endpoint): Binding {
  const node = nodeOf(service);
  const { cluster, kind, id } = node;
  const path = pathText(['clusters', cluster, nodesKey(kind), String(id), ...role.key]);
  return { ...bind, unit: nodeUnit(kind, node), path };
}

function tunnelBindings({ id, clients }: Cluster, { tunnels }: Plan, host: Host): Binding[] {
  const unit = tunnelUnit(id);
  const path = pathText(['clusters', id, 'clients', clients.indexOf(host.id)]);
  return tunnels
    .filter(({ cluster, from }) => cluster === id && from === host.id)
    .flatMap(({ forwards }) => forwards.map(({ address, port }) => ({ address, port, unit, path })));
}
