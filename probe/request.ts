// What one look at a host is asked to tell, beside what it always does.
import { coordinatorsOf } from '../config/coordination.ts';
import { mapEntryOf } from '../config/plan/hops.ts';
import { endpointText } from '../config/plan/select.ts';
import type { Plan } from '../config/plan/types.ts';
import type { Host, HostId, Topology } from '../config/topology.ts';
import { bindingsOn } from './bindings.ts';
import { needsOn } from './needs.ts';

function list(words: string[]): string {
  return words.length > 0 ? [...new Set(words)].join(',') : '-';
}

/** The arguments of the probe's script for this host, in its order. */
export function probeArguments(topology: Topology, plan: Plan, host: Host): string[] {
  const names = (plan.names[host.id] ?? []).map((entry) => entry.name);
  const coordinators = topology.clusters
    .flatMap(coordinatorsOf)
    .filter((node) => node.host === host.id)
    .flatMap(({ cluster, id, unit }) => {
      const endpoint = plan.coordinators[cluster]?.[id];
      return endpoint ? [endpointText(unit, endpoint)] : [];
    });
  const ports = bindingsOn(topology, plan, host).map(({ port }) => String(port));
  const replies = repliesOf(plan, host).map(({ to }) => to);
  const mapped = plan.portMap.filter(({ gateway }) => gateway === host.id).map(({ to }) => to.address);
  const ways = [...replies, ...mapped].map((to) => `${to}@${host.address}`);
  const places = needsOn(topology, host.id, undefined).map(({ place }) => place);
  return [names, coordinators, ports, ways, places].map(list);
}

/** Where a host's replies to an outside client must go: back through the gateway that mapped their way in. */
export interface Reply {
  /** The client's address as it arrives here. */
  to: string;
  client: HostId;
  gateway: HostId;
}

/** One for each client address that a port map brings to this host. */
export function repliesOf(plan: Plan, host: Host): Reply[] {
  const replies = new Map<string, Reply>();
  for (const route of plan.routes) {
    if (route.expect !== 'answers') continue;
    const entry = mapEntryOf(plan, route);
    if (entry?.to.host !== host.id) continue;
    const { gateway } = entry;
    replies.set(route.arrivesFrom, { to: route.arrivesFrom, client: route.vantage, gateway });
  }
  return [...replies.values()];
}
