// Tries every route of a plan from its real vantage, all of them at once, each with a deadline of its own.
import { mirrorEnds, otherClustersOf } from '../../config/needs.ts';
import type { Plan } from '../../config/plan/types.ts';
import type { ClusterId, HostId, Topology } from '../../config/topology.ts';
import { within } from '../../lib/deadline.ts';
import { probeHosts } from '../../probe/probe.ts';
import { canaryTopic, type Facts, type MirrorState } from '../facts.ts';
import { inspectArrivals } from './arrivals.ts';
import { type BrokerSession, runCanaries } from './canaries.ts';
import { mirrorTopics } from './kept-offsets.ts';
import { type Conversation, type Inspection, inspectFrom, type InspectOptions } from './inspect.ts';
import { inspectMirror } from './mirrors.ts';

export interface GatherOptions extends InspectOptions {
  /** Look from this host alone. Default: from all. */
  from?: HostId | undefined;
  /** Is told what is being done. */
  note?: (text: string) => void;
}

/** Milliseconds for records that go through the brokers, and for the inspection of what mirrors carry. */
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
  const inspections = await Promise.all(
    hosts.map(async (host) => {
      const inspection = await inspectFrom(host, plan, options);
      left -= 1;
      note(
        left > 0 ? `${left} of ${hosts.length} vantages are still looking` : 'records go through the brokers',
      );
      return inspection;
    }),
  );
  try {
    // Without them no port that speaks TLS was tried.
    await options.keys;
    const mirrors = await passRecords(topology, plan, inspections);
    note('hosts are being looked at');
    return {
      at,
      hosts: await probing,
      vantages: Object.fromEntries(inspections.map(({ host, facts }) => [host, facts])),
      mirrors,
    };
  } finally {
    for (const { vantage, conversations, asMirror } of inspections) {
      for (const { result } of [...conversations, ...Object.values(asMirror).flat()]) result.session?.close();
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

function brokerSessionsOf(conversations: readonly Conversation[], cluster: ClusterId): BrokerSession[] {
  return conversations.flatMap(({ route: { service }, result: { session, response } }) =>
    service.cluster === cluster && session && response?.kind === 'answered' && response.broker
      ? [{ session, response, broker: response.broker, id: service.id }]
      : [],
  );
}

/** While all connections are open: records through each broker, how clients arrive, what mirrors left behind. */
async function passRecords(
  topology: Topology,
  plan: Plan,
  inspections: readonly Inspection[],
): Promise<Record<string, MirrorState>> {
  const mirrors: Record<string, MirrorState> = {};
  const canaries = topology.clusters.map((cluster) =>
    runCanaries(
      cluster,
      // Whoever comes first makes the topic where it is not there yet.
      inspections
        .flatMap(({ conversations }) => brokerSessionsOf(conversations, cluster.id))
        .sort((a, b) => Number(a.broker.refused !== undefined) - Number(b.broker.refused !== undefined)),
    ),
  );
  const carried = topology.mirrors.map(async (mirror) => {
    const inspection = inspections.find(({ host }) => host === mirror.host);
    if (!inspection) return;
    const [source, target] = [mirror.from, mirror.to].map((cluster) => {
      const own = brokerSessionsOf(inspection.asMirror[mirror.id] ?? [], cluster);
      return own.length > 0 ? own : brokerSessionsOf(inspection.conversations, cluster);
    });
    mirrors[mirror.id] = await inspectMirror(topology, mirror, source ?? [], target ?? []);
  });
  const all = Promise.all([...canaries, ...carried, inspectArrivals(topology, plan, inspections)]);
  await within(recordsMs, all, undefined);
  return mirrors;
}
