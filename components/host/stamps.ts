// Which stamp a remote resource's stdin begins with: the host's own while the host is as recorded, so that nothing
// differs; a fresh one otherwise, so that this resource, and only this one, runs again.
import type { RecordedStamp } from '../../probe/facts.ts';

/** Why a fresh stamp was made. */
function reasonFor(recorded: RecordedStamp | undefined, body: string, renew?: string): string | undefined {
  if (renew) return renew;
  if (!recorded) return 'not recorded on this host';
  if (recorded.drift) return recorded.drift;
  // The host may run what an update left whose answer never arrived: only the recorded body tells.
  if (recorded.body !== body) return 'other content';
  return undefined;
}

/**
 * @param recorded what the probe read on the host; undefined: nothing
 * @param body hash of the document that the host shall hold
 * @param now time of this run, for fresh stamps
 * @param renew a reason to run again that neither the record nor the document shows
 */
export function stampFor(
  recorded: RecordedStamp | undefined,
  body: string,
  now: Date,
  renew?: string,
): string {
  const reason = reasonFor(recorded, body, renew);
  if (recorded && reason === undefined) return recorded.stamp;
  return `${now.toISOString()} ${reason ?? ''}`.replaceAll(/[^\w .:,/()-]/g, '-');
}
