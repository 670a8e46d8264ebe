// The youngest record of a partition, which is not the last one where several producers write to it.

/** The first record of a timestamp or a later one; offset -1: there is none. Times in milliseconds. */
export type OffsetAt = (time: number) => Promise<{ offset: number; timestamp: number }>;

/**
 * @param known time of a record that the partition holds
 * @returns the youngest record's time, found in about two questions for each doubling of how much younger it is
 */
export async function youngestTime(offsetAt: OffsetAt, known: number): Promise<number> {
  let time = known;
  let isGrowing = true;
  for (let step = 1; step >= 1; step = isGrowing ? step * 2 : Math.floor(step / 2)) {
    const { offset, timestamp } = await offsetAt(time + step);
    if (offset < 0) isGrowing = false;
    else time = timestamp;
  }
  return time;
}
