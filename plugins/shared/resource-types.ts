// Which resource a request is about, and the refusal of those that a stand-in does not serve.
import { ProviderError } from './errors.ts';

/** The type of a resource: the last one of the types that its URN lists. */
export function typeOf(urn: string): string {
  return urn.split('::')[2]?.split('$').pop() ?? urn;
}

export function nameOf(urn: string): string {
  return urn.split('::').slice(3).join('::');
}

/** The error about a resource, or a function, that only the official plugin has. */
export function notServed(token: string, plugin: string, version: string): ProviderError {
  return new ProviderError(
    `${token} is not served by the stand-in for the ${plugin} plugin; install the official plugin: ` +
      `pulumi plugin install resource ${plugin} ${version}`,
  );
}
