// What each kind of hop is: the one table that is asked, instead of the kind's name. `hop-kinds.ts` lists the kinds, and
// `picture/hop-lines.ts` says how each is drawn.
import type { Host, HostId, Topology } from '../topology.ts';
import { addressOnInternet, type ClusterLocation, hostOf, masquerades } from './location.ts';
import type { Hop, HopKind, HopOf } from './hop-kinds.ts';
import type { OpenRoute, Plan, PortMapEntry } from './types.ts';

/** A port of a gateway, which leads elsewhere. */
export interface MappedPort {
  gateway: HostId;
  port: number;
}

/** Between whom the way is. */
export interface Ends {
  topology: Topology;
  vantage: Host;
  location: ClusterLocation;
}

interface HopSpec<H> {
  /** In words, behind "reaches it". */
  text: (hop: H) => string;
  /** The port of a gateway that the client connects to, for a map to lead it on. */
  mappedPort: (hop: H) => MappedPort | undefined;
  /** The tunnel whose near end, on the client's own host, takes connections whether or not the service is there. */
  tunnel: (hop: H) => string | undefined;
  /** Hosts in between, whose faults explain that nothing gets through. */
  through: (hop: H) => HostId[];
  /** The host to which the client's connection leads first, where that is not simply the service's own. */
  leadsTo: (hop: H, plan: Pick<Plan, 'tunnels'>) => HostId | undefined;
  /** The source address as it arrives at the service's host. */
  arrivesFrom: (hop: H, ends: Ends) => string;
}

const none = (): undefined => undefined;
const ofOwnMachine = '127.0.0.1';

const hops: { [K in HopKind]: HopSpec<HopOf<K>> } = {
  direct: {
    text: () => 'directly',
    mappedPort: none,
    tunnel: none,
    through: () => [],
    leadsTo: none,
    arrivesFrom: (_, { topology, vantage, location }) =>
      ({
        machine: () => ofOwnMachine,
        network: () => vantage.address,
        spread: () => addressOnInternet(topology, vantage),
      })[location.kind](),
  },
  portMap: {
    text: ({ gateway }) => `through ${gateway}`,
    mappedPort: ({ gateway, port }) => ({ gateway, port }),
    tunnel: none,
    through: ({ gateway }) => [gateway],
    leadsTo: ({ gateway }) => gateway,
    arrivesFrom: ({ gateway }, { topology, vantage }) => {
      const host = hostOf(topology, gateway);
      return masquerades(host) ? host.address : addressOnInternet(topology, vantage);
    },
  },
  tunnel: {
    text: ({ tunnel }) => `by the tunnel ${tunnel}`,
    mappedPort: none,
    tunnel: ({ tunnel }) => tunnel,
    through: () => [],
    leadsTo: ({ tunnel }, { tunnels }) => tunnels.find(({ id }) => id === tunnel)?.to,
    arrivesFrom: () => ofOwnMachine,
  },
};

function specOf(hop: Hop): HopSpec<Hop> {
  return hops[hop.kind] as HopSpec<Hop>;
}

type Way = Pick<OpenRoute, 'hops'>;

/** The whole way, in words. */
export function wayText({ hops }: Way): string {
  return hops.map((hop) => specOf(hop).text(hop)).join(', ');
}

/** The gateway's port through which a route leads; undefined: no map is on its way. */
export function mappedPortOf({ hops }: Way): MappedPort | undefined {
  return hops.map((hop) => specOf(hop).mappedPort(hop)).find((port) => port !== undefined);
}

/** Whether a route leads through a gateway's port map. */
export function isMapped(route: Way): boolean {
  return mappedPortOf(route) !== undefined;
}

/** The entry of a gateway's map that brings a route to its service. */
export function mapEntryOf({ portMap }: Pick<Plan, 'portMap'>, route: Way): PortMapEntry | undefined {
  const mapped = mappedPortOf(route);
  return portMap.find(({ gateway, port }) => gateway === mapped?.gateway && port === mapped.port);
}

/** The tunnel that carries a route; undefined: none does. */
export function tunnelOf({ hops }: Way): string | undefined {
  return hops.map((hop) => specOf(hop).tunnel(hop)).find((tunnel) => tunnel !== undefined);
}

/** Hosts between the vantage and the service's. */
export function hostsBetween({ hops }: Way): HostId[] {
  return hops.flatMap((hop) => specOf(hop).through(hop));
}

/** Whether the client's packets come to the service's host as they are. */
export function isDirect(route: Way): boolean {
  return !isMapped(route) && tunnelOf(route) === undefined && hostsBetween(route).length === 0;
}

/** The host to which the client's connection leads first, where that is not simply the service's own. */
export function firstHostOf(hop: Hop, plan: Pick<Plan, 'tunnels'>): HostId | undefined {
  return specOf(hop).leadsTo(hop, plan);
}

/** The source address of a way of one hop, as it arrives at the service's host. */
export function arrivalBy(hop: Hop, ends: Ends): string {
  return specOf(hop).arrivesFrom(hop, ends);
}
