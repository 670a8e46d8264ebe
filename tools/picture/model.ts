// What a picture of a stack shows, read from the plan: places, hosts, ports, and who reaches them through what.
import type { HostId, Network, Topology } from '../../config/topology.ts';
import { openRoutes } from '../../config/plan/select.ts';
import type { OpenRoute, Plan, PortMapEntry } from '../../config/plan/types.ts';
import { type HostBox, hostBox, isTls, portKey } from './host-box.ts';

/** How things are, as far as somebody looked: colours of routes. */
export type Verdict = 'fine' | 'fault' | 'unknown';

/** One line of a gateway's map. */
export interface MapRow {
  port: number;
  /** The port that it leads to. */
  to: string;
  tls: boolean;
  verdict: Verdict;
}

export interface GatewayBox {
  id: HostId;
  publicName: string;
  publicAddress: string;
  rows: MapRow[];
  /** Whether the map is ours to write. */
  ours: boolean;
}

/** A network with what stands in it, or the internet, which has no gateway. */
export interface Zone {
  id: string;
  cidrs: string[];
  hosts: HostBox[];
  gateway?: GatewayBox;
}

/** Clients of a gateway, or of a tunnel. */
export interface Link {
  kind: 'outside' | 'tunnel';
  from: HostId;
  to: HostId;
  verdict: Verdict;
}

export interface Picture {
  title: string;
  networks: Zone[];
  internet: Zone;
  links: Link[];
}

/** What is known of a route that must answer. */
export type VerdictOf = (route: OpenRoute) => Verdict;

/** Faults stand out, and one that nobody looked at is not fine. */
function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('fault')) return 'fault';
  return verdicts.length > 0 && verdicts.every((one) => one === 'fine') ? 'fine' : 'unknown';
}

/** People expect engine10 behind engine9. */
const inOrder = new Intl.Collator('en', { numeric: true });

export function makePicture(topology: Topology, plan: Plan, verdictOf: VerdictOf = () => 'unknown'): Picture {
  const gateways = topology.networks.flatMap(({ gateway }) => gateway ?? []);
  const boxes = (network: string | undefined): HostBox[] =>
    topology.hosts
      .filter((host) => host.network === network && !gateways.includes(host.id))
      .toSorted((a, b) => inOrder.compare(a.id, b.id))
      .map((host) => hostBox(topology, plan, host));
  return {
    title: topology.owner.split('/').at(-1) ?? topology.owner,
    networks: topology.networks.map((network) => ({
      id: network.id,
      cidrs: network.cidrs,
      hosts: boxes(network.id),
      ...gatewayOf(topology, plan, network, verdictOf),
    })),
    internet: { id: 'internet', cidrs: [], hosts: boxes(undefined) },
    links: linksOf(plan, verdictOf),
  };
}

function gatewayOf(
  { hosts }: Topology,
  plan: Plan,
  { gateway: id }: Network,
  verdictOf: VerdictOf,
): { gateway?: GatewayBox } {
  const host = hosts.find((one) => one.id === id);
  if (!host?.publicName || host.publicAddress === undefined) return {};
  const { publicName, publicAddress, managePortMap: ours } = host;
  const rows = plan.portMap
    .filter((entry) => entry.gateway === host.id)
    .toSorted((a, b) => a.port - b.port)
    .map((entry) => mapRow(plan, entry, verdictOf));
  return { gateway: { id: host.id, publicName, publicAddress, rows, ours } };
}

function mapRow(plan: Plan, { gateway, port, service }: PortMapEntry, verdictOf: VerdictOf): MapRow {
  const through = openRoutes(plan).filter(({ hops }) =>
    hops.some((hop) => hop.kind === 'portMap' && hop.gateway === gateway && hop.port === port),
  );
  return { port, to: portKey(service), tls: isTls(plan, service), verdict: worst(through.map(verdictOf)) };
}

/** One line for all routes of a client that take the same way. */
function linksOf(plan: Plan, verdictOf: VerdictOf): Link[] {
  const links = new Map<string, Omit<Link, 'verdict'> & { verdicts: Verdict[] }>();
  for (const route of openRoutes(plan)) {
    for (const hop of route.hops) {
      if (hop.kind === 'direct') continue;
      const to = hop.kind === 'portMap' ? hop.gateway : plan.tunnels.find(({ id }) => id === hop.tunnel)?.to;
      if (to === undefined) continue;
      const kind = hop.kind === 'portMap' ? 'outside' : 'tunnel';
      const key = `${kind} ${route.vantage} ${to}`;
      const link = links.get(key) ?? { kind, from: route.vantage, to, verdicts: [] };
      link.verdicts.push(verdictOf(route));
      links.set(key, link);
    }
  }
  return [...links.values()].map(({ verdicts, ...link }) => ({ ...link, verdict: worst(verdicts) }));
}
