// Keys of the operator's own machine, where it is no host of ours to change: from the stack's outputs.
import type { ClusterId, HostId } from '../config/topology.ts';
import { readOutputs } from '../pulumi/outputs.ts';
import { clientKeyFiles } from '../templates/keys.ts';
import type { PreparedStack } from './stack-env.ts';

interface Outputs {
  certificateAuthorities?: Record<ClusterId, string>;
  clientIdentities?: Record<ClusterId, Record<HostId, string>>;
}

/**
 * The key files of a client, by cluster and name; a cluster that speaks plain text has none.
 * @throws Error with pulumi's own words where it can't read the stack
 */
export async function clientKeysOf(
  prepared: PreparedStack,
  client: HostId,
): Promise<Record<ClusterId, Record<string, string>>> {
  const { stack, pulumi, environment: env } = prepared;
  const outputs: Outputs = await readOutputs({ pulumi, stack: stack.name, env, showSecrets: true });
  const { certificateAuthorities = {}, clientIdentities = {} } = outputs;
  return Object.fromEntries(
    Object.entries(certificateAuthorities).map(([cluster, authorities]) => {
      const identity = clientIdentities[cluster]?.[client];
      return [
        cluster,
        {
          [clientKeyFiles.authorities]: authorities,
          ...(identity !== undefined && { [clientKeyFiles.identity]: identity }),
        },
      ];
    }),
  );
}
