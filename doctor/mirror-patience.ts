/** Milliseconds that a record may wait: a mirror looks for new topics every 10 s, and carries within seconds. */
export const mirrorPatienceMs = 60_000;
