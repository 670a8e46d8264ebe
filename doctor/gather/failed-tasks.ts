// Tasks of a mirror that failed, as its process says in a topic of its target. They stay failed until it is restarted.
import type { BrokerSession } from './canaries.ts';
import { mirrorTopics } from './kept-offsets.ts';

/** Most requests for one partition of that topic, which is compacted. */
const mostFetches = 16;
const longest = 500;

/** What went wrong in a trace of Java's: the innermost cause. */
export function causeIn(trace: string): string {
  const lines = trace.split('\n');
  const cause = lines.findLast((line) => line.startsWith('Caused by: ')) ?? lines[0] ?? '';
  return cause.replace('Caused by: ', '').trim().slice(0, longest);
}

/** Undefined where a state is not that of a failure. */
function failureIn(value: string): string | undefined {
  try {
    const { state, trace } = JSON.parse(value) as { state?: unknown; trace?: unknown };
    return state === 'FAILED' ? causeIn(typeof trace === 'string' ? trace : '') : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Why a task that copies records failed.
 * @param to brokers of the target
 * @returns undefined where none failed last, or it can't be told
 */
export async function failedTask(to: readonly BrokerSession[], from: string): Promise<string | undefined> {
  const { status } = mirrorTopics(from);
  const states = new Map<string, string | undefined>();
  for (const { topic, partition, leader } of to[0]?.broker.partitions ?? []) {
    const session = topic === status ? to.find(({ id }) => id === leader)?.session : undefined;
    if (!session) continue;
    const end = (await session.offsetAt(status, partition, -1)).offset;
    let next = (await session.offsetAt(status, partition, -2)).offset;
    for (let fetches = 0; next < end && fetches < mostFetches; fetches += 1) {
      const records = await session.fetch(status, partition, next);
      for (const { key, value } of records)
        if (key.startsWith('status-task-MirrorSourceConnector-')) states.set(key, failureIn(value));
      next = (records.at(-1)?.offset ?? end) + 1;
    }
  }
  return [...states.values()].find((failure) => failure !== undefined);
}
