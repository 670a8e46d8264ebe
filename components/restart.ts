// Which running services will be restarted; preview and up say so.
import * as pulumi from '@pulumi/pulumi';
import type { HostSession } from './host/session.ts';

/** Whether the unit runs now, started with other content than it shall have. */
export function runsWithOther(session: HostSession, unit: string, wanted: string): boolean {
  const service = session.facts?.services[unit];
  return service?.active === 'active' && service.started !== wanted;
}

/** Logs a line when the unit will be restarted. */
export function announceRestart(
  component: pulumi.Resource,
  session: HostSession,
  unit: string,
  wanted: string,
): void {
  if (!runsWithOther(session, unit, wanted)) return;
  const text = `${unit} on ${session.host.id} will be restarted: its configuration changes`;
  void pulumi.log.info(text, component);
}
