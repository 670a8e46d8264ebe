// What mirrors carry: topics that are there, that nobody else makes at the target, and that don't go round in circles.
import { covers, neverMirrored } from '../mirrored.ts';
import type { ConfigProblem } from '../problem.ts';
import { wholeNumber } from '../settings.ts';
import { isFirst } from './first-mirror-maker.ts';
import { carriersOf } from './mirrors.ts';
import {
  absent,
  each,
  effectiveSettings,
  entries,
  entry,
  mirrorsOf,
  type ClusterDraft,
  type MirrorDraft,
  type Path,
  type Rule,
} from './view.ts';

export const mirroredTopicsExist = each(carriersOf, ({ mirror, carried, path }) => {
  const at = [...path, 'topics'];
  if (absent(mirror, 'topics')) {
    if (carried.patterns.length > 0) return undefined;
    const reason = `Is missing, and ${mirror.from} declares no topic to copy.`;
    return { path: at, reason, fix: `Declare topics under ${mirror.from}, or write a regular expression.` };
  }
  return (mirror.topics ?? []).flatMap((topic, index): ConfigProblem[] => {
    if (topic === undefined || !carried.unknown.includes(topic)) return [];
    const reason = `${mirror.from} declares no topic ${topic}.`;
    const fix = `Declare it under kafka-proxied:clusters.${mirror.from}.topics; for topics that others create, use a regular expression, such as ${topic}.*`;
    return [{ path: [...at, index], reason, fix }];
  });
});

/** MirrorMaker passes over what looks internal, whatever its lists say. */
export const mirroredTopicsAreCarried = each(carriersOf, ({ carried, path }) =>
  carried.names.filter(neverMirrored).map((name) => ({
    path: [...path, 'topics'],
    reason: `MirrorMaker treats ${name} as an internal topic, and never copies it.`,
    fix: 'List the other topics without it, or give that topic another name.',
  })),
);

/** MirrorMaker 2 makes the topic as it is at the source; two who look after one topic undo each other's changes. */
export const mirroredTopicsAtTarget = each(carriersOf, ({ id, mirror, carried, path }, draft) => {
  const { from, to } = mirror;
  if (to === undefined || from === to || isFirst(draft, mirror)) return undefined;
  return entries(entry(draft.clusters, to)?.topics)
    .map(([name]) => name)
    .filter((name) => listOf(mirror, carried.names).some((item) => covers(item, name)))
    .map((name) => ({
      path: ['clusters', to, 'topics', name],
      reason: `The mirror ${id} creates ${name} here, like the one in ${from}.`,
      fix: `Remove it here, or leave it out of kafka-proxied:${path.join('.')}.topics.`,
    }));
});

function listOf(mirror: MirrorDraft, declared: readonly string[]): string[] {
  return absent(mirror, 'topics')
    ? [...declared]
    : (mirror.topics ?? []).filter((item) => item !== undefined);
}

interface Edge {
  id: string;
  from: string;
  to: string;
  topics: string[];
  path: Path;
}

/** Whether two lists have a topic in common, as far as that can be told without knowing all topics. */
function overlap(a: Edge, b: Edge): boolean {
  return [
    [a, b],
    [b, a],
  ].some(([one, other]) =>
    one?.topics.some((item) => /^\.[*+]$/.test(item) || other?.topics.some((topic) => covers(item, topic))),
  );
}

/** The way from a mirror's target back to its source, by mirrors with some of the same topics. */
function wayBack(
  edge: Edge,
  all: readonly Edge[],
  at = edge.to,
  seen: readonly string[] = [],
): string[] | undefined {
  for (const next of all.filter(
    (other) => other.from === at && !seen.includes(other.id) && overlap(edge, other),
  )) {
    if (next.to === edge.from) return [next.id];
    const rest = wayBack(edge, all, next.to, [...seen, next.id]);
    if (rest) return [next.id, ...rest];
  }
  return undefined;
}

/** Topics keep their names, so what comes back is carried away again. */
export const mirrorsWithoutCircles: Rule = (draft) => {
  const all = edgesOf(draft);
  return all.flatMap((edge): ConfigProblem[] => {
    const back = wayBack(edge, all);
    // Said once, at the last one of the circle.
    if (back === undefined || back.some((id) => id > edge.id)) return [];
    const reason = `Records that ${edge.id} copies to ${edge.to} are copied back to ${edge.from} by ${back.join(' and ')}, in an endless loop.`;
    return [{ path: [...edge.path, 'topics'], reason, fix: 'Use different topics for each direction.' }];
  });
};

/** Two sources would be mixed in one topic, and the offsets of groups could not be told. */
export const oneTopicOneSource: Rule = (draft) => {
  const all = edgesOf(draft);
  return all.flatMap((edge, index): ConfigProblem[] => {
    const other = all
      .slice(0, index)
      .find((one) => one.to === edge.to && one.from !== edge.from && overlap(one, edge));
    if (other === undefined) return [];
    const reason = `${other.id} copies some of these topics from ${other.from} to ${edge.to}: records of two clusters would be mixed, and their groups' offsets lost.`;
    return [{ path: [...edge.path, 'topics'], reason, fix: 'Use different topics for each of them.' }];
  });
};

function edgesOf(draft: Parameters<Rule>[0]): Edge[] {
  return carriersOf(draft).flatMap(({ id, mirror, carried, path }): Edge[] => {
    const { from, to } = mirror;
    if (from === undefined || to === undefined || from === to) return [];
    return [{ id, from, to, topics: listOf(mirror, carried.names), path }];
  });
}

/** A topic's own limit is carried along; a cluster's isn't, and a record that the target refuses stops the mirror. */
export const mirroredRecordsFit = each(mirrorsOf, ({ id, mirror: { from, to } }, { clusters }) => {
  if (to === undefined || from === to) return undefined;
  const largest = messageLimit(entry(clusters, from));
  const room = messageLimit(entry(clusters, to));
  if (largest === undefined || room === undefined || largest <= room) return undefined;
  return {
    path: ['clusters', to, 'settings', 'message.max.bytes'],
    reason: `${from} accepts records of ${largest} bytes, ${to} only of ${room}: the first larger one would stop the mirror ${id}.`,
    fix: `Raise it to ${largest} or more.`,
  };
});

function messageLimit(cluster: ClusterDraft | undefined): number | undefined {
  return cluster && wholeNumber(effectiveSettings(cluster)?.['message.max.bytes']);
}

/** The mirror's producer follows the source, unless the mirror has a size of its own. */
export const mirrorProducerTakesRecords = each(mirrorsOf, ({ id, mirror, path }, draft) => {
  const { from, to } = mirror;
  const source = entry(draft.clusters, from);
  const name = `${to}.producer.max.request.size`;
  const room = wholeNumber(entry(mirror.settings, name));
  if (room === undefined || source === undefined || isFirst(draft, mirror)) return undefined;
  const carried = carriersOf(draft).find((one) => one.id === id)?.carried.names ?? [];
  const ofTopics = carried.map((topic) =>
    wholeNumber(entry(entry(source.topics, topic)?.config, 'max.message.bytes')),
  );
  const largest = Math.max(0, ...[messageLimit(source), ...ofTopics].map((size) => size ?? 0));
  if (largest <= room) return undefined;
  return {
    path: [...path, 'settings', name],
    reason: `${from} accepts records of ${largest} bytes, the mirror's producer only of ${room}: the first larger one would stop the mirror.`,
    fix: `Raise it to ${largest} or more, or remove it: it then follows ${from}.`,
  };
});
