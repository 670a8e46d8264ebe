// What MirrorMaker 1, which joins clusters before Kafka 0.11, can't do.
import type { ConfigProblem } from '../problem.ts';
import { defaultGroups } from '../schema/mirror.ts';
import { wholeNumber } from '../settings.ts';
import { abilities, defaultVersion, mirrorMakerFor } from '../versions.ts';
import { carriersOf } from './mirrors.ts';
import {
  type ClusterDraft,
  each,
  effectiveSettings,
  entries,
  entry,
  mirrorsOf,
  type MirrorDraft,
  type Path,
  type Rule,
} from './view.ts';

type Draft = Parameters<Rule>[0];

/** The version of a cluster that stands in the config; undefined for one of another stack. */
function versionOf({ clusters }: Draft, id: string | undefined): string | undefined {
  const cluster = entry(clusters, id);
  return cluster && (cluster.version ?? defaultVersion);
}

/** Whether a mirror is MirrorMaker 1, as far as the config says. */
export function isFirst(draft: Draft, { from, to }: MirrorDraft): boolean {
  return mirrorMakerFor(versionOf(draft, from), versionOf(draft, to)) === 1;
}

function oldSides(draft: Draft, { from, to }: MirrorDraft): string {
  return [from, to]
    .flatMap((id) =>
      mirrorMakerFor(versionOf(draft, id)) === 1 ? [`${id} is of Kafka ${versionOf(draft, id)}`] : [],
    )
    .join(' and ');
}

/** Partitions of a declared topic, or else of those that a cluster's brokers make. */
function partitionsOf(cluster: ClusterDraft | undefined, name: string): number | undefined {
  const topic = entry(cluster?.topics, name);
  if (!cluster || topic === undefined) return undefined;
  return topic.partitions ?? wholeNumber(effectiveSettings(cluster)?.['num.partitions']) ?? 1;
}

/** It writes to a topic of the same name as it is; a target that makes it by itself would make it with its own defaults. */
export const firstMirrorTopics = each(carriersOf, ({ mirror, carried, path }, draft) => {
  if (!isFirst(draft, mirror)) return undefined;
  const why = `${oldSides(draft, mirror)}, so MirrorMaker 1 is used, which creates no topics`;
  const expressions = (mirror.topics ?? []).flatMap((topic, index): ConfigProblem[] => {
    if (topic === undefined || carried.names.includes(topic) || carried.unknown.includes(topic)) return [];
    const reason = `${why}: topics of an expression can't be prepared.`;
    return [{ path: [...path, 'topics', index], reason, fix: 'List the topics by their names.' }];
  });
  const [source, target] = [entry(draft.clusters, mirror.from), entry(draft.clusters, mirror.to)];
  const missing = carried.names.flatMap((name): ConfigProblem[] => {
    const at: Path = ['clusters', mirror.to ?? '', 'topics', name];
    const least = partitionsOf(source, name) ?? 1;
    const partitions = partitionsOf(target, name);
    if (partitions === undefined)
      return [
        { path: at, reason: `Is missing: ${why}.`, fix: `Declare it with ${least} partitions or more.` },
      ];
    if (partitions >= least) return [];
    const reason = `Has fewer partitions than in ${mirror.from}, so the same consumers would not fit: ${why}.`;
    return [{ path: [...at, 'partitions'], reason, fix: `Set it to ${least} or more.` }];
  });
  return [...expressions, ...missing];
});

export const firstMirrorSettings = each(mirrorsOf, ({ mirror, path }, draft) => {
  if (!isFirst(draft, mirror)) return undefined;
  const groups: ConfigProblem[] =
    mirror.groups === undefined || ['', defaultGroups.join()].includes(mirror.groups.join())
      ? []
      : [
          {
            path: [...path, 'groups'],
            reason: `${oldSides(draft, mirror)}, so MirrorMaker 1 is used, which copies no offsets of groups.`,
            fix: `Remove it, or upgrade the clusters to ${abilities.idempotentProducers.since} or later.`,
          },
        ];
  const others = entries(mirror.settings)
    .map(([name]) => name)
    .filter((name) => !/^(?:consumer|producer)\./.test(name))
    .map((name) => ({
      path: [...path, 'settings', name],
      reason: `${oldSides(draft, mirror)}, so MirrorMaker 1 is used. It has properties only for its consumer and its producer.`,
      fix: 'Remove it, or write consumer. or producer. before the property.',
    }));
  return [...groups, ...others];
});
