// Tries every route of a plan from its real vantage, all of them at once, each with a deadline of its own.
import { networkInterfaces } from 'node:os';
import { closedRoutes, openRoutes } from '../../config/plan/select.ts';
import type { OpenRoute, Plan } from '../../config/plan/types.ts';
import type { ClusterId, Host, HostId, Topology } from '../../config/topology.ts';
import { probeHosts } from '../../probe/probe.ts';
import { probeTarget, sshTarget } from '../../ssh/target.ts';
import type { Facts, MirrorFacts, Tried, VantageFacts } from '../facts.ts';
import { doorKey, serviceKey } from '../keys.ts';
import { type Asked, ask } from './ask.ts';
import { type Met, runCanaries } from './canaries.ts';
import { within } from './deadline.ts';
import { lookAtMirror } from './mirrors.ts';
import { pairsIn, peersScript } from './peers.ts';
import { answerMs, speak, type Talk } from './speak.ts';
import { localVantage, remoteVantage, type Vantage } from './vantage.ts';

export interface Keys {
  /** By cluster: certificates of its CAs, PEM. */
  authorities: Record<ClusterId, string>;
  /** By cluster: key and certificate of this machine's client, PEM. Secrets. */
  identities: Record<ClusterId, string>;
}

export interface GatherOptions {
  /** Awaited when the first door is open: reading them takes seconds, too. */
  keys: Promise<Keys>;
  /** Look from this host alone. Default: from all. */
  from?: HostId | undefined;
  /** Is told what is being done. */
  note?: (text: string) => void;
  /** Addresses of this machine. Default: its own. */
  own?: readonly string[];
}

/** Milliseconds for records that go through the brokers, and for the look at what mirrors carry. */
const recordsMs = 7_000;

/** A vantage that was reached, with what it holds open. */
interface Look {
  host: HostId;
  facts: VantageFacts;
  vantage?: Vantage;
  talks: { route: OpenRoute; tried: Tried; talk: Talk }[];
}

const nothing = { names: {}, open: {}, closed: {} };

export async function gather(topology: Topology, plan: Plan, options: GatherOptions): Promise<Facts> {
  const at = new Date().toISOString();
  const { from, note = () => undefined } = options;
  const hosts = topology.hosts.filter(({ id }) => from === undefined || id === from);
  const probing = probeHosts(topology, plan);
  options.keys.catch(() => undefined);
  let left = hosts.length;
  const looks = await Promise.all(
    hosts.map(async (host) => {
      const look = await lookFrom(host, plan, options);
      left -= 1;
      note(
        left > 0 ? `${left} of ${hosts.length} vantages are still looking` : 'records go through the brokers',
      );
      return look;
    }),
  );
  try {
    // Without them no door that speaks TLS was tried.
    await options.keys;
    const mirrors = await passRecords(topology, plan, looks);
    note('hosts are being looked at');
    return {
      at,
      hosts: await probing,
      vantages: Object.fromEntries(looks.map(({ host, facts }) => [host, facts])),
      mirrors,
    };
  } finally {
    for (const { vantage, talks } of looks) {
      for (const { talk } of talks) talk.session?.close();
      vantage?.close();
    }
  }
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address));
}

