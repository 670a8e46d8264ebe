// Tries every route of a plan from its real vantage, all of them at once, each with a deadline of its own.
import { mirrorEnds, otherClustersOf } from '../../config/needs.ts';
import type { Plan } from '../../config/plan/types.ts';
import type { ClusterId, HostId, Topology } from '../../config/topology.ts';
import { within } from '../../lib/deadline.ts';
import { probeHosts } from '../../probe/probe.ts';
import { canaryTopic } from '../canary-topic.ts';
import type { Facts, MirrorFacts } from '../facts.ts';
import { lookAtArrivals } from './arrivals.ts';
import { type Met, runCanaries } from './canaries.ts';
import { mirrorTopics } from './kept-offsets.ts';
import { type Conversation, type Look, lookFrom, type LookOptions } from './look.ts';
import { lookAtMirror } from './mirrors.ts';

export interface GatherOptions extends LookOptions {
  /** Look from this host alone. Default: from all. */
  from?: HostId | undefined;
  /** Is told what is being done. */
  note?: (text: string) => void;
}

/** Milliseconds for records that go through the brokers, and for the look at what mirrors carry. */
const recordsMs = 7_000;

export async function gather(
  topology: Topology,
  plan: Plan,
  given: Omit<GatherOptions, 'topics' | 'mirrors'>,
): Promise<Facts> {
  const at = new Date().toISOString();
  const { from, note = () => undefined } = given;
  const options: GatherOptions = { ...given, topics: neededTopics(topology), mirrors: topology.mirrors };
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
    // Without them no port that speaks TLS was tried.
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
    for (const { vantage, talks, asMirror } of looks) {
      for (const { talk } of [...talks, ...Object.values(asMirror).flat()]) talk.session?.close();
      vantage?.close();
    }
  }
}

/** By cluster: topics that are declared, doctor's own, and those that mirrors make there. */
function neededTopics(topology: Topology): Record<ClusterId, string[]> {
  const all = [...topology.clusters, ...otherClustersOf(topology)];
  const made = topology.mirrors.flatMap((mirror) => {
    const topics = [
      ...(mirrorEnds(topology, mirror)?.carried.names ?? []),
      ...Object.values(mirrorTopics(mirror.from)),
    ];
    return topics.map((topic) => ({ topic, cluster: mirror.to }));
  });
  return Object.fromEntries(
    all.map(({ id, topics }) => {
      const own = made.flatMap(({ topic, cluster }) => (cluster === id ? [topic] : []));
      return [id, [...new Set([...topics.map(({ name }) => name), canaryTopic, ...own])]];
    }),
  );
}

function metBy(talks: readonly Conversation[], cluster: ClusterId): Met[] {
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
      // Whoever comes first makes the topic where it is not there yet.
      looks
        .flatMap(({ talks }) => metBy(talks, cluster.id))
        .sort((a, b) => Number(a.broker.refused !== undefined) - Number(b.broker.refused !== undefined)),
    ),
  );
  const carried = topology.mirrors.map(async (mirror) => {
    const look = looks.find(({ host }) => host === mirror.host);
    if (!look) return;
    const [source, target] = [mirror.from, mirror.to].map((cluster) => {
      const own = metBy(look.asMirror[mirror.id] ?? [], cluster);
      return own.length > 0 ? own : metBy(look.talks, cluster);
    });
    mirrors[mirror.id] = await lookAtMirror(topology, mirror, source ?? [], target ?? []);
  });
  const all = Promise.all([...canaries, ...carried, lookAtArrivals(topology, plan, looks)]);
  await within(recordsMs, all, undefined);
  return mirrors;
}
