// Records that a mirror takes for carried, by the offsets that it keeps, and that its target does not have: somebody deleted
// the topic there, or the topic at the source was made anew.
import type { ClusterId, Mirror } from '../../config/topology.ts';
import { messageOf } from '../../lib/message.ts';
import { mirrorPatienceMs, type Refusal, type Skipped } from '../facts.ts';
import type { BrokerSession } from './canaries.ts';
import type { FoundRecord } from './kafka.ts';
import { keptOffset } from './kept-offsets.ts';
import { isRefusal } from './refusal.ts';

/** Kafka's marks for the end of a partition and for its beginning (ListOffsets). */
export const listOffsetsTimes = { end: -1, beginning: -2 };

/** A partition with its leader. */
export interface Side {
  cluster: ClusterId;
  topic: string;
  partition: number;
  session: BrokerSession['session'];
}

/** A mirror, and its target, where it keeps its offsets. */
interface Keeper {
  mirror: Mirror;
  to: readonly BrokerSession[];
}

/** Records that whoever asks may not read. */
export class ReadRefused extends Error {
  readonly refusal: Refusal;
  readonly cluster: ClusterId;

  constructor(cluster: ClusterId, topic: string, said: string) {
    super(`Topic:${topic} of ${cluster}: ${said}`);
    this.cluster = cluster;
    this.refusal = { operation: 'Read', resource: `Topic:${topic}`, said };
  }
}

/** The first records from an offset on. @throws ReadRefused where they may not be read */
export async function recordsAt(
  { cluster, topic, partition, session }: Side,
  offset: number,
): Promise<FoundRecord[]> {
  try {
    return await session.fetch(topic, partition, offset, 1);
  } catch (error) {
    throw isRefusal(messageOf(error)) ? new ReadRefused(cluster, topic, messageOf(error)) : error;
  }
}

type Found = Omit<Skipped, 'hasYounger'> | undefined;

const kept = ({ mirror, to }: Keeper, { topic, partition }: Side): Promise<number | undefined> =>
  keptOffset(to, mirror.from, topic, partition);

/** @param next the first record of the source that is younger than all of the target */
export async function skippedAtEnd(
  keeper: Keeper,
  source: Side,
  next: { offset: number; timestamp: number },
): Promise<Found> {
  // A younger one may have been carried while we look.
  if (Date.now() - next.timestamp < mirrorPatienceMs) return undefined;
  const offset = await kept(keeper, source);
  return offset !== undefined && next.offset <= offset ? { first: next.offset, kept: offset } : undefined;
}

/** Older records than the first one that the target ever got: its topic was made anew, and the mirror went on. */
export async function skippedAtBeginning(
  keeper: Keeper,
  source: Side,
  target: Side | undefined,
): Promise<Found> {
  if (!target || beginsAnew(keeper.mirror)) return undefined;
  const [begin, end] = await Promise.all([
    target.session.offsetAt(target.topic, target.partition, listOffsetsTimes.beginning),
    target.session.offsetAt(target.topic, target.partition, listOffsetsTimes.end),
  ]);
  if (begin.offset !== 0 || end.offset === 0) return undefined;
  const [first] = await recordsAt(target, 0);
  // A first record that compaction took away tells nothing.
  if (first?.offset !== 0) return undefined;
  const same = await source.session.offsetAt(source.topic, source.partition, first.timestamp);
  const start = await source.session.offsetAt(source.topic, source.partition, listOffsetsTimes.beginning);
  if (same.offset <= start.offset) return undefined;
  const [oldest] = await recordsAt(source, start.offset);
  if (!oldest || same.offset <= oldest.offset) return undefined;
  const offset = await kept(keeper, source);
  // Timestamps that are not the source's own lead astray; the count does not.
  const isShort = offset !== undefined && end.offset < offset - oldest.offset + 1;
  return isShort ? { first: oldest.offset, kept: offset } : undefined;
}

/** Whether a mirror was told to leave out what was there before it. */
function beginsAnew({ settings }: Mirror): boolean {
  return Object.entries(settings).some(
    ([name, value]) => name.endsWith('auto.offset.reset') && value === 'latest',
  );
}

/** How many offsets behind what was carried the source no longer has; undefined: none. */
export async function overtaken(
  keeper: Keeper,
  source: Side,
  next: { offset: number; timestamp: number },
): Promise<number | undefined> {
  if (Date.now() - next.timestamp < mirrorPatienceMs) return undefined;
  const offset = await kept(keeper, source);
  const { offset: begin } = await source.session.offsetAt(
    source.topic,
    source.partition,
    listOffsetsTimes.beginning,
  );
  const isLost = offset !== undefined && offset >= 0 && offset + 1 < begin && next.offset >= begin;
  return isLost ? begin - offset - 1 : undefined;
}
