// Copies of partitions: never more than there are brokers, and never all of them demanded by a writer.
import type { ConfigProblem } from '../problem.ts';
import { spared, wholeNumber } from '../settings.ts';
import type { Properties } from '../topology.ts';
import {
  absent,
  brokerCount,
  clustersOf,
  effectiveSettings,
  entries,
  plainSettings,
  type Path,
  type Rule,
} from './view.ts';

const copiesSettings = [
  'default.replication.factor',
  'offsets.topic.replication.factor',
  'transaction.state.log.replication.factor',
];

export const clusterCopies: Rule = (draft) =>
  clustersOf(draft).flatMap(({ cluster, path }) => {
    const brokers = brokerCount(cluster);
    if (brokers === undefined || brokers === 0) return [];
    const own = plainSettings(cluster.settings);
    return copiesSettings.flatMap((name) =>
      tooManyCopies(wholeNumber(own[name]), brokers, [...path, 'settings', name]),
    );
  });

function tooManyCopies(copies: number | undefined, brokers: number, path: Path): ConfigProblem[] {
  if (copies === undefined || copies <= brokers) return [];
  return [
    {
      path,
      reason: `${copies} copies can't be made on ${brokers === 1 ? 'one broker' : `${brokers} brokers`}; creating such a topic fails.`,
      fix: `Ask for at most ${brokers}, or add brokers.`,
    },
  ];
}

export const clusterInSync: Rule = (draft) =>
  clustersOf(draft).flatMap(({ cluster, path }) => {
    const settings = effectiveSettings(cluster);
    if (settings === undefined) return [];
    return [
      ['min.insync.replicas', 'default.replication.factor'] as const,
      ['transaction.state.log.min.isr', 'transaction.state.log.replication.factor'] as const,
    ].flatMap(([minimum, factor]) => {
      if (cluster.settings?.[minimum] === undefined) return [];
      const copies = wholeNumber(settings[factor]);
      return tooFewSpared(wholeNumber(settings[minimum]), copies, minimum, [...path, 'settings', minimum]);
    });
  });

function tooFewSpared(
  minimum: number | undefined,
  copies: number | undefined,
  name: string,
  path: Path,
): ConfigProblem[] {
  if (minimum === undefined || copies === undefined || minimum <= spared(copies)) return [];
  const reason =
    minimum > copies
      ? `${name} is ${minimum}, with ${copies === 1 ? 'one copy' : `${copies} copies`}: writes with acks=all can never succeed.`
      : `${name} is ${minimum}, as many as there are copies: one broker down, in a rolling restart for instance, stops all writes with acks=all.`;
  return [{ path, reason, fix: `Ask for at most ${spared(copies)}.` }];
}

export const topicCopies: Rule = (draft) =>
  clustersOf(draft).flatMap(({ cluster, path }) => {
    const settings = effectiveSettings(cluster);
    const brokers = brokerCount(cluster);
    if (settings === undefined || brokers === undefined || brokers === 0) return [];
    return entries(cluster.topics).flatMap(([name, topic]) => {
      const at = [...path, 'topics', name];
      const copies = absent(topic, 'replicationFactor')
        ? wholeNumber(settings['default.replication.factor'])
        : topic.replicationFactor;
      return [
        ...tooManyCopies(topic.replicationFactor, brokers, [...at, 'replicationFactor']),
        ...topicInSync(at, topic.config, cluster.settings?.['min.insync.replicas'], copies),
      ];
    });
  });

/** A default of ours that is too high for a topic is lowered for it; the stack's own word is not. */
function topicInSync(
  path: Path,
  config: unknown,
  clusterWide: unknown,
  copies: number | undefined,
): ConfigProblem[] {
  const own = (config as Properties | undefined)?.['min.insync.replicas'];
  if (own !== undefined) {
    return tooFewSpared(wholeNumber(own), copies, 'min.insync.replicas', [
      ...path,
      'config',
      'min.insync.replicas',
    ]);
  }
  if (typeof clusterWide !== 'string') return [];
  return tooFewSpared(wholeNumber(clusterWide), copies, "the cluster's min.insync.replicas", [
    ...path,
    'replicationFactor',
  ]).map((finding) => ({
    ...finding,
    fix: `Set min.insync.replicas in this topic's config, or make more copies.`,
  }));
}
