// How a run is brought to its end when waiting any longer makes no sense: first the polite way, then a harder one.
import type { Clock } from './silence.ts';

export interface Ways {
  /** Pulumi's own way: nothing new begins, what has begun is waited for, the state is saved. */
  interrupt(): void;
  /** Ends the plugins: pulumi takes the steps that they were at as failed, saves its state and frees its lock. */
  endPlugins(): Promise<void>;
  /** Nothing else helped. */
  kill(): void;
}

/** Milliseconds for the steps on other hosts, which may be about to end. */
export const graceMs = 60_000;
/** Milliseconds in which pulumi saves its state once it has no more to wait for. */
export const savingMs = 60_000;

/** Goes from one way to the next until `ended`. */
export async function bringToEnd(
  ways: Ways,
  ended: AbortSignal,
  { pause }: Pick<Clock, 'pause'>,
): Promise<void> {
  const steps: { act: () => void | Promise<void>; waitMs: number }[] = [
    { act: () => ways.interrupt(), waitMs: graceMs },
    { act: () => ways.endPlugins(), waitMs: savingMs },
    { act: () => ways.kill(), waitMs: 0 },
  ];
  for (const { act, waitMs } of steps) {
    if (ended.aborted) return;
    await act();
    if (waitMs > 0) await pause(waitMs, ended);
  }
}
