// Units that systemd does not keep running.
import type { HostId } from '../../config/topology.ts';
import type { Finding } from '../findings.ts';
import { type Diagnosis, subjects } from './diagnosis.ts';

export interface Unit {
  host: HostId;
  unit: string;
  /** For people. */
  what: string;
  subject: string;
}

/** A unit that is down, with its state in systemd's words. */
export type DownUnit<U extends Unit> = U & { isThere: boolean; state: string };

/**
 * Those of them that are down and that nothing found before explains; of the others it is noted that they follow.
 * @param causeOf what else would explain it. Default: nothing
 */
export function* unitsDown<U extends Unit>(
  d: Diagnosis,
  units: readonly U[],
  causeOf: (unit: U) => Finding | undefined = () => undefined,
): Generator<DownUnit<U>, void> {
  for (const one of units) {
    const { host, unit, subject } = one;
    const facts = d.factsOf(host);
    const service = facts?.services[unit];
    if (!facts || service?.active === 'active') continue;
    const state = service ? `${service.active} (${service.sub})` : 'not there';
    const cause = d.causeOf(subject, subjects.host(host)) ?? causeOf(one);
    if (!d.follow(cause, `${unit} on ${host} is ${state}`, [subject]))
      yield { ...one, state, isThere: service !== undefined };
  }
}

/** What to say of such a unit. */
export function downText(d: Diagnosis, { host, unit, what, state }: DownUnit<Unit>) {
  return {
    ...{ hosts: [host], expected: `${unit} runs (${what})`, found: `${unit} is ${state}` },
    fix: d.npm('up'),
  };
}
