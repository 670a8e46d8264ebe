// Port maps of gateways: our record of one, and the one that its owner enters.
import { portMapsToEnter } from '../../config/plan/describe.ts';
import type { HostId } from '../../config/topology.ts';
import { portMapTable } from '../../templates/port-map.ts';
import type { Diagnosis } from './diagnosis.ts';

export const portMapStamp = `portmap--${portMapTable}`;

/** The map to enter on a gateway that is not ours, in one line for each port; undefined: it is ours. */
export function mapToEnter({ topology, plan }: Diagnosis, gateway: HostId): string | undefined {
  const own = topology.hosts.filter(({ id, managePortMap }) => id === gateway && !managePortMap);
  return portMapsToEnter({ ...topology, hosts: own }, plan)[0];
}
