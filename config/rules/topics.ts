// Topic names that Kafka refuses, or lets through and mixes up.
import type { ConfigProblem } from '../problem.ts';
import { clustersOf, each } from './view.ts';

export const internalTopics = each(clustersOf, ({ cluster, path }) =>
  Object.keys(cluster.topics ?? {})
    .filter((name) => name.startsWith('__'))
    .map((name) => ({
      path: [...path, 'topics', name],
      reason: `${name}: names that begin with two underscores are Kafka's own, such as __consumer_offsets.`,
      fix: 'Remove it, or choose another name.',
    })),
);

/** In metric names Kafka writes dots as underscores, so it refuses the second of two such names. */
export const collidingTopics = each(clustersOf, ({ cluster, path }) => {
  const first = new Map<string, string>();
  return Object.keys(cluster.topics ?? {}).flatMap((name): ConfigProblem[] => {
    const metric = name.replaceAll('.', '_');
    const earlier = first.get(metric);
    first.set(metric, earlier ?? name);
    if (earlier === undefined) return [];
    const reason = `${name} and ${earlier} are the same name in Kafka's metrics, so Kafka refuses to create the second.`;
    return [{ path: [...path, 'topics', name], reason, fix: 'Use dots or underscores, not both.' }];
  });
});
