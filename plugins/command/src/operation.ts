// One request of the engine while it runs: whose it is, where its log lines go, and how it is ended early.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../shared/engine.ts';
import { ProviderError } from '../../shared/errors.ts';

export interface Operation {
  readonly urn: string;
  readonly log: Log;
  /** Aborted by Ctrl-C: no more attempts to connect. What has begun on a host is waited for, so that the state is true. */
  readonly cancelled: AbortSignal;
  /** Aborted by a bug, with its error: everything must end now, because nothing else may end it. */
  readonly broken: AbortSignal;
}

/** Settles as `work` does, but fails with `what` after `milliseconds`. */
export async function within<T>(milliseconds: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ProviderError(what)), milliseconds);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits; an abort ends the wait with the signal's reason. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => signal.throwIfAborted());
}
