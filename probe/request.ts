// What one look at a host is asked to tell, beside what it always does.
import { doorText } from '../config/plan/select.ts';
import type { Plan } from '../config/plan/types.ts';
import type { Host, HostId, Topology } from '../config/topology.ts';
import { zookeeperUnit } from '../config/units.ts';
import { bindingsOn } from './bindings.ts';
import { needsOn } from './needs.ts';

function list(words: string[]): string {
  return words.length > 0 ? [...new Set(words)].join(',') : '-';
}

/** The arguments of the probe's script for this host, in its order. */
export function probeArguments(topology: Topology, plan: Plan, host: Host): string[] {
  const names = (plan.names[host.id] ?? []).map((entry) => entry.name);
  const zookeepers = topology.clusters.flatMap((cluster) =>
    cluster.zookeeper
      .filter((node) => node.host === host.id)
      .flatMap(({ id }) => {
        const endpoint = plan.zookeeper[cluster.id]?.[id];
        return endpoint ? [doorText(zookeeperUnit(cluster.id, id), endpoint)] : [];
      }),
  );
  const ports = bindingsOn(topology, plan, host).map(({ port }) => String(port));
  const replies = repliesOf(plan, host).map(({ to }) => to);
  const mapped = plan.portMap.filter(({ gateway }) => gateway === host.id).map(({ to }) => to.address);
  const ways = [...replies, ...mapped].map((to) => `${to}@${host.address}`);
  const places = needsOn(topology, host.id, undefined).map(({ place }) => place);
  return [names, zookeepers, ports, ways, places].map(list);
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
    for (const hop of route.hops) {
      if (hop.kind !== 'portMap') continue;
      const { gateway, port } = hop;
      const entry = plan.portMap.find((each) => each.gateway === gateway && each.port === port);
      if (entry?.to.host === host.id)
        replies.set(route.arrivesFrom, { to: route.arrivesFrom, client: route.vantage, gateway });
    }
  }
  return [...replies.values()];
}
