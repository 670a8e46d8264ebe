// What one vantage finds: names, ports, and what those that are open answer.
import { closedRoutes, openRoutes, securityOf } from '../../config/plan/select.ts';
import type { OpenRoute, Plan } from '../../config/plan/types.ts';
import type { ClusterId, Host, HostId, Mirror } from '../../config/topology.ts';
import { mirrorUnit } from '../../config/units.ts';
import { messageOf } from '../../lib/message.ts';
import { ownAddresses } from '../../probe/lab-network.ts';
import { probeTarget, sshTarget } from '../../ssh/target.ts';
import type { Tried, VantageFacts } from '../facts.ts';
import { addressKey, serviceKey } from '../keys.ts';
import { type Asked, ask } from './ask.ts';
import { answerMs, connect, type ConnectResult } from './connect.ts';
import { localVantage, remoteVantage, type Vantage } from './vantage.ts';

export interface Keys {
  /** By cluster: certificates of its CAs, PEM. */
  authorities: Record<ClusterId, string>;
  /** By cluster: key and certificate of this machine's client, PEM. Secrets. */
  identities: Record<ClusterId, string>;
}

export interface InspectOptions {
  /** Awaited when the first port is open: reading them takes seconds, too. */
  keys: Promise<Keys>;
  /** Addresses of this machine. Default: its own. */
  own?: readonly string[];
  /** By cluster: topics that must be there. Default: none. */
  topics?: Readonly<Record<ClusterId, readonly string[]>>;
  /** Mirrors, each of which is a client of its host's. Default: none. */
  mirrors?: readonly Pick<Mirror, 'id' | 'host' | 'from' | 'to'>[];
}

export interface Conversation {
  route: OpenRoute;
  result: ConnectResult;
}

/** A vantage that was reached, with what it holds open. */
export interface Inspection {
  host: HostId;
  facts: VantageFacts;
  vantage?: Vantage;
  conversations: (Conversation & { tried: Tried })[];
  /** By mirror: what brokers say to its own certificate; those that ask for none are not asked again. */
  asMirror: Record<string, Conversation[]>;
}

const nothing = { names: {}, ipv6: {}, open: {}, closed: {} };

/** A host's vantage; a text says why there is none. */
async function vantageOf(host: Host, own: readonly string[]): Promise<Vantage | string> {
  if (host.abandoned) return 'it is abandoned (kafka-proxied:abandonHosts)';
  if (!host.managed && own.includes(host.address)) return localVantage(host.id);
  const target = host.managed ? sshTarget(host) : probeTarget(host);
  if (target) {
    try {
      return await remoteVantage(target, host.managed);
    } catch (error) {
      return `it can't be logged in to: ${messageOf(error)}`;
    }
  }
  return `it is not ours to log in to (managed: false), and this machine does not have its address ${host.address}`;
}

export async function inspectFrom(host: Host, plan: Plan, options: InspectOptions): Promise<Inspection> {
  const untried = (reason: string): Inspection => {
    return { host: host.id, facts: { ...nothing, untried: reason }, conversations: [], asMirror: {} };
  };
  const hasRoutes = openRoutes(plan, host.id).length > 0 || closedRoutes(plan, host.id).length > 0;
  if (!hasRoutes) return { host: host.id, facts: nothing, conversations: [], asMirror: {} };
  const vantage = await vantageOf(host, options.own ?? ownAddresses());
  if (typeof vantage === 'string') return untried(vantage);
  try {
    return await inspectThrough(vantage, plan, host.probe ? asStranger(options) : options);
  } catch (error) {
    vantage.close();
    return untried(messageOf(error));
  }
}

/** A probe shows nobody the certificate of this machine's client. */
function asStranger({ keys, ...options }: InspectOptions): InspectOptions {
  const bare = keys.then((known) => ({ ...known, identities: {} }));
  bare.catch(() => undefined);
  return { ...options, keys: bare };
}

async function inspectThrough(vantage: Vantage, plan: Plan, options: InspectOptions): Promise<Inspection> {
  const mirrors = (options.mirrors ?? []).filter(({ host }) => host === vantage.id);
  const asked = await ask(
    vantage,
    plan,
    mirrors.flatMap(({ id, from, to }) => [from, to].map((cluster) => `${mirrorUnit(id)}/${cluster}`)),
  );
  const keys = await options.keys;
  const connectAs = (route: OpenRoute, identity: string | undefined): Promise<ConnectResult> =>
    connectOn(vantage, plan, route, asked, {
      ...{ identity, authority: keys.authorities[route.service.cluster] },
      topics: options.topics?.[route.service.cluster] ?? [],
    });
  const isOpen = ({ name, port }: OpenRoute): boolean => asked.open[`${name}:${port}`] === 'open';
  const connecting = openRoutes(plan, vantage.id).map(async (route) => {
    const { cluster } = route.service;
    const outcome = asked.open[`${route.name}:${route.port}`] ?? 'unreachable';
    const result = isOpen(route)
      ? await connectAs(route, asked.identities[cluster] ?? keys.identities[cluster])
      : {};
    const { response } = result;
    const tried: Tried = { outcome, ...(response && { response }) };
    return { route, result, tried };
  });
  const asMirror = mirrors.map(async ({ id, from, to }) => {
    const own = openRoutes(plan, vantage.id).flatMap((route) => {
      const { cluster, kind } = route.service;
      const identity = asked.mirrors[`${mirrorUnit(id)}/${cluster}`];
      const isUsed = kind === 'broker' && [from, to].includes(cluster) && isOpen(route);
      return isUsed && identity !== undefined ? [{ route, identity }] : [];
    });
    const all = own.map(async ({ route, identity }) => ({ route, result: await connectAs(route, identity) }));
    return [id, await Promise.all(all)] as const;
  });
  const conversations = await Promise.all(connecting);
  const noForwarding = conversations
    .map(({ result }) => result.forbidden)
    .find((reason) => reason !== undefined);
  const closed = closedRoutes(plan, vantage.id).flatMap((route) => {
    const outcome = asked.closed[addressKey(route)];
    return outcome === undefined ? [] : [[addressKey(route), outcome] as const];
  });
  const facts: VantageFacts = {
    names: asked.names,
    ipv6: asked.ipv6,
    open: Object.fromEntries(conversations.map(({ route, tried }) => [serviceKey(route.service), tried])),
    closed: Object.fromEntries(closed),
    ...(noForwarding !== undefined && { noForwarding }),
  };
  return {
    host: vantage.id,
    vantage,
    facts,
    conversations,
    asMirror: Object.fromEntries(await Promise.all(asMirror)),
  };
}

function connectOn(
  vantage: Vantage,
  plan: Plan,
  route: OpenRoute,
  asked: Asked,
  client: { identity: string | undefined; authority: string | undefined; topics: readonly string[] },
): Promise<ConnectResult> {
  const { service, name, port } = route;
  // As a client would: where the name leads, be that right or wrong.
  const address = asked.names[name]?.[0] ?? route.address;
  const { identity, authority, topics } = client;
  return connect({
    service,
    name,
    topics,
    security: securityOf(plan, service),
    tls: {
      ...(authority !== undefined && { authorities: authority }),
      ...(identity !== undefined && { identity }),
    },
    open: () => vantage.open(address, port, answerMs),
  });
}
