// What kafka-proxied uses of @pulumi/random.
import { ValueProvider } from '../../shared/value-provider.ts';
import { passwordKind } from './password.ts';

/** The release of the npm package, which asks the engine for a plugin of the same version. */
export const packageVersion = '4.21.2';

export function newRandomProvider(): ValueProvider {
  return new ValueProvider('random', packageVersion, {
    'random:index/randomPassword:RandomPassword': passwordKind,
  });
}
