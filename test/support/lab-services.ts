// The services of the stack on its hosts, as systemd there knows them.
import { kafkaServices } from '../../cli/units.ts';
import type { Topology } from '../../config/topology.ts';
import { onHost } from './lab-places.ts';

export interface Service {
  host: string;
  pid: number;
  /** A new one at each start. */
  invocation: string;
  active: string;
  /** Seconds since boot when it began to stop for the last time; 0: never. */
  stopped: number;
  /** Path of the configuration that its next start takes. */
  current: string;
}

const properties = ['MainPID', 'InvocationID', 'ActiveState', 'ActiveExitTimestampMonotonic'];

async function service(host: string, unit: string): Promise<Service> {
  const shown = await onHost(
    host,
    `systemctl show --property=${properties.join(',')} ${unit}.service; echo current=$(readlink /etc/kafka-proxied/${unit}/current || true)`,
  );
  const values = new Map(
    shown.split('\n').map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]),
  );
  return {
    host,
    pid: Number(values.get('MainPID')),
    invocation: values.get('InvocationID') ?? '',
    active: values.get('ActiveState') ?? '',
    stopped: Number(values.get('ActiveExitTimestampMonotonic')) / 1e6,
    current: values.get('current') ?? '',
  };
}

/** All services of the stack, by unit, but for those on hosts that are gone. */
export async function services(
  topology: Topology,
  gone: readonly string[] = [],
): Promise<Record<string, Service>> {
  const found: Record<string, Service> = {};
  for (const { host, unit } of kafkaServices(topology))
    if (!gone.includes(host)) found[unit] = await service(host, unit);
  return found;
}

/** Brokers and ZooKeeper: mirrors are clients, who read their certificates when they start. */
export function serversOf(topology: Topology): Topology {
  return { ...topology, mirrors: [] };
}

/** The servers of one cluster. */
export function serversOfCluster(topology: Topology, id: string): Topology {
  return { ...serversOf(topology), clusters: topology.clusters.filter((cluster) => cluster.id === id) };
}

/** Process ids by unit: equal ones mean that nothing was restarted. */
export async function pids(
  topology: Topology,
  gone: readonly string[] = [],
): Promise<Record<string, string>> {
  const found = await services(topology, gone);
  return Object.fromEntries(
    Object.entries(found).map(([unit, { pid, invocation }]) => [unit, `${pid} ${invocation}`]),
  );
}

/** How often a unit was started after the given invocation, by the host's journal. */
export async function startsSince(host: string, unit: string, invocation: string): Promise<number> {
  const ids = `journalctl --unit=${unit} --output=json --output-fields=_SYSTEMD_INVOCATION_ID,INVOCATION_ID`;
  const lines = await onHost(host, `${ids} | grep -oE '"_SYSTEMD_INVOCATION_ID":"[0-9a-f]+"' | uniq || true`);
  const seen = lines.split('\n').map((line) => /"([0-9a-f]+)"$/.exec(line)?.[1]);
  return new Set(seen.slice(seen.lastIndexOf(invocation) + 1)).size;
}
