// Where a host's replies to outside clients must go: back through the gateway that mapped their way in.
import { mapEntryOf } from '../config/plan/hops.ts';
import type { Plan } from '../config/plan/types.ts';
import type { Host, HostId } from '../config/topology.ts';

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
