// Whether a host still answers while a run works on it: one SSH session is kept open to it, and opened again when it
// ends. Only silence counts. A host that answers with a refusal is there, and its own steps say what is wrong.

export interface SessionEnd {
  /** Whether the session was up at all. */
  opened: boolean;
  /** What ssh said at its end. */
  said: string;
}

/** Opens a session; the promise is settled when the session has ended, for whatever reason. Never rejects. */
export type OpenSession = (onOpen: () => void) => Promise<SessionEnd>;

/** What the end of a session says of its host. */
export type Answer = 'silent' | 'answers' | 'unwelcome';

/** Milliseconds of silence, after a session was lost, from which a host counts as lost: time for a short outage. */
export const silenceLimitMs = 60_000;
/** Milliseconds between two attempts. */
const pauseMs = 5_000;

export function judgeEnd({ said }: SessionEnd): Answer {
  // One failed login is told by the step that made it; more of them get an operator banned.
  if (
    /Permission denied|Host key verification failed|IDENTIFICATION HAS CHANGED|no matching host key/i.test(
      said,
    )
  )
    return 'unwelcome';
  if (/timed out|timeout|not responding|no route|unreachable|host is down/i.test(said)) return 'silent';
  return 'answers';
}

export interface Clock {
  now(): number;
  pause(milliseconds: number, stop: AbortSignal): Promise<void>;
}

/**
 * Watches one host until it has been silent for too long, or until `stop`.
 * @returns for how many milliseconds it had been silent by then; undefined: it wasn't
 */
export async function awaitSilence(
  open: OpenSession,
  clock: Clock,
  stop: AbortSignal,
): Promise<number | undefined> {
  let silentSince: number | undefined;
  while (!stop.aborted) {
    const end = await open(() => (silentSince = undefined));
    // A session that the stop ended says nothing.
    if (stop.aborted) break;
    const answer = judgeEnd(end);
    if (answer === 'unwelcome') return undefined;
    if (answer === 'answers') silentSince = undefined;
    else {
      silentSince ??= clock.now();
      if (clock.now() - silentSince >= silenceLimitMs) break;
    }
    await clock.pause(pauseMs, stop);
  }
  return silentSince === undefined ? undefined : clock.now() - silentSince;
}
