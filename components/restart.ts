// Which running services will be restarted, or get other certificates; preview and up say so.
import * as pulumi from '@pulumi/pulumi';
import { startHash } from '../templates/broker.ts';
import type { Document } from '../templates/document.ts';
import type { HostSession } from './host/session.ts';

/** How a service gets to other stores of keys and certificates. */
export type Renewal = 'while it runs' | 'by a restart';

/**
 * Says when a unit will be restarted, or get other certificates, and why its step must run although its own document is as
 * it was: that can't hold secrets, and they may have arrived in a run that ended before the step.
 * @param document of its step, with the hash of the configuration that it shall have
 * @returns why its step must run; undefined: nothing makes it
 */
export function restartFor(
  component: pulumi.Resource,
  session: HostSession,
  unit: string,
  { params }: Document,
  secrets: Document | pulumi.Output<Document> | undefined,
  renewal: Renewal,
): string | undefined | pulumi.Output<string | undefined> {
  const say = (text: string): void =>
    void pulumi.log.info(`${unit} on ${session.host.id} ${text}`, component);
  const renewed = (known: Document | undefined): string | undefined => {
    const running = session.facts?.services[unit];
    if (running?.active !== 'active') return undefined;
    if (running.started !== startHash(String(params['conf']), known)) {
      say('will be restarted: its configuration changes');
      return known && 'another configuration';
    }
    const stores = known?.params['stores'];
    if (stores === undefined || running.stores === stores) return undefined;
    const runsOn = 'will get new certificates, and goes on running';
    say(renewal === 'while it runs' ? runsOn : 'will be restarted: its certificates change');
    return 'other certificates';
  };
  // That something is other than it was is no secret.
  return pulumi.Output.isInstance(secrets) ? pulumi.unsecret(secrets.apply(renewed)) : renewed(secrets);
}
