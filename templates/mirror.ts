// What one mirror gets: configuration, logging and unit of its MirrorMaker; and the documents that carry them and its keys.
import { createHash } from 'node:crypto';
import { usesTls } from '../config/listener-security.ts';
import { mirrorShowsCertificate } from '../config/plan/select.ts';
import type { CaIds, ClusterId, KnownCluster, Properties } from '../config/topology.ts';
import { mirrorUnit } from '../config/units.ts';
import { mirrorMakerFor } from '../config/versions.ts';
import { contentHash, type Document } from './document.ts';
import { type Identity, identityFile, isKept, keeping } from './identity.ts';
import { clientKeyFiles } from './keys.ts';
import { serviceLogging } from './logging.ts';
import { firstMirrorMaker } from './mirror-maker-1.ts';
import { secondMirrorMaker } from './mirror-maker-2.ts';
import { type MirrorMakerFacts, type MirrorProgram, prefixed, sideOf } from './mirror-side.ts';
import { managedHeader } from './properties.ts';
import { authorityParams } from './stores.ts';
import { renderUnit } from './unit.ts';

/** Seconds within which a started mirror must carry records: it joins a group of one, and looks at both clusters. */
const readyDeadlineSeconds = 120;

function programOf(facts: MirrorMakerFacts): MirrorProgram {
  const { from, to } = facts;
  return mirrorMakerFor(from.version, to.version) === 1 ? firstMirrorMaker(facts) : secondMirrorMaker(facts);
}

function mirrorFiles({ mirror, from, to }: MirrorMakerFacts, program: MirrorProgram): Record<string, string> {
  return {
    ...program.files,
    ...serviceLogging(mirror.version, {
      // At INFO each of its many clients writes all of its properties.
      'org.apache.kafka.clients': 'WARN',
      'org.apache.kafka.common': 'WARN',
      ...program.logging,
    }),
    unit: renderUnit({
      unit: mirrorUnit(mirror.id),
      description: `MirrorMaker ${mirror.id}, from ${from.id} to ${to.id}`,
      version: mirror.version,
      mainClass: program.mainClass,
      options: program.options,
      heap: mirror.heap,
      after: [],
    }),
  };
}

/** The document of `kind-mirror.sh`: the mirror's files, and how it is seen that it carries records. */
export function mirrorDocument(facts: MirrorMakerFacts): Document {
  const program = programOf(facts);
  const files = mirrorFiles(facts, program);
  return {
    params: { conf: contentHash(files), ...program.readiness, deadline: readyDeadlineSeconds },
    files,
  };
}

/** What a mirror's script must know to stop and start it, and to have it begin anew. */
export function operateMirrorDocument(facts: MirrorMakerFacts): Document {
  return { params: { ...mirrorDocument(facts).params, ...programOf(facts).again }, files: {} };
}

/** A mirror's keys for one of its clusters. */
export interface MirrorKeys {
  cluster: ClusterId;
  caIds: CaIds;
  /** Certificates that it trusts, PEM. */
  authorities: string;
  /** Where brokers want to see one. */
  identity?: Identity | undefined;
}

/** The clusters of a mirror that are reached by TLS, and whether a certificate of its own is shown there. */
export function mirrorTlsSides(facts: MirrorMakerFacts): { cluster: KnownCluster; shows: boolean }[] {
  const { mirror, from, to, plan } = facts;
  return [from, to]
    .filter((cluster) => usesTls(sideOf(facts, cluster).access.security))
    .map((cluster) => ({ cluster, shows: mirrorShowsCertificate(plan, cluster, mirror) }));
}

/**
 * The document of a mirror's keys; its text is a secret. PEM files, as clients have: MirrorMaker writes its properties into a
 * topic of the target, so no key and no password may stand in them. A start takes the folder that a comment names.
 */
export function mirrorKeysDocument(keys: readonly MirrorKeys[]): Document {
  const files = Object.fromEntries(
    keys.flatMap(({ cluster, authorities, identity }) => [
      [`${cluster}.${clientKeyFiles.authorities}`, authorities],
      ...(identity && !isKept(identity)
        ? [[`${cluster}.${clientKeyFiles.identity}`, identityFile(identity)]]
        : []),
    ]),
  ) as Record<string, string>;
  const hash = createHash('sha256');
  for (const name of Object.keys(files).sort()) hash.update(`${name}\n${files[name]}\n--\n`);
  const stores = hash.digest('hex').slice(0, 16);
  const perCluster = keys.map(({ cluster, caIds, identity }) =>
    prefixed(`${cluster}.`, {
      ...authorityParams(caIds, identity !== undefined),
      ...(identity && keeping(identity)),
    } as Properties),
  );
  return {
    params: {
      stores,
      clusters: keys.map(({ cluster }) => cluster).join(' '),
      ...(Object.assign({}, ...perCluster) as Properties),
    },
    files: { 'secret.properties': `# stores ${stores}\n${managedHeader}\n`, ...files },
  };
}
