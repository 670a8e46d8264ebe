// Mirrors: between which clusters, and on which host.
import { mirroredTopics } from '../mirrored.ts';
import type { ConfigProblem } from '../problem.ts';
import type { StackDraft } from '../schema/parse.ts';
import { brokerUnit, mirrorUnit } from '../units.ts';
import { abilities, can, defaultVersion, speaksWith } from '../versions.ts';
import { unknownElsewhere } from './addresses.ts';
import { obstacleTo } from './clients.ts';
import { shutOut } from './gateways.ts';
import { type PlacedRule, placesOf } from './placed.ts';
import {
  absent,
  each,
  entries,
  entry,
  mirrorsOf,
  nodesOf,
  type MirrorDraft,
  type Path,
  type Rule,
  unknownHost,
} from './view.ts';

export const mirrorsJoinClusters = each(mirrorsOf, ({ mirror, path }, draft) => {
  const unknown = (['from', 'to'] as const).flatMap((side): ConfigProblem[] => {
    const cluster = mirror[side];
    if (cluster === undefined || draft.clusters === undefined || Object.hasOwn(draft.clusters, cluster))
      return [];
    const others = Object.hasOwn(draft.otherClusters ?? {}, cluster);
    if (others && side === 'from') return [];
    const reason = others
      ? `${cluster} is described by another stack, but a mirror must be in the stack of its target cluster.`
      : `There is no cluster ${cluster}.`;
    const fix = 'Describe it under kafka-proxied:clusters, or correct the name.';
    return [{ path: [...path, side], reason, fix }];
  });
  if (mirror.from === undefined || mirror.from !== mirror.to) return unknown;
  const reason = `${mirror.from} would be copied into itself: each record would come back as a new one, in an endless loop.`;
  return [...unknown, { path: [...path, 'to'], reason, fix: 'Name another cluster.' }];
});

/** MirrorMaker keeps its place in topics that it names by the pair, so two of them would be taken for one. */
export const onePairOneMirror: Rule = (draft) => {
  const taken = new Map<string, string>();
  return mirrorsOf(draft).flatMap(({ id, mirror: { from, to }, path }): ConfigProblem[] => {
    if (from === undefined || to === undefined) return [];
    const pair = `${from} ${to}`;
    const earlier = taken.get(pair);
    taken.set(pair, earlier ?? id);
    if (earlier === undefined) return [];
    const reason = `${earlier} copies records from ${from} to ${to} as well, and both would store their positions under the same names.`;
    return [{ path, reason, fix: `Put the topics of both under kafka-proxied:mirrors.${earlier}.` }];
  });
};

export const mirrorHosts = each(mirrorsOf, ({ id, mirror, path }, draft) => {
  const { host } = mirror;
  if (host === undefined || draft.hosts === undefined) return undefined;
  const at = [...path, 'host'];
  const unknown = unknownHost(draft, host, at);
  if (unknown) return unknown;
  if (entry(draft.hosts, host)?.managed === false) {
    const reason = `${host} is never logged in to (managed: false), so the mirror ${id} can't be set up there.`;
    return { path: at, reason, fix: 'Choose a managed host.' };
  }
  return sidesOf(mirror).flatMap((cluster) => unreached(draft, cluster, host, at));
});

/** It connects as a client does, so what is wrong with such a client is wrong with it, unless its own host is listed. */
export const mirrorsReachEveryBroker: PlacedRule = (placed, draft) =>
  placed.mirrors.flatMap((mirror) =>
    placesOf(placed).flatMap(({ cluster }): ConfigProblem[] => {
      const host = placed.hosts.find(({ id }) => id === mirror.host);
      const listed = entry(draft.clusters, cluster.id)?.clients ?? [];
      if (!host?.managed || ![mirror.from, mirror.to].includes(cluster.id) || listed.includes(host.id))
        return [];
      const obstacle = obstacleTo(placed, cluster, host);
      const path = ['mirrors', mirror.id, 'host'];
      return obstacle ? [unreachable(path, cluster.id, host.id, obstacle.reason)] : [];
    }),
  );

function unreachable(path: Path, cluster: string, host: string, reason: string): ConfigProblem {
  const fix = `Choose a host that can connect to every broker of ${cluster}, or make a route for ${host}.`;
  return { path, reason, fix };
}

function sidesOf({ from, to }: MirrorDraft): string[] {
  return [from, to].filter((side) => side !== undefined);
}

