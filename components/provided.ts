// What a provider makes: keys, certificates, passwords.
import type * as pulumi from '@pulumi/pulumi';

/**
 * A text that a provider makes.
 * @returns it; empty in a `destroy` where the state does not hold its resource, which the engine then does not make. Its property is
 * undefined there, whatever its type says, and the program has to run to its end all the same.
 */
export function provided(text: pulumi.Output<string>): pulumi.Output<string> {
  return text.apply((value: string | undefined) => value ?? '');
}
