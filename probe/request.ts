// What one look at a host is asked to tell, beside what it always does.
import { doorText } from '../config/plan/select.ts';
import type { Plan } from '../config/plan/types.ts';
import type { Host, Topology } from '../config/topology.ts';
import { zookeeperUnit } from '../config/units.ts';
import { bindingsOn } from './bindings.ts';
import { needsOn } from './needs.ts';
import { repliesOf } from './replies.ts';

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
