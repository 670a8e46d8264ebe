// The plan in words, for previews.
import { transportName, usesTls } from '../listener-security.ts';
import type { Topology } from '../topology.ts';
import { openRoutes } from './select.ts';
import type { EnsembleService, JmxService, OpenRoute, Plan, PortMapEntry, Service } from './types.ts';

function serviceName({ service }: { service: OpenRoute['service'] }): string {
  return service.kind === 'zookeeper'
    ? `ZooKeeper ${service.id} of ${service.cluster}`
    : `broker ${service.id} of ${service.cluster}`;
}

/** A service with its listener or channel, for comments in rules. */
export function describeService(service: Service | EnsembleService | JmxService): string {
  switch (service.kind) {
    case 'broker':
      return `broker ${service.id} of ${service.cluster}, ${service.listener}`;
    case 'zookeeper':
      return `ZooKeeper ${service.id} of ${service.cluster}${usesTls(service) ? `, ${transportName(service.transport)}` : ''}`;
    case 'ensemble':
      return `ZooKeeper ${service.id} of ${service.cluster}, ${service.channel}`;
    case 'jmx':
      return `JMX of ${service.role === 'broker' ? 'broker' : 'ZooKeeper'} ${service.id} of ${service.cluster}`;
  }
}

function hopText(route: OpenRoute): string {
  return route.hops
    .map((hop) => {
      switch (hop.kind) {
        case 'direct':
          return 'directly';
        case 'portMap':
          return `through ${hop.gateway}`;
        case 'tunnel':
          return `by the tunnel ${hop.tunnel}`;
      }
    })
    .join(', ');
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
    hopText(route),
  ]);
  return [['FROM', 'REACHES', 'AS', 'WHICH IS', 'HOW'], ...rows];
}

/** Every route that must answer, one line each, by vantage. */
export function openRouteLines(plan: Plan): string[] {
  return openRoutes(plan).map(
    (route) =>
      `${route.vantage} reaches ${serviceName(route)} as ${route.name}:${route.port} (${route.address}), ${hopText(route)}`,
  );
}
