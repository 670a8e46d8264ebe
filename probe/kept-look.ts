// `up` runs the program twice: for its preview, and moments later for the update, which takes over what the preview saw.
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';

/** Variable with the path of the file that a preview leaves for the update after it; its owner alone may read it. */
export const keptLookVariable = 'KAFKA_PROXIED_LOOK';

/** Milliseconds for which a look counts, from its begin. */
export const lookCountsMs = 30_000;

interface KeptLook<Seen> {
  /** When the look began, milliseconds since the epoch. */
  began: number;
  seen: Seen;
}

/**
 * What is found on the hosts and in the state: by a look, or by that of the preview just before this update. Where no
 * wrapper started the run, it is always a look.
 * @param isPreview whether this run of the program changes nothing
 */
export async function lookOnce<Seen>(
  isPreview: boolean,
  look: () => Promise<Seen>,
  environment = process.env,
): Promise<Seen> {
  const file = environment[keptLookVariable];
  if (!file) return look();
  const kept = isPreview ? undefined : readKept<Seen>(file);
  const began = Date.now();
  const age = kept ? began - kept.began : Infinity;
  // A clock may have been set back meanwhile.
  if (kept && age >= 0 && age < lookCountsMs) return kept.seen;
  const seen = await look();
  if (isPreview) keep(file, { began, seen });
  return seen;
}

function readKept<Seen>(file: string): KeptLook<Seen> | undefined {
  try {
    return deserialize(readFileSync(file)) as KeptLook<Seen>;
  } catch {
    return undefined;
  }
}

/** Where that fails, the update looks again. */
function keep(file: string, kept: KeptLook<unknown>): void {
  try {
    writeFileSync(`${file}.new`, serialize(kept), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  } catch {
    rmSync(file, { force: true });
  }
}
