// A part of a stack: one cluster, or what one host reaches.
import type { Plan } from '../config/plan/types.ts';
import type { ClusterId, HostId, Topology } from '../config/topology.ts';

export interface Part {
  from?: HostId | undefined;
  to?: ClusterId | undefined;
}

/** The topology and plan with only what is asked for; hosts stay, as causes may lie on any. */
export function narrow(
  topology: Topology,
  plan: Plan,
  { from, to }: Part,
): { topology: Topology; plan: Plan } {
  const isAsked = (cluster: ClusterId): boolean => to === undefined || cluster === to;
  const routes = plan.routes.filter(
    ({ vantage, service }) => isAsked(service.cluster) && (from === undefined || vantage === from),
  );
  return {
    topology: {
      ...topology,
      clusters: topology.clusters.filter(({ id }) => isAsked(id)),
      mirrors: topology.mirrors.filter((mirror) => isAsked(mirror.from) && isAsked(mirror.to)),
    },
    plan: {
      ...plan,
      routes,
      portMap: plan.portMap.filter(({ service }) => isAsked(service.cluster)),
      tunnels: plan.tunnels.filter(({ cluster }) => isAsked(cluster)),
    },
  };
}
