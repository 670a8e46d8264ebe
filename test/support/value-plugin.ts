// The stand-ins for keys, certificates and passwords, called as the engine would call them.
import type { ValueProvider } from '../../plugins/shared/value-provider.ts';
import type { Props } from '../../plugins/shared/wire.ts';
import { urnOf } from './command-plugin.ts';

export const types = {
  privateKey: 'tls:index/privateKey:PrivateKey',
  selfSignedCert: 'tls:index/selfSignedCert:SelfSignedCert',
  certRequest: 'tls:index/certRequest:CertRequest',
  locallySignedCert: 'tls:index/locallySignedCert:LocallySignedCert',
  password: 'random:index/randomPassword:RandomPassword',
} as const;

export const urns = Object.fromEntries(
  Object.entries(types).map(([name, type]) => [name, urnOf(type, 'thing')]),
) as Record<keyof typeof types, string>;

export interface Made {
  readonly id: string;
  readonly outs: Props;
}

/** Checks and creates. @throws Error with the mistakes that the check found */
export async function make(provider: ValueProvider, urn: string, inputs: Props): Promise<Made> {
  const mistakes = await mistakesOf(provider, urn, inputs);
  if (mistakes.length > 0) throw new Error(mistakes.join('\n'));
  const checked = (await provider.check(urn, {}, inputs)).inputs as Props;
  return (await provider.create(urn, checked)) as Made;
}

export async function mistakesOf(provider: ValueProvider, urn: string, inputs: Props): Promise<string[]> {
  const { failures } = await provider.check(urn, {}, inputs);
  return (failures ?? []).map(({ reason }) => reason);
}
