// Certificates that end soon; preview and up say so.
import * as pulumi from '@pulumi/pulumi';

/** Days ahead from which on the end of a node's or client's certificate is told. */
const leafDays = 30;
const dayMs = 24 * 60 * 60 * 1000;

/**
 * Logs a warning when a certificate ends soon. One that this run makes anew says nothing: its end is not known
 * yet.
 * @param what whose certificate, and what to do about its end
 * @param end RFC 3339; empty where nothing was made
 * @param soonDays from how many days before its end on; default 30
 */
export function announceExpiry(
  component: pulumi.Resource,
  what: { owner: string; advice: string },
  end: pulumi.Output<string>,
  now: Date,
  soonDays = leafDays,
): void {
  end.apply((text) => {
    if (text === '') return;
    const days = Math.floor((Date.parse(text) - now.getTime()) / dayMs);
    if (days >= soonDays) return;
    const when = days < 0 ? `ended on ${text.slice(0, 10)}` : `ends on ${text.slice(0, 10)}, in ${days} days`;
    void pulumi.log.warn(`The certificate of ${what.owner} ${when}. ${what.advice}`, component);
  });
}
