// `up` runs the program twice: for its preview, and moments later for the update, which takes over what the preview saw.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import type { HostId } from '../config/topology.ts';
import type { ProbeResult } from './probe.ts';

/** Variable with the path of the file that a preview leaves for the update after it; its owner alone may read it. */
export const keptLookVariable = 'KAFKA_PROXIED_LOOK';

/** Milliseconds for which a look counts. Whoever reads the preview for longer gets another look. */
export const lookCountsMs = 30_000;

type Probed = ReadonlyMap<HostId, ProbeResult>;

interface KeptLook {
  /** When the look began, milliseconds since the epoch. */
  began: number;
  probed: Probed;
}

/**
 * What is found on the hosts: by a look, or by that of the preview just before this update. Where no wrapper started the
 * run, it is always a look.
 * @param isPreview whether this run of the program changes nothing
 */
export async function lookOnce(
  isPreview: boolean,
  look: () => Promise<Probed>,
  environment = process.env,
): Promise<Probed> {
  const file = environment[keptLookVariable];
  if (!file) return look();
  const kept = isPreview ? undefined : readKept(file);
  const began = Date.now();
  if (kept && began - kept.began < lookCountsMs) return kept.probed;
  const probed = await look();
  if (isPreview) keep(file, { began, probed });
  return probed;
}

function readKept(file: string): KeptLook | undefined {
  try {
    return deserialize(readFileSync(file)) as KeptLook;
  } catch {
    return undefined;
  }
}

function keep(file: string, kept: KeptLook): void {
  writeFileSync(`${file}.new`, serialize(kept), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
