// Says in preview and up which running services will be restarted.
import * as pulumi from '@pulumi/pulumi';
import type { HostSession } from './host/session.ts';

/** Logs a line when the unit runs now, with other content than it shall have. */
export function announceRestart(
  component: pulumi.Resource,
  session: HostSession,
  unit: string,
  wanted: string | number | undefined,
): void {
  const service = session.facts?.services[unit];
  if (service?.active === 'active' && service.started !== wanted) {
    void pulumi.log.info(
      `${unit} on ${session.host.id} will be restarted: its configuration changes`,
      component,
    );
  }
}
