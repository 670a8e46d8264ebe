// Kafka's own id of each cluster, where data that lies on the hosts says which one it is.
import { nodesOf, type Placed } from '../config/coordination.ts';
import type { HostId, Topology } from '../config/topology.ts';
import type { HostFacts } from './facts.ts';

/** The id that most of these have; of two that are equally frequent, the first. */
export function usualId(ids: readonly string[]): string | undefined {
  const count = (id: string): number => ids.filter((each) => each === id).length;
  return ids.toSorted((a, b) => count(b) - count(a))[0];
}

function foundId(cluster: Placed, factsOf: (host: HostId) => HostFacts | undefined): string | undefined {
  const found = nodesOf(cluster).flatMap(({ unit, host }) => factsOf(host)?.data[unit]?.clusterId ?? []);
  return usualId(found.filter((id) => id !== ''));
}

/**
 * The same topology, with the ids that data has: a cluster keeps its id when its stack is renamed, or was made by somebody else.
 * @param factsOf what the probe found on a host; undefined: nothing
 */
export function withFoundIds(topology: Topology, factsOf: (host: HostId) => HostFacts | undefined): Topology {
  const clusters = topology.clusters.map((cluster) => {
    const id = foundId(cluster, factsOf);
    return id === undefined ? cluster : { ...cluster, kafkaId: id };
  });
  return { ...topology, clusters };
}
