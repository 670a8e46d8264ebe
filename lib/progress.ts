// One line when a long step begins, one when it ends, and a sign of life in between.

const heartbeatMs = 15_000;

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

/** Writes one line for people to stderr, so that stdout stays free for data. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/**
 * Runs `work` between a line that names it and a line with the seconds it took.
 * @param title what is being done, with how long it may take where that is more than a few seconds
 * @param work gets a function that reports what it is doing just now, shown with the next sign of life
 */
export async function step<T>(title: string, work: (note: (text: string) => void) => Promise<T>): Promise<T> {
  const began = Date.now();
  let latest = '';
  say(`==> ${title}`);
  const heartbeat = setInterval(
    () => say(`    … ${seconds(began)}${latest ? `: ${latest}` : ''}`),
    heartbeatMs,
  );
  try {
    const result = await work((text) => (latest = text));
    say(`    done in ${seconds(began)}`);
    return result;
  } catch (error) {
    say(`    failed after ${seconds(began)}`);
    throw error;
  } finally {
    clearInterval(heartbeat);
  }
}
