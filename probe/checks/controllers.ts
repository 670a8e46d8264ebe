// Controllers (KRaft) of a cluster that runs, or has run: who votes is written in their data, and no change of the config alone
// changes that.
import { coordinatorsOf, hasControllers, nodesOf, serversIn } from '../../config/coordination.ts';
import { dataDir } from '../../config/host-paths.ts';
import { pathText } from '../../config/problem.ts';
import { nodesKey, nodeUnit } from '../../config/roles.ts';
import type { Cluster } from '../../config/topology.ts';
import type { Check, HostView } from './check.ts';

/** Where controllers are by the plan, `name:port`. */
function planned({ plan }: HostView, { id }: Cluster): string[] {
  return Object.values(plan.coordinators[id] ?? {}).map(({ advertise: { name, port } }) => `${name}:${port}`);
}

const listed = (servers: readonly string[]): string => servers.toSorted().join(', ');

/** Nodes here that run, and know other controllers than the config has. */
function knowOthers(view: HostView, cluster: Cluster): string[] {
  const wanted = planned(view, cluster);
  const path = pathText(['clusters', cluster.id, nodesKey('controller')]);
  const here = nodesOf(cluster).filter(({ host }) => host === view.host.id);
  return here.flatMap(({ unit }) => {
    const known = serversIn(cluster, view.facts.properties[unit] ?? {}).map((server) =>
      server.replaceAll('\\', ''),
    );
    if (known.length === 0 || listed(known) === listed(wanted)) return [];
    return [
      `${unit} runs with the controllers ${listed(known)}, and the config has ${listed(wanted)}: controllers of a cluster that runs can't be added, removed, moved or given another port. Set ${path} back`,
    ];
  });
}

/** Data here of a controller that the config has elsewhere, or not at all. */
function elsewhere({ facts, host }: HostView, cluster: Cluster): string[] {
  const own = coordinatorsOf(cluster);
  const isController = (unit: string): boolean => {
    const id = Number(unit.slice(unit.lastIndexOf('-') + 1));
    return unit === nodeUnit('controller', { cluster: cluster.id, id });
  };
  return Object.keys(facts.data).flatMap((unit) => {
    if (!isController(unit)) return [];
    if (own.some((node) => node.unit === unit && node.host === host.id)) return [];
    return [
      `${dataDir(unit)} has the metadata of a controller of ${cluster.id} that the config does not have on this host. Set the config back; or, if that cluster is gone for good, move that data away`,
    ];
  });
}

export const controllers = {
  id: 'controllers-differ',
  label: 'controllers are those that the cluster runs with',
  docs: {
    about: 'the controllers of clusters that run',
    holds: 'the same ids, hosts and ports as in the config: they can’t be changed yet',
  },
  find: (view) =>
    view.topology.clusters
      .filter(hasControllers)
      .flatMap((cluster) => [...knowOthers(view, cluster), ...elsewhere(view, cluster)]),
} satisfies Check;
