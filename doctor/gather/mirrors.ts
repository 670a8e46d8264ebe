// What a mirror has not carried yet: the first record of the source that is younger than all of the target.
import { mirroredTopics, neverMirrored } from '../../config/mirrored.ts';
import { mirrorEnds } from '../../config/needs.ts';
import type { ClusterId, Mirror, Topology } from '../../config/topology.ts';
import { mirrorMakerFor } from '../../config/versions.ts';
import { messageOf } from '../../lib/message.ts';
import type { Partition } from '../../probe/cluster-state.ts';
import type { MirrorState, Refusal } from '../facts.ts';
import type { BrokerSession } from './canaries.ts';
import { failedTask } from './failed-tasks.ts';
import { mirrorTopics } from './kept-offsets.ts';
import {
  listOffsetsTimes,
  overtaken,
  ReadRefused,
  recordsAt,
  type Side,
  skippedAtBeginning,
  skippedAtEnd,
} from './skipped.ts';
import { youngestTime } from './youngest.ts';

/** Partitions whose leaders this vantage holds connections to. */
function sidesOf(cluster: ClusterId, sessions: readonly BrokerSession[]): Side[] {
  const partitions = sessions[0]?.broker.partitions ?? [];
  return partitions.flatMap(({ topic, partition, leader }: Partition) => {
    const session = sessions.find(({ id }) => id === leader)?.session;
    return session ? [{ cluster, topic, partition, session }] : [];
  });
}

/** Time of the youngest record; undefined: there is none any more, or never was. */
async function lastTime(side: Side): Promise<{ empty: boolean; time?: number }> {
  const { session, topic, partition } = side;
  const { offset: last } = await session.offsetAt(topic, partition, listOffsetsTimes.end);
  const { offset: first } = await session.offsetAt(topic, partition, listOffsetsTimes.beginning);
  if (last === 0) return { empty: true };
  if (last <= first) return { empty: false };
  const time = (await recordsAt(side, last - 1)).at(-1)?.timestamp;
  if (time === undefined) return { empty: false };
  return { empty: false, time: await youngestTime((at) => session.offsetAt(topic, partition, at), time) };
}

/** Of several partitions: the youngest. */
async function lastTimes(sides: readonly Side[]): Promise<{ empty: boolean; time?: number }> {
  const all = await Promise.all(sides.map(lastTime));
  const times = all.flatMap(({ time }) => time ?? []);
  const empty = all.every((one) => one.empty);
  return times.length > 0 ? { empty, time: Math.max(...times) } : { empty };
}

/**
 * @param from brokers of the source as the mirror, or its host, reaches them
 * @param to those of the target
 */
export async function inspectMirror(
  topology: Topology,
  mirror: Mirror,
  from: readonly BrokerSession[],
  to: readonly BrokerSession[],
): Promise<MirrorState> {
  const ends = mirrorEnds(topology, mirror);
  if (!ends || from.length === 0 || to.length === 0)
    return { waiting: {}, unknown: `not all of its clusters answer ${mirror.host}` };
  const refused = refusedOf(mirror, ends.carried.names, from, to);
  if (refused.length > 0) {
    const [first] = refused;
    return { waiting: {}, refused, unknown: `not all of its topics are told of in ${first?.cluster}` };
  }
  // The first MirrorMaker's producer chooses partitions anew, and keeps its place elsewhere.
  const isFirst = mirrorMakerFor(ends.from.version, ends.to.version) === 1;
  const facts: MirrorState = { waiting: {} };
  const gone = isFirst ? [] : goneTopics(mirror, to);
  if (gone.length > 0) facts.gone = gone;
  const sources = sidesOf(mirror.from, from).filter(({ topic }) => !neverMirrored(topic));
  const listed = mirror.topics ?? ends.carried.names;
  const carried = mirroredTopics(listed, [...new Set(sources.map(({ topic }) => topic))]).names;
  const targets = sidesOf(mirror.to, to);
  try {
    await Promise.all(
      sources
        .filter(({ topic }) => carried.includes(topic))
        .map(async (source) => {
          const own = targets.filter(
            ({ topic, partition }) => topic === source.topic && (isFirst || partition === source.partition),
          );
          await lookAtPartition(facts, source, own, isFirst ? undefined : { mirror, to });
        }),
    );
    if (isFirst || Object.keys(facts.waiting).length === 0) return facts;
    const failed = await failedTask(to, mirror.from).catch(() => undefined);
    return failed === undefined ? facts : { ...facts, failed };
  } catch (error) {
    const { skipped: _skipped, overtaken: _overtaken, ...known } = facts;
    const unknown = { ...known, waiting: {}, unknown: messageOf(error) };
    if (!(error instanceof ReadRefused)) return unknown;
    return { ...unknown, refused: [refusedBy(error.cluster, [error.refusal], from, to, mirror)] };
  }
}

