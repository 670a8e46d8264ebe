// Services that end again and again: what stands in their way does not pass by itself.
import type { HostId } from '../../config/topology.ts';
import { type Diagnosis, secondsSince, type NewFinding } from './diagnosis.ts';

/** From how many ends on it is more than a start that went wrong once. */
const often = 2;
/** Seconds after which a process that was started again is taken for mended: what can't start ends before. */
const livesSeconds = 30;

/** Whether somebody changed what the next `up` would put in order: files of a unit, or what it runs with. */
export function isEdited(d: Diagnosis, host: HostId, unit: string): boolean {
  const stamps = Object.entries(d.factsOf(host)?.stamps ?? {});
  return stamps.some(
    ([key, { drift }]) => key.endsWith(`--${unit}`) && drift !== undefined && !drift.includes('does not run'),
  );
}

/** @param what for people. @returns what to say of a unit that ends again and again; undefined: it does not */
export function failureOf(
  d: Diagnosis,
  host: HostId,
  unit: string,
  what: string,
): NewFinding<'service-failing'> | undefined {
  const service = d.factsOf(host)?.services[unit];
  const { times, said } = service?.ended ?? { times: 0, said: '' };
  const lives = service?.active === 'active' && secondsSince(service.since, d.facts.at) >= livesSeconds;
  const isStopped = ['inactive', 'deactivating'].includes(service?.active ?? '');
  if (times < often || lives || isStopped) return undefined;
  return {
    id: 'service-failing',
    hosts: [host],
    expected: `${unit} runs (${what})`,
    found: `it failed ${times} times${said === '' ? '' : `; the last error: ${said}`}`,
    fix: isEdited(d, host, unit) ? d.npm('up') : d.npm('logs', host, unit),
  };
}
