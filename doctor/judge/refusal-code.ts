// Kafka's errors of authorization in what was said.

/** The name of such an error; undefined: it is about something else. */
export function refusalCode(said: string): string | undefined {
  return /\b[A-Z_]+_AUTHORIZATION_FAILED\b/.exec(said)?.[0];
}