/** Where its host could be no client at all. */
function unreached(draft: StackDraft, id: string, host: string, path: Path): ConfigProblem[] {
  const other = entry(draft.otherClusters, id);
  if (other?.clients !== undefined && !other.clients.includes(host)) {
    const reason = `${host} is not a client of ${id}, which another stack describes.`;
    return [
      {
        path,
        reason,
        fix: `List it under kafka-proxied:otherClusters.${id}.clients, and as a client in that stack.`,
      },
    ];
  }
  const cluster = entry(draft.clusters, id);
  if (cluster === undefined || cluster.clients?.includes(host)) return [];
  return [shutOut(draft, host), unknownElsewhere(draft, cluster, host)].flatMap((reason) =>
    reason === undefined ? [] : [unreachable(path, id, host, reason)],
  );
}

export const mirrorVersions = each(mirrorsOf, ({ mirror, path }, draft) => {
  const { version } = mirror;
  if (version === undefined) return undefined;
  const old = sidesOf(mirror).find((id) => {
    const side = entry(draft.clusters, id)?.version;
    return side !== undefined && !speaksWith(version, side);
  });
  if (old !== undefined) {
    const reason = `MirrorMaker of Kafka ${version} does not speak with ${old}, which runs a version before 2.1 (KIP-896).`;
    return { path: [...path, 'version'], reason, fix: `Remove it, or write ${defaultVersion}.` };
  }
  if (can(version, 'mirrors')) return undefined;
  const reason = `MirrorMaker of Kafka ${version} can't do what is needed here: ${abilities.mirrors.what}.`;
  const fix = `Remove it, or choose ${abilities.mirrors.since} or later.`;
  return { path: [...path, 'version'], reason, fix };
});

export const mirrorNames: Rule = (draft) => {
  const brokers = new Map(
    nodesOf(draft)
      .filter(({ role }) => role === 'broker')
      .map(({ cluster, id }) => [brokerUnit(cluster, Number(id)), `broker ${id} of ${cluster}`]),
  );
  return mirrorsOf(draft).flatMap(({ id, path }): ConfigProblem[] => {
    const fix = 'Give the mirror another name.';
    const broker = brokers.get(mirrorUnit(id));
    const host = `mirror-${id}`;
    return [
      ...(broker === undefined
        ? []
        : [{ path, reason: `Its unit would be ${mirrorUnit(id)}, which is the unit of ${broker}.`, fix }]),
      ...(entry(draft.hosts, host) === undefined
        ? []
        : [{ path, reason: `Its certificate would be for the name ${host}, which is also a host.`, fix }]),
    ];
  });
};

/** MirrorMaker's own properties begin like this, and those of a cluster begin with its name. */
const properties = new Set(
  'admin config connector consumer emit exactly groups header key offset plugin producer refresh replication rest sasl security source ssl status sync target task tasks topics value worker'.split(
    ' ',
  ),
);

export const mirroredClusterNames: Rule = (draft) => {
  const mirrored = new Set(mirrorsOf(draft).flatMap(({ mirror }) => sidesOf(mirror)));
  return [...mirrored]
    .filter((id) => properties.has(id) && entry(draft.clusters, id) !== undefined)
    .map((id) => ({
      path: ['clusters', id],
      reason: `MirrorMaker has properties of its own that begin with ${id}., and would mix them up with those of the cluster ${id}.`,
      fix: 'Give a cluster that is mirrored another name.',
    }));
};

/** Mirrors with what each carries; those whose list or source couldn't be read are left out. */
export function carriersOf(draft: StackDraft) {
  return mirrorsOf(draft).flatMap((one) => {
    const carried = carriedBy(draft, one.mirror);
    return carried ? [{ ...one, carried }] : [];
  });
}

/** What a mirror carries, as far as it can be told; undefined where its list or the source couldn't be read. */
function carriedBy(draft: StackDraft, mirror: MirrorDraft): ReturnType<typeof mirroredTopics> | undefined {
  const declared = entry(draft.clusters, mirror.from)?.topics;
  if (declared === undefined) return undefined;
  const names = entries(declared).map(([name]) => name);
  if (absent(mirror, 'topics')) return mirroredTopics(undefined, names);
  const listed = mirror.topics?.filter((topic) => topic !== undefined);
  return listed === undefined || listed.length !== mirror.topics?.length
    ? undefined
    : mirroredTopics(listed, names);
}
