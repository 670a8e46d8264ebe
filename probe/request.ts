// What one look at a host is asked to tell, beside what it always does.
import { type ClusterNode, coordinationOf, coordinationSpec, nodesOf } from '../config/coordination.ts';
import { mapEntryOf } from '../config/plan/hops.ts';
import { endpointText } from '../config/plan/select.ts';
import type { Plan } from '../config/plan/types.ts';
import type { CoordinationKind, Host, HostId, Topology } from '../config/topology.ts';
import { bindingsOn } from './bindings.ts';
import { needsOn } from './needs.ts';

function list(words: string[]): string {
  return words.length > 0 ? [...new Set(words)].join(',') : '-';
}

/** The arguments of the probe's script for this host, in its order. */
export function probeArguments(topology: Topology, plan: Plan, host: Host): string[] {
  const names = (plan.names[host.id] ?? []).map((entry) => entry.name);
  const ports = bindingsOn(topology, plan, host).map(({ port }) => String(port));
  const replies = repliesOf(plan, host).map(({ to }) => to);
  const mapped = plan.portMap.filter(({ gateway }) => gateway === host.id).map(({ to }) => to.address);
  const ways = [...replies, ...mapped].map((to) => `${to}@${host.address}`);
  const places = needsOn(topology, host.id, undefined).map(({ place }) => place);
  return [names, tellers(topology, plan, host), ports, ways, places].map(list);
}

/** Whom to ask on this host who is registered, as the probe's script takes it: by kind of coordination. */
const askedBy: Record<CoordinationKind, (plan: Plan, node: ClusterNode) => string[]> = {
  zookeeper: ({ coordinators }, { cluster, id, unit }) => {
    const endpoint = coordinators[cluster]?.[id];
    return endpoint ? [endpointText(unit, endpoint)] : [];
  },
  // It listens where it was started to, which the script finds.
  controller: (_plan, { cluster, unit }) => [`kraft:${cluster}:${unit}`],
};

function tellers({ clusters }: Topology, plan: Plan, host: Host): string[] {
  return clusters.flatMap((cluster) => {
    const kind = coordinationOf(cluster);
    const { toldBy } = coordinationSpec(kind);
    return nodesOf(cluster)
      .filter((node) => node.host === host.id && toldBy.includes(node.role))
      .flatMap((node) => askedBy[kind](plan, node));
  });
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
