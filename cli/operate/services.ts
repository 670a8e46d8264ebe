// The services that a user names: by host, by cluster, by unit, or by Pulumi's name of the component.
import { nodeRoles } from '../../config/roles.ts';
import { UsageError } from '../../lib/program.ts';
import { formatTable } from '../../lib/table.ts';
import { type Placement, type Service, servicesOf } from '../units.ts';

const isNode = ({ role }: Service): boolean => nodeRoles.some((one) => one === role);

function listing(services: readonly Service[]): string {
  const rows = services.map(({ host, cluster, unit, component }) => [host, cluster, unit, component]);
  return formatTable([['HOST', 'CLUSTER', 'UNIT', 'COMPONENT'], ...rows]).replace(/^/gm, '  ');
}

/**
 * What a name stands for.
 * @throws UsageError that lists what there is, for a name that stands for nothing, or for several things
 */
export function findServices(topology: Placement, name: string): Service[] {
  const all = servicesOf(topology);
  const unit = name.replace(/\.service$/, '');
  const readings = [
    { as: 'the host', found: all.filter(({ host }) => host === name) },
    // Mirrors and tunnels wait for a cluster that is away.
    { as: 'the cluster', found: all.filter((each) => each.cluster === name && isNode(each)) },
    { as: 'a service', found: all.filter((each) => each.unit === unit || each.component === name) },
  ].filter(({ found }) => found.length > 0);
  const [first, ...others] = readings;
  if (!first) {
    const known = topology.hosts.some(({ id }) => id === name);
    throw new UsageError(
      `${known ? `No service of this stack runs on "${name}".` : `There is no host, cluster, unit or component "${name}".`} There are:\n${listing(all)}`,
    );
  }
  if (others.length > 0) {
    throw new UsageError(
      `"${name}" is ${readings.map(({ as }) => as).join(' and ')}. Name units instead:\n${listing(all)}`,
    );
  }
  return first.found;
}
