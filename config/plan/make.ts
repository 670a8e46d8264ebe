// The reachability plan of a topology: the one fact behind listeners, port maps, names, rules and certificates.
import type { Topology } from '../topology.ts';
import { coordinatorEndpoints, endpointsOf, isServed, listenersByNode, type Endpoint } from './endpoints.ts';
import { firewallOf, sameService } from './firewall.ts';
import { isMapped } from './hops.ts';
import { namesOf } from './names.ts';
import { addressOnInternet, hostOf, masquerades } from './location.ts';
import { policiesOf } from './policy.ts';
import { withReached } from './reach.ts';
import { routesOf } from './routes.ts';
import { tunnelsOf } from './tunnels.ts';
import type { OpenRoute, Plan, PortMapEntry, Service, TlsNames } from './types.ts';

/** Makes the plan of a checked topology. Pure; throws only for what `checkConfig` would have refused. */
export function makePlan(topology: Topology): Plan {
  const endpoints = endpointsOf(topology);
  const served = endpoints.filter(isServed);
  const portMap = served.flatMap(portMapEntry);
  const routes = routesOf(topology, endpoints, portMap);
  const open = routes.filter((route): route is OpenRoute => route.expect === 'answers');
  const firewall = firewallOf(topology, endpoints, open);
  const tunnels = tunnelsOf(topology, served);
  const own: Plan = {
    routes,
    names: namesOf(topology, open),
    listeners: listenersByNode(endpoints),
    coordinators: coordinatorEndpoints(endpoints),
    portMap: filteredPortMap(topology, portMap, open),
    firewall,
    policies: policiesOf(topology, firewall, tunnels),
    tunnels,
    tlsNames: served.map(tlsNames),
  };
  return withReached(own, topology);
}

/** Where a gateway puts its own address in the place of the clients', the plan's sources count on the gateway. */
function filteredPortMap(
  topology: Topology,
  portMap: readonly PortMapEntry[],
  routes: readonly OpenRoute[],
): PortMapEntry[] {
  return portMap.map((entry) => {
    if (!masquerades(hostOf(topology, entry.gateway))) return entry;
    const clients = routes.filter(({ service }) => sameService(service, entry.service)).filter(isMapped);
    const allow = clients.map(({ vantage }) => addressOnInternet(topology, hostOf(topology, vantage)));
    return { ...entry, allow: [...new Set(allow)] };
  });
}

function portMapEntry({ service, host, bind, outside }: Endpoint<Service>): PortMapEntry[] {
  if (outside === undefined) return [];
  const to = { host: host.id, ...bind };
  return [{ gateway: outside.gateway.id, publicAddress: outside.address, port: outside.port, to, service }];
}

/** Whatever a client may call the service, on either side of the gateway. */
function tlsNames({ service, cluster, inside, outside }: Endpoint<Service>): TlsNames {
  const sides = [inside, outside].filter((side) => side !== undefined);
  const aliases = outside ? cluster.tls.names : [];
  const dns = [...new Set([...sides.map(({ name }) => name), ...aliases])];
  return { service, dns, addresses: sides.map(({ address }) => address) };
}
