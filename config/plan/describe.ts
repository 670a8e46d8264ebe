// The plan in words, for previews.
import { nodeText } from '../roles.ts';
import { transportName, usesTls } from '../listener-security.ts';
import { portRole } from '../ports.ts';
import type { Topology } from '../topology.ts';
import { wayText } from './hops.ts';
import { openRoutes } from './select.ts';
import type { NodePort, Plan, PortMapEntry, Service } from './types.ts';

function serviceName({ service }: { service: Service }): string {
  return nodeText(service.kind, service);
}

/** A service with its listener or channel, for comments in rules. */
export function describeService(service: Service | NodePort): string {
  switch (service.kind) {
    case 'broker':
      return `${nodeText(service.kind, service)}, ${service.listener}`;
    case 'port': {
      const node = nodeText(service.node, service);
      return portRole(service).what?.(node) ?? `${node}, ${service.port}`;
    }
    default:
      return `${nodeText(service.kind, service)}${usesTls(service) ? `, ${transportName(service.transport)}` : ''}`;
  }
}

function portMapLine(entry: PortMapEntry): string {
  return `  TCP ${entry.publicAddress}:${entry.port} to ${entry.to.address}:${entry.to.port} (${serviceName(entry)} on ${entry.to.host})`;
}

/** For each gateway that is not ours to change: the port map that its owner must enter. */
export function portMapsToEnter(topology: Topology, plan: Plan): string[] {
  return topology.hosts
    .filter((host) => !host.managePortMap)
    .flatMap((host) => {
      const entries = plan.portMap.filter((entry) => entry.gateway === host.id);
      return entries.length === 0
        ? []
        : [
            `${host.id} is not ours to change. Enter this port map there, and let source addresses be as they are:\n${entries.map(portMapLine).join('\n')}`,
          ];
    });
}

/** Every route that must answer, as rows of a table under a head. */
export function openRouteRows(plan: Plan): string[][] {
  const rows = openRoutes(plan).map((route) => [
    route.vantage,
    serviceName(route),
    `${route.name}:${route.port}`,
    route.address,
    wayText(route),
  ]);
  return [['FROM', 'REACHES', 'AS', 'WHICH IS', 'HOW'], ...rows];
}

/** Every route that must answer, one line each, by vantage. */
export function openRouteLines(plan: Plan): string[] {
  return openRoutes(plan).map(
    (route) =>
      `${route.vantage} reaches ${serviceName(route)} as ${route.name}:${route.port} (${route.address}), ${wayText(route)}`,
  );
}
