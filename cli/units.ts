// Which systemd units run on which host, for people to name.
import { nodesOf, nodeText, type Placed } from '../config/coordination.ts';
import type { Tunnel } from '../config/plan/types.ts';
import type { Cluster, Host, HostId, Mirror } from '../config/topology.ts';
import { mirrorUnit, tunnelUnit } from '../config/units.ts';
import { UsageError } from '../lib/program.ts';

/** The part of a topology that says what runs where. */
export interface Placement {
  hosts: Host[];
  clusters: (Placed & Pick<Cluster, 'version'>)[];
  /** Default: none. */
  mirrors?: Pick<Mirror, 'id' | 'from' | 'to' | 'host' | 'version'>[];
  /** Those of the plan. Default: none. */
  tunnels?: readonly Tunnel[];
}

export interface NamedUnit {
  host: HostId;
  unit: string;
  /** What it is, for people: `broker 1 of cluster1`. */
  what: string;
}

export interface PlacedUnit extends NamedUnit {
  /** Kafka version as the stack wants it. */
  version: string;
}

/** Every unit of the stack that runs Kafka: what coordinates clusters before their brokers, by id; mirrors last. */
export function placedUnits(topology: Placement): PlacedUnit[] {
  return [...clusterUnits(topology), ...(topology.mirrors ?? []).map(mirrorPlaced)];
}

/** A mirror's unit. */
export function mirrorPlaced({
  id,
  from,
  to,
  host,
  version,
}: NonNullable<Placement['mirrors']>[number]): PlacedUnit {
  return { host, unit: mirrorUnit(id), what: `mirror from ${from} to ${to}`, version };
}

/** The units of clusters: those that hold data. */
export function clusterUnits(topology: Pick<Placement, 'clusters'>): PlacedUnit[] {
  return topology.clusters.flatMap((cluster) =>
    nodesOf(cluster).map((node) => {
      const { role, host, unit } = node;
      return { host, unit, what: nodeText(role, node), version: cluster.version };
    }),
  );
}

/** The units of SSH tunnels, on their clients. */
export function tunnelUnits({ tunnels = [] }: Pick<Placement, 'tunnels'>): NamedUnit[] {
  return tunnels.map(({ from, to, cluster }) => ({
    host: from,
    unit: tunnelUnit(cluster),
    what: `SSH tunnel to ${cluster} on ${to}`,
  }));
}

function listing(units: readonly NamedUnit[]): string {
  return units.map(({ host, unit, what }) => `  ${host} ${unit}   (${what})`).join('\n');
}

/**
 * The host of a unit that someone named.
 * @throws UsageError that lists what there is
 */
export function findUnit(
  topology: Placement,
  hostId: string,
  unitName: string,
): { host: Host; unit: string } {
  const units = [...placedUnits(topology), ...tunnelUnits(topology)];
  const onHost = units.filter(({ host }) => host === hostId);
  const unit = unitName.replace(/\.service$/, '');
  const host = topology.hosts.find(({ id }) => id === hostId);
  if (!host)
    throw new UsageError(`There is no host "${hostId}" in this stack. What runs where:\n${listing(units)}`);
  if (!onHost.some((placed) => placed.unit === unit)) {
    const there =
      onHost.length > 0
        ? `What runs there:\n${listing(onHost)}`
        : `Nothing runs there. What runs where:\n${listing(units)}`;
    throw new UsageError(`${hostId} has no unit "${unit}". ${there}`);
  }
  return { host, unit };
}
