// What came of the look at a host.
import type { HostId } from '../config/topology.ts';
import type { HostFacts } from './facts.ts';

export type ProbeResult = { ok: true; facts: HostFacts } | { ok: false; reason: string };

/** What was found on each host; undefined: it could not be looked at. */
export function factsIn(probed: ReadonlyMap<HostId, ProbeResult>): (host: HostId) => HostFacts | undefined {
  return (host) => {
    const result = probed.get(host);
    return result?.ok ? result.facts : undefined;
  };
}
