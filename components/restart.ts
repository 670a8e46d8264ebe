// Which running services will be restarted; preview and up say so.
import * as pulumi from '@pulumi/pulumi';
import { startHash } from '../templates/broker.ts';
import type { Document } from '../templates/document.ts';
import type { HostSession } from './host/session.ts';

/**
 * Says when a unit will be restarted, and why its step must run although its own document is as it was: that can't hold
 * secrets, and they may have arrived in a run that ended before the step.
 * @param conf hash of the configuration that it shall have
 * @returns what stands for other secrets; undefined: nothing does
 */
export function restartFor(
  component: pulumi.Resource,
  session: HostSession,
  unit: string,
  conf: string,
  secrets: Document | pulumi.Output<Document> | undefined,
): string | undefined | pulumi.Output<string | undefined> {
  const renewed = (known: Document | undefined): string | undefined => {
    const wanted = startHash(conf, known);
    announceRestart(component, session, unit, wanted);
    return known && runsWithOther(session, unit, wanted) ? 'other secrets' : undefined;
  };
  // That something is other than it was is no secret.
  return pulumi.Output.isInstance(secrets) ? pulumi.unsecret(secrets.apply(renewed)) : renewed(secrets);
}

/** Whether the unit runs now, started with other content than it shall have. */
function runsWithOther(session: HostSession, unit: string, wanted: string): boolean {
  const service = session.facts?.services[unit];
  return service?.active === 'active' && service.started !== wanted;
}

/** Logs a line when the unit will be restarted. */
function announceRestart(
  component: pulumi.Resource,
  session: HostSession,
  unit: string,
  wanted: string,
): void {
  if (!runsWithOther(session, unit, wanted)) return;
  const text = `${unit} on ${session.host.id} will be restarted: its configuration changes`;
  void pulumi.log.info(text, component);
}
