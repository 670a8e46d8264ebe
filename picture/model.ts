// What a picture of a stack shows, read from the plan: places, hosts, ports, and who reaches them through what.
import type { ListenerSecurity } from '../config/listener-security.ts';
import { firstHostOf, mappedPortOf } from '../config/plan/hops.ts';
import { openRoutes, securityOf } from '../config/plan/select.ts';
import type { OpenRoute, Plan, PortMapEntry, Verdict } from '../config/plan/types.ts';
import type { HostId, Network, Topology } from '../config/topology.ts';
import { type HostBox, hostBox, portKey } from './host-box.ts';
import { type HopLine, hopLines } from './hop-lines.ts';

/** What doctor found in a stack. */
export interface DoctorResults {
  /** When, RFC 3339. */
  at: string;
  /** Of a route that must answer. */
  verdictOf: (route: OpenRoute) => Verdict;
  /** What is wrong on a host, in few words. */
  faultsOf: (host: HostId) => string[];
}

/** One line of a gateway's map. */
export interface MapRow {
  port: number;
  /** The port that it leads to. */
  to: string;
  security: ListenerSecurity;
  verdict: Verdict | undefined;
}

export interface GatewayBox {
  id: HostId;
  publicName: string;
  publicAddress: string;
  rows: MapRow[];
  /** Whether the map is ours to write. */
  ours: boolean;
  faults: string[];
}

/** A network with what stands in it, or the internet, which has no gateway. */
export interface Zone {
  id: string;
  cidrs: string[];
  hosts: HostBox[];
  gateway?: GatewayBox;
}

/** The way of a client to the host that it connects to first. */
export interface Link {
  line: HopLine;
  from: HostId;
  to: HostId;
  verdict: Verdict | undefined;
}

export interface Picture {
  title: string;
  /** When somebody looked; undefined: nobody did, and nothing has a verdict. */
  lookedAt: string | undefined;
  networks: Zone[];
  internet: Zone;
  links: Link[];
}

/** A fault that one client meets stands out; fine is what answers everybody who tried, and that somebody did. */
function worst(routes: readonly OpenRoute[], results: DoctorResults | undefined): Verdict | undefined {
  if (!results) return undefined;
  const verdicts = routes.map(results.verdictOf);
  if (verdicts.includes('fault')) return 'fault';
  return verdicts.includes('fine') ? 'fine' : 'untried';
}

/** People expect engine10 behind engine9. */
const inOrder = new Intl.Collator('en', { numeric: true });

/** @param results what was found; default: the plan alone is drawn */
export function makePicture(topology: Topology, plan: Plan, results?: DoctorResults): Picture {
  const gateways = topology.networks.flatMap(({ gateway }) => gateway ?? []);
  const boxes = (network: string | undefined): HostBox[] =>
    topology.hosts
      .filter((host) => host.network === network && !gateways.includes(host.id))
      .toSorted((a, b) => inOrder.compare(a.id, b.id))
      .map((host) => withResults(hostBox(topology, plan, host), plan, results));
  return {
    title: topology.owner.split('/').at(-1) ?? topology.owner,
    lookedAt: results?.at,
    networks: topology.networks.map((network) => ({
      id: network.id,
      cidrs: network.cidrs,
      hosts: boxes(network.id),
      ...gatewayOf(topology, plan, network, results),
    })),
    internet: { id: 'internet', cidrs: [], hosts: boxes(undefined) },
    links: linksOf(plan, results),
  };
}

/** A port is as good as the worst way to it. */
function withResults(box: HostBox, plan: Plan, results: DoctorResults | undefined): HostBox {
  if (!results) return box;
  const verdict = (key: string): Verdict | undefined => {
    const leading = openRoutes(plan).filter(({ service }) => portKey(service) === key);
    return leading.length === 0 ? undefined : worst(leading, results);
  };
  const services = box.services.map(({ title, ports }) => {
    return { title, ports: ports.map((port) => ({ ...port, verdict: verdict(port.key) })) };
  });
  return { ...box, services, faults: results.faultsOf(box.id) };
}

function gatewayOf(
  { hosts }: Topology,
  plan: Plan,
  { gateway: id }: Network,
  results: DoctorResults | undefined,
): { gateway?: GatewayBox } {
  const host = hosts.find((one) => one.id === id);
  if (!host?.publicName || host.publicAddress === undefined) return {};
  const { publicName, publicAddress, managePortMap: ours } = host;
  const rows = plan.portMap
    .filter((entry) => entry.gateway === host.id)
    .toSorted((a, b) => a.port - b.port)
    .map((entry) => mapRow(plan, entry, results));
  const faults = results?.faultsOf(host.id) ?? [];
  return { gateway: { id: host.id, publicName, publicAddress, rows, ours, faults } };
}

function mapRow(
  plan: Plan,
  { gateway, port, service }: PortMapEntry,
  results: DoctorResults | undefined,
): MapRow {
  const through = openRoutes(plan).filter((route) => {
    const mapped = mappedPortOf(route);
    return mapped?.gateway === gateway && mapped.port === port;
  });
  return {
    port,
    to: portKey(service),
    security: securityOf(plan, service),
    verdict: worst(through, results),
  };
}

/** One line for all routes of a client that take the same way. */
function linksOf(plan: Plan, results: DoctorResults | undefined): Link[] {
  const links = new Map<string, Omit<Link, 'verdict'> & { routes: OpenRoute[] }>();
  for (const route of openRoutes(plan)) {
    for (const hop of route.hops) {
      const line = hopLines[hop.kind];
      const to = firstHostOf(hop, plan);
      if (line === null || to === undefined) continue;
      const key = `${hop.kind} ${route.vantage} ${to}`;
      const link = links.get(key) ?? { line, from: route.vantage, to, routes: [] };
      link.routes.push(route);
      links.set(key, link);
    }
  }
  return [...links.values()].map(({ routes, ...link }) => ({ ...link, verdict: worst(routes, results) }));
}
