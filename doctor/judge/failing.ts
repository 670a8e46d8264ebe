// Services that end again and again: what stands in their way does not pass by itself.
import type { HostId } from '../../config/topology.ts';
import type { Finding } from '../findings.ts';
import type { Case } from './case.ts';

/** From how many ends on it is more than a start that went wrong once. */
const often = 2;

/** Whether somebody changed what the next `up` would put in order: files of a unit, or what it runs with. */
export function isEdited(given: Case, host: HostId, unit: string): boolean {
  const stamps = Object.entries(given.factsOf(host)?.stamps ?? {});
  return stamps.some(
    ([key, { drift }]) => key.endsWith(`--${unit}`) && drift !== undefined && !drift.includes('does not run'),
  );
}

export function isFailing(given: Case, host: HostId, unit: string): boolean {
  return (given.factsOf(host)?.services[unit]?.ended?.times ?? 0) >= often;
}

/** A unit that {@link isFailing}. @param what for people */
export function findFailing(
  given: Case,
  host: HostId,
  unit: string,
  what: string,
  explains: string[],
): Finding {
  const { times = 0, said = '' } = given.factsOf(host)?.services[unit]?.ended ?? {};
  return given.find(
    {
      id: 'service-failing',
      hosts: [host],
      expected: `${unit} runs (${what})`,
      found: `it ended ${times} times by itself${said === '' ? '' : `; the last error: ${said}`}`,
      fix: isEdited(given, host, unit) ? given.npm('up') : given.npm('logs', host, unit),
    },
    explains,
  );
}
