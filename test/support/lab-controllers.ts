// Cluster 1 of the dev stack with controllers (KRaft) in the place of ZooKeeper, and without cluster 2 and the mirror.
import type { Topology } from '../../config/topology.ts';
import { clusterOf } from './lab-one-cluster.ts';
import { cluster, type ClusterConfig } from './lab-stack.ts';

export const controllers = [101, 102, 103];

const hostOf = (id: number): string => `engine${id - 100}`;

/** A config file, with a change. @returns its path */
export function withControllers(version: string, change: (own: ClusterConfig) => void): string {
  return clusterOf(version, (own) => {
    own.zookeeper = {};
    own.controllers = Object.fromEntries(controllers.map((id) => [String(id), { host: hostOf(id) }]));
    change(own);
  });
}

/** The topology of that config, as far as it says what runs where. */
export function controllersTopology(topology: Topology): Topology {
  const own = topology.clusters.filter(({ id }) => id === cluster);
  const specs = controllers.map((id) => ({ id, host: hostOf(id), port: 9190 + id }));
  return {
    ...topology,
    clusters: own.map((one) => ({ ...one, zookeeper: [], controllers: specs })),
    mirrors: [],
  };
}