/** What follows from a partition of the source, with all of the target that holds its records. */
async function lookAtPartition(
  facts: MirrorState,
  source: Side,
  own: readonly Side[],
  keeper: { mirror: Mirror; to: readonly BrokerSession[] } | undefined,
): Promise<void> {
  const { topic, partition, session } = source;
  const name = `${topic}-${partition}`;
  const { empty, time } = await lastTimes(own);
  if (time !== undefined && (facts.last === undefined || time > Date.parse(facts.last)))
    facts.last = new Date(time).toISOString();
  // All that was carried has grown too old to be kept: the next record will tell.
  if (!empty && time === undefined) return;
  const next = await session.offsetAt(topic, partition, time === undefined ? 0 : time + 1);
  const isWaiting = next.offset >= 0 && next.timestamp > 0;
  const skipped = keeper
    ? (isWaiting && (await skippedAtEnd(keeper, source, next))) ||
      (await skippedAtBeginning(keeper, source, own[0]))
    : undefined;
  if (skipped) {
    (facts.skipped ??= {})[name] = { ...skipped, hasYounger: time !== undefined };
    return;
  }
  if (!isWaiting) return;
  facts.waiting[name] = new Date(next.timestamp).toISOString();
  const lost = keeper && (await overtaken(keeper, source, next));
  if (lost) (facts.overtaken ??= {})[name] = lost;
}

/** What is said of it where a mirror may not describe what it carries: its topics would look as if they were empty. */
function refusedOf(
  mirror: Mirror,
  carried: readonly string[],
  from: readonly BrokerSession[],
  to: readonly BrokerSession[],
): NonNullable<MirrorState['refused']> {
  const sides = [
    { cluster: mirror.from, sessions: from, topics: [...carried] },
    { cluster: mirror.to, sessions: to, topics: [...carried, ...Object.values(mirrorTopics(mirror.from))] },
  ];
  return sides.flatMap(({ cluster, sessions, topics }) => {
    const all = sessions.flatMap(({ broker }) => broker.refused ?? []);
    const refused = all.filter(
      ({ resource }, index) =>
        topics.some((topic) => resource === `Topic:${topic}`) &&
        all.findIndex((one) => one.resource === resource) === index,
    );
    return refused.length === 0 ? [] : [refusedBy(cluster, refused, from, to, mirror)];
  });
}

function refusedBy(
  cluster: ClusterId,
  refused: Refusal[],
  from: readonly BrokerSession[],
  to: readonly BrokerSession[],
  mirror: Mirror,
): NonNullable<MirrorState['refused']>[number] {
  const offered = (cluster === mirror.from ? from : to)[0]?.response.offered;
  return { cluster, refused, ...(offered !== undefined && { offered }) };
}

/** Its own topics that the target does not have. */
function goneTopics({ from }: Mirror, to: readonly BrokerSession[]): string[] {
  const there = new Set(to.flatMap(({ broker }) => broker.partitions.map(({ topic }) => topic)));
  return Object.values(mirrorTopics(from)).filter((topic) => !there.has(topic));
}