/** A host's vantage; a text says why there is none. */
async function vantageOf(host: Host, own: readonly string[]): Promise<Vantage | string> {
  if (host.abandoned) return 'it is gone for good (kafka-proxied:abandonHosts)';
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

async function lookFrom(host: Host, plan: Plan, options: GatherOptions): Promise<Look> {
  const untried = (reason: string): Look => {
    return { host: host.id, facts: { ...nothing, untried: reason }, talks: [] };
  };
  const hasRoutes = openRoutes(plan, host.id).length > 0 || closedRoutes(plan, host.id).length > 0;
  if (!hasRoutes) return { host: host.id, facts: nothing, talks: [] };
  const vantage = await vantageOf(host, options.own ?? ownAddresses());
  if (typeof vantage === 'string') return untried(vantage);
  try {
    return await lookThrough(vantage, plan, host.probe ? asStranger(options) : options);
  } catch (error) {
    vantage.close();
    return untried(messageOf(error));
  }
}

/** A probe shows nobody the certificate of this machine's client. */
function asStranger({ keys, ...options }: GatherOptions): GatherOptions {
  const bare = keys.then((known) => ({ ...known, identities: {} }));
  bare.catch(() => undefined);
  return { ...options, keys: bare };
}

async function lookThrough(vantage: Vantage, plan: Plan, options: GatherOptions): Promise<Look> {
  const asked = await ask(vantage, plan);
  const keys = await options.keys;
  const talks = await Promise.all(
    openRoutes(plan, vantage.id).map(async (route) => {
      const outcome = asked.open[`${route.name}:${route.port}`] ?? 'unreachable';
      const talk = outcome === 'open' ? await speakOn(vantage, plan, route, asked, keys) : {};
      const { spoken } = talk;
      const tried: Tried = { outcome, ...(spoken && { spoken }) };
      return { route, talk, tried };
    }),
  );
  const mute = talks.map(({ talk }) => talk.forbidden).find((reason) => reason !== undefined);
  const closed = closedRoutes(plan, vantage.id).flatMap((route) => {
    const outcome = asked.closed[doorKey(route)];
    return outcome === undefined ? [] : [[doorKey(route), outcome] as const];
  });
  const facts: VantageFacts = {
    names: asked.names,
    open: Object.fromEntries(talks.map(({ route, tried }) => [serviceKey(route.service), tried])),
    closed: Object.fromEntries(closed),
    ...(mute !== undefined && { mute }),
  };
  return { host: vantage.id, vantage, facts, talks };
}

function speakOn(
  vantage: Vantage,
  plan: Plan,
  route: OpenRoute,
  asked: Asked,
  { authorities, identities }: Keys,
): Promise<Talk> {
  const { service, name, port } = route;
  const listener =
    service.kind === 'broker'
      ? plan.listeners[service.cluster]?.[service.id]?.find((one) => one.name === service.listener)
      : undefined;
  // As a client would: where the name leads, be that right or wrong.
  const address = asked.names[name]?.[0] ?? route.address;
  const identity = asked.identities[service.cluster] ?? identities[service.cluster];
  const authority = authorities[service.cluster];
  return speak({
    service,
    name,
    protocol: service.kind === 'zookeeper' ? service.protocol : (listener?.protocol ?? 'PLAINTEXT'),
    tls: {
      ...(authority !== undefined && { authorities: authority }),
      ...(identity !== undefined && { identity }),
    },
    open: () => vantage.open(address, port, answerMs),
  });
}

function metBy({ talks }: Look, cluster: ClusterId): Met[] {
  return talks.flatMap(({ route: { service }, talk: { session, spoken } }) =>
    service.cluster === cluster && session && spoken?.kind === 'answered' && spoken.broker
      ? [{ session, spoken, broker: spoken.broker, id: service.id }]
      : [],
  );
}

/** While all connections are open: records through each broker, how clients arrive, what mirrors left behind. */
async function passRecords(
  topology: Topology,
  plan: Plan,
  looks: readonly Look[],
): Promise<Record<string, MirrorFacts>> {
  const mirrors: Record<string, MirrorFacts> = {};
  const canaries = topology.clusters.map((cluster) =>
    runCanaries(
      cluster,
      looks.flatMap((look) => metBy(look, cluster.id)),
    ),
  );
  const carried = topology.mirrors.map(async (mirror) => {
    const look = looks.find(({ host }) => host === mirror.host);
    if (look)
      mirrors[mirror.id] = await lookAtMirror(
        topology,
        mirror,
        metBy(look, mirror.from),
        metBy(look, mirror.to),
      );
  });
  const all = Promise.all([...canaries, ...carried, lookAtArrivals(topology, plan, looks)]);
  await within(recordsMs, all, undefined);
  return mirrors;
}

/** With which addresses outside clients stand at the services' hosts. */
async function lookAtArrivals(topology: Topology, plan: Plan, looks: readonly Look[]): Promise<void> {
  const ports = (host: HostId): number[] =>
    plan.portMap.filter(({ to }) => to.host === host).map(({ to }) => to.port);
  const seen = new Map(
    await Promise.all(
      looks.map(async ({ host, vantage }) => {
        const own = ports(host).map(String);
        const printed =
          vantage && own.length > 0 ? await vantage.run(peersScript, own, answerMs).catch(() => '') : '';
        return [host, pairsIn(printed)] as const;
      }),
    ),
  );
  for (const { route, tried, talk } of looks.flatMap(({ talks }) => talks)) {
    const door = route.hops.find((hop) => hop.kind === 'portMap');
    const entry = plan.portMap.find(({ gateway, port }) => gateway === door?.gateway && port === door.port);
    if (!entry || !talk.session) continue;
    const peers = (seen.get(entry.to.host) ?? []).flatMap(([port, peer]) =>
      port === entry.to.port ? [peer] : [],
    );
    const gateway = topology.hosts.find(({ id }) => id === entry.gateway)?.address;
    const arrived = [route.arrivesFrom, gateway].find((one) => one !== undefined && peers.includes(one));
    if (arrived !== undefined) tried.arrivedFrom = arrived;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
