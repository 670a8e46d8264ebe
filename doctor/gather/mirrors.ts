// What a mirror has not carried yet: the first record of the source that is younger than all of the target.
import { mirrorEnds } from '../../config/needs.ts';
import { mirroredTopics, neverMirrored } from '../../config/mirrored.ts';
import type { Mirror, Topology } from '../../config/topology.ts';
import { mirrorMakerFor } from '../../config/versions.ts';
import type { MirrorFacts, Partition } from '../facts.ts';
import type { Met } from './canaries.ts';
import { youngestTime } from './youngest.ts';

/** Kafka's marks for the end of a partition and for its beginning (ListOffsets). */
const end = -1;
const beginning = -2;

interface Side {
  topic: string;
  partition: number;
  session: Met['session'];
}

/** Partitions whose leaders this vantage holds connections to. */
function sidesOf(met: readonly Met[]): Side[] {
  const partitions = met[0]?.broker.partitions ?? [];
  return partitions.flatMap(({ topic, partition, leader }: Partition) => {
    const session = met.find(({ id }) => id === leader)?.session;
    return session ? [{ topic, partition, session }] : [];
  });
}

/** Time of the youngest record; undefined: there is none any more, or never was. */
async function lastTime({ session, topic, partition }: Side): Promise<{ empty: boolean; time?: number }> {
  const { offset: last } = await session.offsetAt(topic, partition, end);
  const { offset: first } = await session.offsetAt(topic, partition, beginning);
  if (last === 0) return { empty: true };
  if (last <= first) return { empty: false };
  const time = (await session.fetch(topic, partition, last - 1)).at(-1)?.timestamp;
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
 * @param from brokers of the source as the mirror's host reaches them
 * @param to those of the target
 */
export async function lookAtMirror(
  topology: Topology,
  mirror: Mirror,
  from: readonly Met[],
  to: readonly Met[],
): Promise<MirrorFacts> {
  const ends = mirrorEnds(topology, mirror);
  if (!ends || from.length === 0 || to.length === 0)
    return { waiting: {}, untold: `not all of its clusters answer ${mirror.host}` };
  const sources = sidesOf(from).filter(({ topic }) => !neverMirrored(topic));
  const listed = mirror.topics ?? ends.carried.names;
  const carried = mirroredTopics(listed, [...new Set(sources.map(({ topic }) => topic))]).names;
  const targets = sidesOf(to);
  // The first MirrorMaker's producer chooses partitions anew.
  const keepsPartitions = mirrorMakerFor(ends.from.version, ends.to.version) !== 1;
  const facts: MirrorFacts = { waiting: {} };
  try {
    await Promise.all(
      sources
        .filter(({ topic }) => carried.includes(topic))
        .map(async (source) => {
          const { topic, partition, session } = source;
          const { empty, time } = await lastTimes(
            targets.filter((one) => one.topic === topic && (!keepsPartitions || one.partition === partition)),
          );
          if (time !== undefined && (facts.last === undefined || time > Date.parse(facts.last)))
            facts.last = new Date(time).toISOString();
          // All that was carried has grown too old to be kept: the next record will tell.
          if (!empty && time === undefined) return;
          const next = await session.offsetAt(topic, partition, time === undefined ? 0 : time + 1);
          if (next.offset >= 0 && next.timestamp > 0)
            facts.waiting[`${topic}-${partition}`] = new Date(next.timestamp).toISOString();
        }),
    );
    return facts;
  } catch (error) {
    return { waiting: {}, untold: error instanceof Error ? error.message : String(error) };
  }
}
