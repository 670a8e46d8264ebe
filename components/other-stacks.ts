// The secrets that other stacks export for the clients of their clusters. Read before any resource is made: what is missing
// stops the run while nothing has changed.
import * as pulumi from '@pulumi/pulumi';
import { mirrorIdentitiesOf, showsCertificate } from '../config/plan/select.ts';
import type { Plan } from '../config/plan/types.ts';
import { pathText } from '../config/problem.ts';
import type { ClusterId, Mirror, OtherCluster, Topology } from '../config/topology.ts';
import { hasIdentity } from '../templates/identity.ts';
import { ExportedKeys } from './client-keys.ts';

/** Name of the secret output, by cluster and client. */
const output = 'clientIdentities';

/**
 * Keys of the clusters of other stacks that speak TLS, by cluster.
 * @throws pulumi.RunError that names the clients for which nothing can be read
 */
export async function keysOfOtherStacks(
  { otherClusters, mirrors }: Topology,
  plan: Plan,
): Promise<Map<ClusterId, ExportedKeys>> {
  const secure = otherClusters.filter(({ reach }) => reach && reach.authorities !== '');
  const stacks = [...new Set(secure.map(({ stack }) => stack))];
  const exported = new Map(
    await Promise.all(stacks.map(async (stack) => [stack, await readIdentities(stack)] as const)),
  );
  const problems = secure.flatMap((other) => missing(other, mirrors, plan, exported.get(other.stack)));
  if (problems.length > 0) throw new pulumi.RunError(problems.join('\n'));
  return new Map(
    secure.flatMap(({ id, stack, reach }) =>
      reach ? [[id, new ExportedKeys(reach, identitiesIn(exported.get(stack), id))] as const] : [],
    ),
  );
}

async function readIdentities(stack: string): Promise<unknown> {
  const reference = new pulumi.StackReference(stack);
  const details: { secretValue?: unknown } = await reference.getOutputDetails(output);
  return details.secretValue;
}

/** Texts that hold a key and a certificate; Pulumi hands out an empty value for what another passphrase encrypts. */
function identitiesIn(exported: unknown, cluster: ClusterId): Record<string, string> {
  const own = entryOf(exported, cluster);
  const entries = Object.entries(typeof own === 'object' && own !== null ? own : {});
  return Object.fromEntries(
    entries.filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && hasIdentity(entry[1]),
    ),
  );
}

function entryOf(holder: unknown, key: string): unknown {
  const isHolder = typeof holder === 'object' && holder !== null && Object.hasOwn(holder, key);
  return isHolder ? (holder as Record<string, unknown>)[key] : undefined;
}

function missing(
  { id, stack, clients, reach }: OtherCluster,
  mirrors: readonly Mirror[],
  plan: Plan,
  exported: unknown,
): string[] {
  if (!reach) return [];
  const cluster = { id };
  const showing = clients.filter((client) => showsCertificate(plan, cluster, client));
  const mirroring = mirrorIdentitiesOf(plan, cluster, mirrors);
  const identities = identitiesIn(exported, id);
  const without = [...showing, ...mirroring].filter((name) => !identities[name]);
  if (without.length === 0) return [];
  return [
    `${pathText(['otherClusters', id])}: ${id} wants certificates of its clients, and the secret output ${output} of stack ${stack} holds none for ${without.join(', ')} that can be read here; no host was contacted.\n` +
      `  Both stacks must encrypt their secrets with the same passphrase, or the same secrets provider: that of ${stack} is needed here. Otherwise, ${listed(id, mirroring)}run \`up\` on ${stack}, then here again.`,
  ];
}

/** What clients' own hosts get without being asked for. */
function listed(cluster: ClusterId, mirroring: readonly string[]): string {
  if (mirroring.length === 0) return '';
  return `list ${mirroring.join(', ')} there under ${pathText(['clusters', cluster, 'tls', 'identities'])}, `;
}
