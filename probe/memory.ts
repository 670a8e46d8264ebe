// What the heaps of a host's services take of its memory.
import { brokersFirst } from '../config/coordination.ts';
import type { HostId, Topology } from '../config/topology.ts';
import { mirrorUnit } from '../config/units.ts';
import type { HostFacts } from './facts.ts';

export interface Heap {
  unit: string;
  /** As the config has it, such as `512m`. */
  size: string;
  /** Where the config has it. */
  path: string;
}

/** Heaps of the services that the stack has on a host. */
function heapsOn(topology: Topology, host: HostId): Heap[] {
  const services = topology.clusters.flatMap((cluster) =>
    brokersFirst(cluster)
      .filter((node) => node.host === host)
      .map(({ role, unit }) => {
        return [unit, cluster.heap[role], `kafka-proxied:clusters.${cluster.id}.heap.${role}`] as const;
      }),
  );
  const mirrors = topology.mirrors
    .filter((mirror) => mirror.host === host)
    .map(({ id, heap }) => [mirrorUnit(id), heap, `kafka-proxied:mirrors.${id}.heap`] as const);
  return [...services, ...mirrors].map(([unit, size, path]) => ({ unit, size, path }));
}

/** A heap in MiB. */
function mebibytes(size: string): number {
  return Number.parseInt(size, 10) * (size.endsWith('g') ? 1024 : 1);
}

export interface MemoryUse {
  heaps: Heap[];
  /** All in MiB. */
  wanted: number;
  memory: number;
  /** True where what runs there takes as much already. */
  runsSo: boolean;
}

/** Undefined where there is no service, or the memory is not known. */
export function memoryUse(topology: Topology, host: HostId, facts: HostFacts): MemoryUse | undefined {
  const heaps = heapsOn(topology, host);
  if (heaps.length === 0 || facts.memory === undefined) return undefined;
  const wanted = heaps.reduce((sum, { size }) => sum + mebibytes(size), 0);
  const running = Object.entries(facts.heaps).filter(([unit]) => facts.services[unit]?.active === 'active');
  const taken = running.reduce((sum, [, size]) => sum + mebibytes(size), 0);
  return { heaps, wanted, memory: Math.floor(facts.memory.kib / 1024), runsSo: wanted <= taken };
}
