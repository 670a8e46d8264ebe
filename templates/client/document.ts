// What a host gets that is a client of clusters: their files, the `kafka` command, KAFKA_HOME for logins.
import { createHash } from 'node:crypto';
import type { Plan } from '../../config/plan/types.ts';
import type { HostId, KnownCluster } from '../../config/topology.ts';
import type { Document } from '../document.ts';
import { versionsDir } from '../../config/host-paths.ts';
import { managedHeader } from '../properties.ts';
import { hostScripts } from '../scripts.ts';
import { clusterAccess, type SizesOf } from './access.ts';
import { clusterFiles, commonFiles, defaultVersion } from './files.ts';

/** Digest of the `kafka` command: a release that changes it runs every client's script again. */
export function kafkaCommandHash(scripts: Record<string, string> = hostScripts()): string {
  const text = scripts['kafka.sh'];
  if (text === undefined) throw new Error('templates/scripts/kafka.sh is missing');
  return createHash('sha256').update(text).digest('hex');
}

function renderLoginProfile(version: string): string {
  return `${managedHeader}\nexport KAFKA_HOME=${versionsDir}/${version}\n`;
}

/**
 * The document for `kind-client.sh`.
 * @param host the vantage: its routes decide names and ports
 * @param clusters those that the host knows; one without a route from here is left out
 * @param sizesOf see {@link SizesOf}
 * @throws Error where the plan leads to none of them
 */
export function clientDocument(
  plan: Plan,
  host: HostId,
  clusters: readonly KnownCluster[],
  sizesOf: SizesOf,
): Document {
  const accesses = clusters
    .map((cluster) => clusterAccess(plan, host, cluster, sizesOf))
    .filter((access) => access !== undefined);
  const common = commonFiles(accesses);
  return {
    params: {
      clusters: accesses.map((access) => access.cluster).join(' '),
      common: Object.keys(common).sort().join(' '),
      command_sha256: kafkaCommandHash(),
    },
    files: {
      ...common,
      'login-profile': renderLoginProfile(defaultVersion(accesses)),
      ...Object.fromEntries(
        accesses.flatMap((access) =>
          Object.entries(clusterFiles(access)).map(([name, text]) => [`${access.cluster}.${name}`, text]),
        ),
      ),
    },
  };
}
