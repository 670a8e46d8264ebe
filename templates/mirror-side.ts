// What a mirror is made from: its two sides, each as it is reached from the mirror's host, and the program between them.
import type { MirrorEnds } from '../config/needs.ts';
import { mirrorShowsCertificate } from '../config/plan/select.ts';
import type { Plan } from '../config/plan/types.ts';
import type { ClusterId, KnownCluster, Mirror, Properties } from '../config/topology.ts';
import { mirrorUnit } from '../config/units.ts';
import { type ClusterAccess, clusterAccess } from './client/access.ts';
import { clientProperties, identityIn } from './client/connection.ts';
import type { Document } from './document.ts';
import { unitDir } from '../config/host-paths.ts';

export interface MirrorMakerFacts extends MirrorEnds {
  mirror: Mirror;
  plan: Plan;
}

export interface MirrorSide {
  cluster: KnownCluster;
  access: ClusterAccess;
}

/** A MirrorMaker of either generation, as one unit runs it. */
export interface MirrorProgram {
  /** Configuration, by file name. */
  files: Record<string, string>;
  /** Levels of loggers beside those that both generations have. */
  logging: Record<string, string>;
  mainClass: string;
  /** What follows the main class. `folder`: where the files are when it runs. */
  options: (folder: string) => string[];
  /** How the host's script sees that it carries records. */
  readiness: Document['params'];
  /** Where it keeps how far it is, and what writes there; undefined: it keeps that as a group at the source. */
  again?: Document['params'];
}

export function sideOf({ mirror, plan, sizesOf }: MirrorMakerFacts, cluster: KnownCluster): MirrorSide {
  const access = clusterAccess(plan, mirror.host, cluster, sizesOf);
  if (!access) throw new Error(`mirror ${mirror.id}: ${mirror.host} has no way to ${cluster.id}`);
  return { cluster, access };
}

/** Where a mirror has the keys for one of its clusters: those that its start chose. */
function keysFolder(mirror: Mirror, cluster: ClusterId): string {
  return `${unitDir(mirrorUnit(mirror.id))}/tls/current/${cluster}`;
}

/** Properties by which a client of the mirror connects to this side. */
export function connection({ mirror, plan }: MirrorMakerFacts, { access, cluster }: MirrorSide): Properties {
  const shows = mirrorShowsCertificate(plan, cluster, mirror);
  return {
    'bootstrap.servers': access.bootstrap.join(','),
    ...clientProperties(access, identityIn(keysFolder(mirror, cluster.id), mirror.version, shows)),
  };
}

export function prefixed(prefix: string, properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [`${prefix}${name}`, value]));
}
