// What must resolve on each host, and to what: no more than its open routes use.
import type { Host, HostId, NameSource, Topology } from '../topology.ts';
import type { NameEntry, OpenRoute } from './types.ts';

export function namesOf(topology: Topology, routes: readonly OpenRoute[]): Record<HostId, NameEntry[]> {
  const sources = new Map(topology.hosts.map((host) => [host.publicName, host.publicNameFrom]));
  return Object.fromEntries(
    topology.hosts.map((host) => {
      const used = host.probe ? [] : routes.filter(({ vantage }) => vantage === host.id);
      const entries = used.map(({ name, address }): NameEntry => ({
        name,
        address,
        source: sourceOf(host, name, sources),
      }));
      const distinct = [...new Map(entries.map((entry) => [entry.name, entry])).values()];
      return [host.id, distinct.sort((a, b) => (a.name < b.name ? -1 : 1))];
    }),
  );
}

/** On a host that isn't ours to change, every name can only be checked. */
function sourceOf(
  host: Host,
  name: string,
  publicNames: ReadonlyMap<string | undefined, NameSource>,
): NameSource {
  return host.managed ? (publicNames.get(name) ?? 'hosts') : 'dns';
}
